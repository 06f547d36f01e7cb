"""Cohort (Markov) models: shares of a cohort move between states in cycles.

States are the last axis of arrays; leading axes may be draws.
"""

from dataclasses import dataclass

import numpy as np

from .reasons import E_MATRIX, E_RANGE, Undefined

ROW_TOLERANCE = 1e-9
AT_END, AT_START, HALF_CYCLE = "end", "start", "half_cycle"


def check_matrix(matrix, where="transitions"):
    """Return a transition matrix as an array; raise Undefined with E_MATRIX."""
    array = np.asarray(matrix, float)
    if array.ndim < 2 or array.shape[-2] != array.shape[-1]:
        raise Undefined(E_MATRIX, where, "The transitions must be a square table of numbers.")
    if not np.all((array >= 0) & (array <= 1)):
        raise Undefined(E_MATRIX, where, "Each transition probability must be from 0 to 1.")
    sums = array.sum(axis=-1)
    wrong = np.argwhere(np.abs(sums - 1) > ROW_TOLERANCE)
    if wrong.size:
        place = tuple(wrong[0])
        raise Undefined(
            E_MATRIX,
            where,
            f"The probabilities of state {place[-1] + 1} add up to {sums[place]:.10g} instead of "
            "1.",
        )
    return array


def scaled_transitions(matrix, ratio):
    """Return the matrix with off-diagonal entries times `ratio`; the diagonal gets the rest.

    Raise Undefined if a row would exceed 1. Of draws, such a row is limited to 1.
    """
    ratio = np.asarray(ratio, float)[..., None, None]
    size = np.shape(matrix)[-1]
    scaled = np.asarray(matrix, float) * ratio * (1 - np.eye(size))
    leaving = scaled.sum(axis=-1, keepdims=True)
    if scaled.ndim == 2 and np.any(leaving > 1 + ROW_TOLERANCE):
        raise Undefined(E_RANGE, "ratio", "With the ratio, the transitions of a state exceed 1.")
    scaled = scaled / np.maximum(leaving, 1)
    staying = np.clip(1 - scaled.sum(axis=-1, keepdims=True), 0, None)
    return scaled + np.eye(size) * staying


@dataclass(frozen=True)
class CohortTotals:
    """Discounted totals per person of the starting cohort, one per draw, and `shares` with one row
    per counted cycle and one column per state; None for draws, because they would need too much
    memory."""

    cost: np.ndarray
    effect: np.ndarray
    shares: np.ndarray | None


def run_cohort(
    matrices,
    *,
    start,
    state_costs,
    state_effects,
    cost_rate=0.0,
    effect_rate=0.0,
    count=AT_END,
    discount_first_cycle=True,
    cycle_years=1.0,
):
    """Return the CohortTotals over one matrix per cycle.

    `state_costs` and `state_effects` have one row for all cycles or one row per cycle. `count`
    selects the counted state: at the `end` of a cycle, at its `start`, or the mean of both
    (`half_cycle`). Cycle t is discounted by 1/(1+rate)^(t * cycle_years) from t = 1, or from t = 0
    without `discount_first_cycle`.
    """
    checked = {id(matrix): check_matrix(matrix) for matrix in matrices}
    matrices = [checked[id(matrix)] for matrix in matrices]
    state = np.asarray(start, float)
    if np.any(state < 0) or abs(state.sum() - 1) > ROW_TOLERANCE:
        raise Undefined(E_MATRIX, "start", "The starting shares must add up to 1.")
    if not all(matrix.shape[-1] == len(state) for matrix in matrices):
        raise Undefined(E_MATRIX, "start", "Each state needs one starting share.")
    state_costs, state_effects = (
        [np.asarray(rows, float)] * len(matrices) if np.ndim(rows[0]) == 0 else rows
        for rows in (state_costs, state_effects)
    )
    cost, effect, shares = 0.0, 0.0, []
    for cycle, matrix in enumerate(matrices, 1 if discount_first_cycle else 0):
        after = (state[..., None, :] @ matrix)[..., 0, :]
        counted = {AT_END: after, AT_START: state, HALF_CYCLE: (state + after) / 2}[count]
        years, place = cycle * cycle_years, len(shares)
        cost = cost + np.sum(counted * state_costs[place], axis=-1) * (1 + cost_rate) ** -years
        effect = effect + (
            np.sum(counted * state_effects[place], axis=-1) * (1 + effect_rate) ** -years
        )
        shares.append(counted if counted.ndim == 1 else None)
        state = after
    is_single = all(each is not None for each in shares)
    return CohortTotals(cost, effect, np.array(shares) if is_single else None)


def rate_of(probability, years):
    """Return the constant rate per year of a probability over `years` years; raise Undefined for a
    probability of 1."""
    if probability >= 1:
        raise Undefined(E_RANGE, "probability", "A certain event has no finite rate.")
    return -np.log1p(-probability) / years


def probability_of(rate, years):
    return -np.expm1(-rate * years)


def rescaled_probability(probability, from_years, to_years):
    return -np.expm1(np.log1p(-probability) * to_years / from_years) if probability < 1 else 1.0


def with_relative_risk(probability, ratio):
    """Return (probability, whether it was limited to 1)."""
    product = probability * ratio
    return min(product, 1.0), product > 1


def with_odds_ratio(probability, ratio):
    return ratio * probability / (1 - probability + ratio * probability)
