"""Sensitivity of a result to its inputs. `evaluate(values)` is any function of a dictionary of
inputs."""

from dataclasses import dataclass

from .present_value import bisect


@dataclass(frozen=True)
class Swing:
    """The result at the low and at the high value of one input, with all others unchanged. For an
    input such as cost, the result at the high value is the lower one."""

    name: str
    low_input: float
    high_input: float
    at_low: float
    at_high: float

    @property
    def range(self):
        return abs(self.at_high - self.at_low)


def tornado(evaluate, base, bounds):
    """Return a Swing per input of `bounds` {name: (low, high)}, the largest range first."""
    swings = [
        Swing(name, low, high, evaluate(base | {name: low}), evaluate(base | {name: high}))
        for name, (low, high) in bounds.items()
    ]
    return by_range(swings)


def by_range(swings):
    return sorted(swings, key=lambda swing: -swing.range)


def two_way(evaluate, base, first, second):
    """Return a table of results, one row per value of `first`. `first` and `second` are (name,
    values)."""
    return [
        [evaluate(base | {first[0]: one, second[0]: other}) for other in second[1]]
        for one in first[1]
    ]


def threshold(evaluate, base, name, low, high, target=0.0):
    """Return the value of one input at which the result is `target`, or None if the result does not
    cross it between `low` and `high`."""
    return bisect(lambda value: evaluate(base | {name: value}) - target, low, high)
