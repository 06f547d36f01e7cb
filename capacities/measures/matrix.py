"""Facilities by country and step, and steps that depend on a single facility."""

from collections import defaultdict
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepMatrix:
    """`cells` are {(country, step): ids of facilities}. A missing pair means that no facility is
    known."""

    cells: dict
    by_step: dict

    def count(self, country, step):
        return len(self.cells.get((country, step), ()))

    @property
    def single_points(self):
        """Return (country, step, facility) for steps that exactly one facility does in a
        country."""
        return sorted(
            (country, step, *found)
            for (country, step), found in self.cells.items()
            if len(found) == 1
        )

    @property
    def single_in_europe(self):
        """Return (step, facility) for steps that exactly one facility of all countries does."""
        return sorted((step, *found) for step, found in self.by_step.items() if len(found) == 1)


def step_matrix(triples):
    """Return the StepMatrix of (country, step, facility). A facility counts once per cell."""
    cells, by_step = defaultdict(set), defaultdict(set)
    for country, step, facility in triples:
        cells[country, step].add(facility)
        by_step[step].add(facility)
    return StepMatrix(dict(cells), dict(by_step))
