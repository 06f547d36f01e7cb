"""Comparison of strategies by cost and effect: ratio, net benefit and frontier.

All costs have the same currency and price year, and all effects the same unit (QALY or life-years).
"""

from dataclasses import dataclass
from itertools import pairwise
from math import isclose

from .reasons import I_DOMINANT, I_DOMINATED, I_SW, I_UNDEFINED

SMALLEST_EFFECT = 1e-12
EQUAL_RATIO = 1e-9  # relative difference up to which two ratios count as equal
ON_FRONTIER, STRONG, EXTENDED = "frontier", "D", "ED"


@dataclass(frozen=True)
class Ratio:
    """A cost-effectiveness ratio. `value` is money per unit of effect, or None; `code` is the
    quadrant of the pair, "" for the usual one (costs more, helps more)."""

    value: float | None
    code: str = ""


def cost_effect_ratio(cost, effect):
    """Return the ICER of a difference in cost and effect. It is never negative: with less effect
    and less cost, it is a saving per unit lost, and the decision rule is reversed."""
    if abs(effect) < SMALLEST_EFFECT:
        return Ratio(None, I_UNDEFINED)
    if effect > 0 and cost <= 0:
        return Ratio(None, I_DOMINANT)
    if effect < 0 and cost >= 0:
        return Ratio(None, I_DOMINATED)
    return Ratio(cost / effect, I_SW if effect < 0 else "")


def net_benefit(threshold, effect, cost):
    return threshold * effect - cost


def net_health_benefit(threshold, effect, cost):
    return effect - cost / threshold


@dataclass(frozen=True)
class Strategy:
    name: str
    cost: float
    effect: float


@dataclass(frozen=True)
class Standing:
    """One strategy compared with all others: on the frontier, dominated strongly (D), or dominated
    by a mixture of two others (ED). `ratio` is money per unit of effect against the previous
    strategy on the frontier; None for the first one and for dominated ones."""

    strategy: Strategy
    status: str
    ratio: float | None = None


def frontier(strategies):
    """Return a Standing for each strategy: first the frontier in order of cost, then the others in
    the given order. Identical strategies are both kept and have the same ratio."""
    points = sorted({(one.cost, one.effect) for one in strategies}, key=lambda p: (p[0], -p[1]))
    kept, best = [], float("-inf")
    for cost, effect in points:
        if effect > best:
            kept.append((cost, effect))
            best = effect
    strong = set(points) - set(kept)
    kept, extended = _without_extended(kept)
    ratios = dict(zip(kept, [None, *_ratios(kept)], strict=True)) if kept else {}
    standings = [
        Standing(one, ON_FRONTIER, ratios[point])
        for point in kept
        for one in strategies
        if (one.cost, one.effect) == point
    ]
    for one in strategies:
        if (one.cost, one.effect) in strong:
            standings.append(Standing(one, STRONG))
        elif (one.cost, one.effect) in extended:
            standings.append(Standing(one, EXTENDED))
    return standings


def _ratios(points):
    return [(after[0] - before[0]) / (after[1] - before[1]) for before, after in pairwise(points)]


def _without_extended(points):
    """Return the lower convex hull and the removed points: while a ratio is greater than the next
    one, its strategy is removed. Ratios that differ only by rounding count as equal."""
    hull = []
    for point in points:
        while len(hull) > 1:
            first, second = _ratios([*hull[-2:], point])
            if first <= second or isclose(first, second, rel_tol=EQUAL_RATIO):
                break
            hull.pop()
        hull.append(point)
    return hull, set(points) - set(hull)
