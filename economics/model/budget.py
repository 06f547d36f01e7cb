"""Budget impact per year from the payer's perspective, undiscounted."""

from dataclasses import dataclass

import numpy as np

HORIZON_YEARS = 5


def spending(starts, due):
    """Return the amount due per year: `starts` patients begin in each year, and each costs `due[k]`
    in year k after the start. Years after the last of `starts` are left out."""
    starts, due = np.asarray(starts, float), np.asarray(due, float)
    return np.convolve(starts, due)[: len(starts)]


@dataclass(frozen=True)
class BudgetImpact:
    """Money with and without the new therapy, one value per year."""

    treated: np.ndarray
    spent_with: np.ndarray
    spent_without: np.ndarray

    @property
    def impact(self):
        return self.spent_with - self.spent_without

    @property
    def cumulative(self):
        return np.cumsum(self.impact)


def budget_impact(*, eligible, treated, payments, new_other, old_cost):
    """Return the BudgetImpact. `eligible` and `treated` are patients per year; `payments` and
    `new_other` are money per treated patient, and `old_cost` money per patient with the comparator,
    all by year after the start."""
    eligible, treated = np.asarray(eligible, float), np.asarray(treated, float)
    old = spending(eligible - treated, old_cost)
    new = spending(treated, payments) + spending(treated, new_other)
    return BudgetImpact(treated, new + old, spending(eligible, old_cost))
