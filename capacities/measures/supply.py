"""Supply: capacity per year that facilities state for each step.

Source: reference model of the capacity map, measures 1 and 2.
"""

from dataclasses import dataclass

from .ranges import Range, total


@dataclass(frozen=True, slots=True)
class Stated:
    """The statement of one facility on one step. `range` is None if it has no figure."""

    facility: int
    range: Range | None
    is_fresh: bool = True


@dataclass(frozen=True, slots=True)
class Supply:
    """`range` is the sum of fresh statements. Each facility is counted once: in `facilities` if it
    has a fresh figure, in `stale` if it has only old ones, in `without_figure` if it has none."""

    range: Range
    facilities: int
    without_figure: int
    stale: int

    @property
    def is_known(self):
        return bool(self.facilities)


def supply(statements):
    """Return the Supply of one step, class and area from `Stated` rows."""
    fresh, stale, silent = set(), set(), set()
    ranges = []
    for row in statements:
        if row.range is None:
            silent.add(row.facility)
        elif row.is_fresh:
            fresh.add(row.facility)
            ranges.append(row.range)
        else:
            stale.add(row.facility)
    return Supply(total(ranges), len(fresh), len(silent - fresh - stale), len(stale - fresh))


@dataclass(frozen=True, slots=True)
class Chain:
    """The capacity of a chain of steps. `range` is None if no step has a known supply. If steps are
    `unknown`, the real capacity may be lower than the range."""

    range: Range | None
    narrow_steps: tuple[str, ...]
    unknown: tuple[str, ...]


def chain_capacity(ranges):
    """Return the Chain of {step: Range, or None if no supply is known}.

    The capacity is the minimum over all steps; the narrow steps determine its lower end.
    """
    known = {step: one for step, one in ranges.items() if one is not None}
    unknown = tuple(step for step, one in ranges.items() if one is None)
    if not known:
        return Chain(None, (), unknown)
    low = min(one.low for one in known.values())
    highest = min(one.high for one in known.values())
    is_open = all(one.is_open for one in known.values() if one.high == highest)
    narrow = tuple(step for step, one in known.items() if one.low == low)
    return Chain(Range(low, highest, is_open), narrow, unknown)
