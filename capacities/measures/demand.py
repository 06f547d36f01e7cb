"""Demand: batches per year that open trials need, and the share covered by a supply.

Source: reference model of the capacity map, measures 3 to 5.
"""

from dataclasses import dataclass

from .ranges import Range

MIN_TRIALS_FOR_RATIO = 3
NO_DEMAND, NO_SUPPLY, RATIO = "no demand known", "gap", "ratio"


@dataclass(frozen=True, slots=True)
class TrialNeed:
    """The number of persons that one trial plans to treat in the area, or None. `is_estimated`
    means an equal share of the trial's total, because the register has no number for the
    country."""

    persons: float | None
    years: float
    is_estimated: bool = False


@dataclass(frozen=True, slots=True)
class Demand:
    """`batches` per year, with one batch per person. Trials without a number are counted
    separately."""

    batches: float
    trials: int
    estimated: int
    without_number: int


def need_in(country_numbers, total, countries, years):
    """Return the TrialNeed of one country: its own number, else an equal share of the total. The
    total of a trial in one country is that country's own number.

    `country_numbers` are the numbers of the records for the country; `countries` is the number of
    countries of the trial.
    """
    stated = [number for number in country_numbers if number is not None]
    if stated:
        return TrialNeed(max(stated), years)
    if total is None or countries < 1:
        return TrialNeed(None, years)
    return TrialNeed(total / countries, years, is_estimated=countries > 1)


def demand_from_trials(needs, failure_rate):
    """Return the Demand of TrialNeed rows. The share `failure_rate` of the batches fails and is
    made again. Raise ValueError for a rate outside 0 to 1 (1 excluded) or for no years."""
    if not 0 <= failure_rate < 1:
        raise ValueError(f"The failure rate is {failure_rate}. It must be from 0 to below 1.")
    batches, estimated, without_number, trials = 0.0, 0, 0, 0
    for need in needs:
        trials += 1
        if need.years <= 0:
            raise ValueError(f"The recruitment is {need.years} years. It must be more than 0.")
        if need.persons is None:
            without_number += 1
            continue
        estimated += need.is_estimated
        batches += need.persons / need.years / (1 - failure_rate)
    return Demand(batches, trials, estimated, without_number)


@dataclass(frozen=True, slots=True)
class Coverage:
    """`state` is NO_DEMAND, NO_SUPPLY or RATIO; `range` is supply divided by demand, or None.
    `may_colour` is False if the ratio is based on too few trials, so that only the counts are
    shown."""

    state: str
    range: Range | None = None
    may_colour: bool = False


def coverage(supply_range, batches, trials):
    """Return the Coverage of a demand of `batches` per year of `trials` trials."""
    if batches <= 0:
        return Coverage(NO_DEMAND)
    if supply_range is None or supply_range.high == 0:
        return Coverage(NO_SUPPLY)
    ratio = supply_range.divided_by(batches)
    return Coverage(RATIO, ratio, may_colour=trials >= MIN_TRIALS_FOR_RATIO)
