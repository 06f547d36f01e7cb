"""Probabilistic sensitivity analysis: many draws of a whole scenario.

The chances of the phases enter as their product. The mean value is therefore that of simulated
successes and failures, while its spread is that of the inputs only.
"""

from dataclasses import dataclass, field

import numpy as np

from . import uncertainty
from .distributions import BETA, Spread, generator
from .inputs import INPUTS
from .reasons import Undefined
from .tables import GROUPED_INPUTS
from .valuation import Valuation
from .values import Overlay

CHUNK = 5_000
MAX_DRAWS_PER_REQUEST = 50_000
MAX_DRAWS_KEPT = 50_000  # first draws of a simulation, for EVPPI and the plane
WIDTH_OF_RANGE = 3.92  # standard errors from the low to the high end of a range (95 %)
SMALLEST_VARIED = 1e-12  # below it, the squares of distributions are not exact
CURVE = tuple(range(0, 150_001, 5_000))
DRAWN = ("rnpv", "break_even_price", "extra_cost", "effect_gain")


@dataclass
class Simulation:
    """The draws so far: `draws` {name: array} of DRAWN, `inputs` {name: array} of the first draws
    of each varied input, and `fixed` names of inputs that were not varied."""

    draws: dict = field(default_factory=dict)
    inputs: dict = field(default_factory=dict)
    fixed: list = field(default_factory=list)
    undefined: dict = field(default_factory=dict)

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
        column 1 the therapy."""
        gain = threshold * self.draws["effect_gain"] - self.draws["extra_cost"]
        return np.stack([np.zeros_like(gain), gain], axis=1)

    def _costs(self):
        cost = self.draws["extra_cost"]
        return np.stack([np.zeros_like(cost), cost], axis=1)

    def curve(self, thresholds=CURVE):
        """Return [(threshold, probability that the therapy is the better choice, EVPI per
        patient)]."""
        costs = self._costs()
        rows = []
        for threshold in thresholds:
            benefits = self.benefits(threshold)
            share = float(uncertainty.acceptability(benefits, costs)[1])
            rows.append((threshold, share, uncertainty.perfect_information(benefits)))
        return rows

    def frontier_acceptability(self, threshold):
        return uncertainty.frontier_acceptability(self.benefits(threshold), self._costs())

    def partial_information(self, threshold):
        """Return [(input, EVPPI per patient)] of the varied inputs, the largest first."""
        kept = min(self.number, MAX_DRAWS_KEPT)
        benefits = self.benefits(threshold)[:kept]
        rows = [
            (name, uncertainty.partial_information(column, benefits))
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
    chunks = {name: [] for name in DRAWN}
    inputs = {name: [] for name in spreads}
    done = 0
    while done < draws:
        number = min(CHUNK, draws - done)
        drawn = {name: spread.draw(random, number) for name, spread in spreads.items()}
        valuation = Valuation(Overlay(scenario.values, drawn))
        for name in DRAWN:
            if name in result.undefined:
                continue
            try:
                with np.errstate(all="ignore"):
                    column = np.broadcast_to(getattr(valuation, name), number)
            except Undefined as undefined:
                result.undefined[name] = undefined.note
                continue
            chunks[name].append(column)
        if done < MAX_DRAWS_KEPT:
            for name, column in drawn.items():
                inputs[name].append(column)
        done += number
        if is_stopped(done):
            break
    result.draws = {name: np.concatenate(parts) for name, parts in chunks.items() if parts}
    result.inputs = {name: np.concatenate(parts) for name, parts in inputs.items() if parts}
    return result


def spreads_of(scenario):
    spreads, fixed = {}, []
    for one in INPUTS:
        spread = None
        if scenario.values.is_varied(one):
            try:
                value = scenario.values[one.name]
                spread = spread_of(one, value, *scenario.values.bounds(one))
            except Undefined:
                pass
        if spread:
            spreads[one.name] = spread
        elif one.section != "uncertainty" and one.name not in GROUPED_INPUTS:
            fixed.append(one.name)
    return spreads, fixed
