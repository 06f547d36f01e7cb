"""Conclusions from draws: acceptability and the value of further information.

`benefits` has one row per draw and one column per strategy: the net monetary benefit at one
threshold.
"""

from dataclasses import dataclass

import numpy as np

TIE = 1e-9  # relative difference up to which two net benefits count as equal
EVPPI_BINS = 40


def benefits_at(threshold, costs, effects):
    """Return net benefits; `costs` and `effects` have one row per draw, one column per strategy."""
    return threshold * np.asarray(effects, float) - np.asarray(costs, float)


def acceptability(benefits, costs):
    """Return, for each strategy, the share of draws in which it is the best (CEAC).

    Of strategies with the same net benefit, the cheapest is the best, because its money is spent
    only if there is a gain. Identical strategies share the draw.
    """
    costs = np.asarray(costs, float)
    best = benefits.max(axis=1, keepdims=True)
    tied = benefits >= best - TIE * np.maximum(np.abs(best), 1)
    cheapest = np.where(tied, costs, np.inf).min(axis=1, keepdims=True)
    winners = tied & (costs <= cheapest + TIE * np.maximum(np.abs(cheapest), 1))
    return (winners / winners.sum(axis=1, keepdims=True)).mean(axis=0)


def preferred(benefits):
    """Return the number of the column with the highest mean net benefit."""
    return int(np.argmax(benefits.mean(axis=0)))


def frontier_acceptability(benefits, costs):
    """Return the probability that the strategy with the best mean is the best (CEAF)."""
    return float(acceptability(benefits, costs)[preferred(benefits)])


def perfect_information(benefits):
    """Return EVPI per patient: the value of knowing each draw before the decision, never below
    0."""
    return max(float(benefits.max(axis=1).mean() - benefits.mean(axis=0).max()), 0.0)


def partial_information(parameter, benefits, bins=EVPPI_BINS):
    """Return EVPPI of one parameter per patient. The draws are sorted by the parameter into bins of
    equal size, and the best strategy is chosen per bin. The result is biased upwards if bins have
    few draws."""
    order = np.argsort(parameter, kind="stable")
    parts = np.array_split(benefits[order], min(bins, len(benefits)))
    chosen = sum(part.mean(axis=0).max() * len(part) for part in parts) / len(benefits)
    return max(float(chosen - benefits.mean(axis=0).max()), 0.0)


@dataclass(frozen=True)
class Summary:
    """Statistics of the draws of one result. `error` is the Monte-Carlo standard error of the
    mean."""

    number: int
    mean: float
    error: float
    low: float  # 5 % quantile
    median: float
    high: float  # 95 % quantile
    positive: float  # share of draws above 0


def summary(draws):
    """Return the Summary of the finite draws, or None if there are none."""
    draws = np.asarray(draws, float)
    draws = draws[np.isfinite(draws)]
    if not draws.size:
        return None
    error = draws.std(ddof=1) / np.sqrt(draws.size) if draws.size > 1 else float("nan")
    low, median, high = np.quantile(draws, (0.05, 0.5, 0.95))
    return Summary(
        draws.size,
        float(draws.mean()),
        float(error),
        float(low),
        float(median),
        float(high),
        float((draws > 0).mean()),
    )
