"""Probabilistic sensitivity analysis: many draws of a whole scenario.

The chances of the phases enter as their product. The mean value is therefore that of simulated
successes and failures, while its spread is that of the inputs only.
"""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from . import uncertainty
from .cells import SMALLEST_VARIED, WIDTH_OF_RANGE, cell_name
from .distributions import BETA, Spread, generator
from .inputs import INPUTS
from .reasons import Undefined
from .tables import GROUPED_INPUTS

CHUNK = 5_000
MAX_DRAWS_PER_REQUEST = 50_000
MAX_DRAWS_KEPT = 50_000  # first draws of a simulation, for EVPPI and the plane
MAX_NUMBERS_KEPT = 5_000_000  # of these draws, of all inputs and cells together
CURVE = tuple(range(0, 150_001, 5_000))
DRAWN = ("rnpv", "break_even_price", "extra_cost", "effect_gain")
DRAWN_OF_TABLES = (
    "cohort_cost_new",
    "cohort_cost_old",
    "cohort_effect_new",
    "cohort_effect_old",
    "tree_value",
)


@dataclass
class Simulation:
    """The draws so far: `draws` {name: array} of the results, `inputs` {name: array} of the first
    draws of each varied input and cell, `others` {(row, strategy): array of cost and effect
    compared with the comparator}, and `fixed` names of inputs that were not varied."""

    draws: dict = field(default_factory=dict)
    inputs: dict = field(default_factory=dict)
    fixed: list = field(default_factory=list)
    undefined: dict = field(default_factory=dict)
    others: dict = field(default_factory=dict)

    @property
    def number(self):
        return len(next(iter(self.draws.values()), ()))

    def summary(self, name):
        return uncertainty.summary(self.draws.get(name, ()))

    @property
    def is_compared(self):
        return "extra_cost" in self.draws and "effect_gain" in self.draws

    def benefits(self, threshold):
        """Return the net benefit per draw against the comparator; column 0 is the comparator,
        column 1 the therapy, then the other strategies."""
        columns = [threshold * effect - cost for cost, effect in self._differences]
        return np.stack([np.zeros_like(columns[0]), *columns], axis=1)

    @property
    def _differences(self):
        """Return [(cost, effect)] compared with the comparator."""
        return [(self.draws["extra_cost"], self.draws["effect_gain"]), *self.others.values()]

    def _costs(self):
        columns = [cost for cost, _ in self._differences]
        return np.stack([np.zeros_like(columns[0]), *columns], axis=1)

    def curve(self, thresholds=CURVE):
        """Return [(threshold, probability that the therapy is the best choice, EVPI per
        patient, [the probability of each other strategy])]."""
        costs = self._costs()
        rows = []
        for threshold in thresholds:
            benefits = self.benefits(threshold)
            shares = uncertainty.acceptability(benefits, costs).tolist()
            information = uncertainty.perfect_information(benefits)
            rows.append((threshold, shares[1], information, shares[2:]))
        return rows

    def frontier_acceptability(self, threshold):
        return uncertainty.frontier_acceptability(self.benefits(threshold), self._costs())

    def partial_information(self, threshold):
        """Return [(input or cell, EVPPI per patient)] of what varied, the largest first."""
        benefits = self.benefits(threshold)
        rows = [
            (name, uncertainty.partial_information(column, benefits[: len(column)]))
            for name, column in self.inputs.items()
        ]
        return sorted(rows, key=lambda row: -row[1])


def spread_of(one, value, low, high):
    """Return the Spread of an input, or None if it cannot vary: it is 0, or a probability too close
    to 0 or 1 for its error."""
    error = (high - low) / WIDTH_OF_RANGE
    if min(error, value) < SMALLEST_VARIED:
        return None
    if one.distribution == BETA and not (value < 1 and error**2 < value * (1 - value)):
        return None
    return Spread(one.distribution, value, error)


def simulate(scenario, draws, seed, *, is_stopped=lambda done: False):
    """Return a Simulation of `draws` sets of inputs; the same seed returns the same draws.

    `is_stopped(done)` is called after each chunk with the number of finished draws; if it returns
    True, the simulation ends with these draws.
    """
    random = generator(seed)
    spreads, fixed = spreads_of(scenario)
    result = Simulation(fixed=fixed)
    chunks, inputs, others = defaultdict(list), defaultdict(list), defaultdict(list)
    variation, done = scenario.variation, 0
    columns = len(spreads) + len(variation.cell_by_name)
    most_kept = min(MAX_DRAWS_KEPT, MAX_NUMBERS_KEPT // max(columns, 1))
    while done < draws:
        number = min(CHUNK, draws - done)
        drawn = {name: spread.draw(random, number) for name, spread in spreads.items()}
        cells = variation.cells.draw(random, number)
        varied = variation.varied(drawn, cells)
        for name in drawn_results(scenario):
            if name in result.undefined:
                continue
            try:
                with np.errstate(all="ignore"):
                    column = np.broadcast_to(variation.result_of(varied, name), number)
            except Undefined as undefined:
                result.undefined[name] = undefined.note
                continue
            chunks[name].append(column)
        for name, pair in _other_strategies(varied, number):
            others[name].append(pair)
        if done < most_kept:
            named = {cell_name(*key): column for key, column in cells.items()}
            for name, column in (drawn | named).items():
                inputs[name].append(column)
        done += number
        if is_stopped(done):
            break
    result.draws = {name: np.concatenate(parts) for name, parts in chunks.items()}
    result.inputs = {name: np.concatenate(parts) for name, parts in inputs.items()}
    result.others = {name: np.concatenate(parts, axis=1) for name, parts in others.items()}
    return result


def drawn_results(scenario):
    """Return the names of the results that are drawn."""
    return [*DRAWN, *(name for name in DRAWN_OF_TABLES if name in scenario.results)]


def _other_strategies(varied, number):
    """Yield ((row, name), array of cost and effect compared with the comparator) of the strategies
    in the table; nothing if a number is not defined."""
    try:
        rows = varied.tables.rows("strategies") if varied.tables.has("strategies") else []
        for place, row in enumerate(rows):
            cost = row["cost"] - varied.values["cost_old"]
            effect = row["effect"] - varied.values["effect_old"]
            yield (
                (place, row["name"]),
                np.stack([np.broadcast_to(each, number) for each in (cost, effect)]),
            )
    except Undefined:
        return


def spreads_of(scenario):
    """Return ({input: Spread}, names of the inputs that do not vary and that no table replaces)."""
    found = {
        one.name: spread_of(one, scenario.values[one.name], low, high)
        for one, low, high in scenario.variation.varied_inputs()
    }
    spreads = {name: spread for name, spread in found.items() if spread}
    base = scenario.variation.varied({}).values
    fixed = [
        one.name
        for one in INPUTS
        if one.name not in spreads
        and one.section != "uncertainty"
        and one.name not in GROUPED_INPUTS
        and not base.is_replaced(one.name)
    ]
    return spreads, fixed
