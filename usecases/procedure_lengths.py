"""The actual lengths of one procedure per country, over all use cases that a user may see."""

from dataclasses import dataclass
from statistics import median

from .models import UseCase
from .road import Step, road_of
from .snapshot import milestone_data


@dataclass(frozen=True)
class CountryLengths:
    """The steps of one country, each with its case. Lengths are in days without clock stops."""

    place: str
    steps: list[tuple[UseCase, Step]]

    @property
    def days(self):
        return sorted(step.working_days for _, step in self.steps if step.working_days is not None)

    @property
    def shortest(self):
        return self.days[0] if self.days else None

    @property
    def longest(self):
        return self.days[-1] if self.days else None

    @property
    def median(self):
        return round(median(self.days)) if self.days else None


def lengths_of(procedure, user):
    """Return a CountryLengths per country, sorted by name.

    Public readers see the milestones of cases whose current text is public: finalised cases and
    demonstration cases.
    """
    milestones = (
        procedure.milestones.filter(use_case__in=UseCase.objects.readable_live(user))
        .select_related("use_case", "procedure", "stage", "procedure__stage")
        .prefetch_related("stops")
    )
    countries = {}
    for milestone in milestones:
        (step,) = road_of({"milestones": [milestone_data(milestone)]}).steps
        countries.setdefault(step.place or "Not stated", []).append((milestone.use_case, step))
    return [CountryLengths(place, steps) for place, steps in sorted(countries.items())]
