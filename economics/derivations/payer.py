"""Pictures of the payer: payments, budget, cost and effect."""

from itertools import pairwise

from ..model.budget import HORIZON_YEARS
from ..model.effectiveness import EXTENDED, ON_FRONTIER
from .base import Derivation, added, amount, share

EFFECT_INPUTS = ("effect_new", "effect_old", "cost_new_other", "cost_old")


def corridor(scenario):
    values, floor = scenario.values, scenario.results["floor_price"].value
    if floor is not None:
        needed = amount(scenario.results["break_even_price"].value)
        text = f"{needed} × (1 − {share(values['discount'])}) = {amount(floor)}"
        yield "The developer needs", text
    ceiling = scenario.results["ceiling_price"].value
    if ceiling is not None:
        yield "The payer can pay", _ceiling(scenario, values["threshold"], ceiling)


def ceilings(scenario):
    for threshold in (50_000, 100_000, 150_000):
        price = float(scenario.valuation.ceiling_at(threshold))
        yield f"At {threshold:,}", _ceiling(scenario, threshold, price)


def _ceiling(scenario, threshold, price):
    values, gain = scenario.values, float(scenario.valuation.effect_gain)
    other = f"({amount(values['cost_new_other'])} − {amount(values['cost_old'])})"
    return f"{amount(threshold)} × {amount(gain)} − {other} = {amount(price)}"


def payments(scenario):
    rate = float(scenario.valuation.payer_rate)
    for plan in scenario.payment_plans:
        paid = [float(each) for each in plan.expected]
        total = f"{added(map(amount, paid))} = {amount(plan.total)}"
        present = added(f"{amount(each)} ÷ {1 + rate:.4g}^{t}" for t, each in enumerate(paid))
        yield plan.name, total
        value = amount(plan.present_value(rate))
        yield f"{plan.name}, present value", f"{present} = {value}"


def budget(scenario):
    values, found = scenario.values, scenario.budget()
    extra = (
        f"({amount(float(scenario.valuation.net_price))} + {amount(values['cost_new_other'])} − "
        f"{amount(values['cost_old'])})"
    )
    for year in range(min(len(found.impact), HORIZON_YEARS)):
        treated, impact = float(found.treated[year]), float(found.impact[year])
        label = f"Year {scenario.valuation.launch + year}"
        yield label, f"{amount(treated)} × {extra} = {amount(impact)}"


def frontier(scenario):
    standings = scenario.additions.standings
    on = [one for one in standings if one.status == ON_FRONTIER]
    for before, after in pairwise(on):
        low, high = before.strategy, after.strategy
        if after.ratio is None or (low.cost, low.effect) == (high.cost, high.effect):
            continue
        cost = f"({amount(high.cost)} − {amount(low.cost)})"
        effect = f"({amount(high.effect)} − {amount(low.effect)})"
        label = f"{high.name} compared with {low.name}"
        yield label, f"{cost} ÷ {effect} = {amount(after.ratio)}"
    for one in standings:
        if one.status != ON_FRONTIER:
            yield one.strategy.name, _dominated(one, on)


def _dominated(one, on):
    strategy = one.strategy
    own = f"{amount(strategy.cost)} for {amount(strategy.effect)}"
    if one.status == EXTENDED:
        return f"{own}: a mixture of two strategies on the frontier has the effect for less"
    better = next(
        each.strategy
        for each in on
        if each.strategy.cost <= strategy.cost and each.strategy.effect >= strategy.effect
    )
    return f"{own}: {better.name} has {amount(better.effect)} for {amount(better.cost)}"


def cohort(scenario):
    found, start = scenario.additions.cohort, scenario.additions.start
    matrix = scenario.checked_tables.matrix("transitions_old")
    for column, state in enumerate(found.states):
        terms = [
            f"{share(part)} × {share(chance)}"
            for part, chance in zip(start, matrix[:, column], strict=True)
            if part and chance
        ]
        after = sum(part * chance for part, chance in zip(start, matrix[:, column], strict=True))
        yield f"{state}, comparator, end of cycle 1", f"{added(terms) or '0 %'} = {share(after)}"


DERIVATIONS = {
    "corridor": Derivation(
        "The price that the developer needs is compared with the price that the payer can pay, "
        "both after the discount.",
        "P* × (1 − d) against k × ΔE − ΔC without the price",
        ("discount", "threshold", *EFFECT_INPUTS),
        ("floor_price", "ceiling_price", "gap"),
        corridor,
    ),
    "ceilings": Derivation(
        "The payer can pay the value of the effect at the threshold, less the other extra cost.",
        "P_max = k × ΔE − ΔC without the price",
        EFFECT_INPUTS,
        ("effect_gain", "other_cost"),
        ceilings,
    ),
    "payments": Derivation(
        "Payments are due at the start of each year. A payment that depends on the outcome is "
        "multiplied by the share of patients in whom the effect persists.",
        "expected = Σ A(t) × S(t), S(t) = persistence^t; "
        "present value = Σ expected(t) ÷ (1 + r)^t; "
        "equivalent discount = 1 − present value ÷ present value of all payments",
        (
            "price",
            "discount",
            "instalments",
            "persistence",
            "upfront_share",
            "refund_share",
            "check_year",
            "cost_rate",
        ),
        ("net_price",),
        payments,
    ),
    "budget": Derivation(
        "Each treated patient costs the price and the other cost with the therapy, and no longer "
        "the cost with the comparator. Nothing is discounted.",
        "BI(y) = n(y) × (P × (1 − d) + other cost − cost with the comparator)",
        ("price", "discount", "cost_new_other", "cost_old", "insured"),
        ("net_price", "total_treated"),
        budget,
        "Good practice of ISPOR for budget impact analyses",
    ),
    "frontier": Derivation(
        "Strategies are sorted by cost. A strategy with no more effect than a cheaper one is "
        "dominated; so is one whose cost per unit gained is higher than that of the next.",
        "ICER = (C₂ − C₁) ÷ (E₂ − E₁) of neighbours on the frontier",
        ("price", "discount", *EFFECT_INPUTS),
        ("net_price",),
        frontier,
    ),
    "cohort": Derivation(
        "The shares of the states are multiplied by the transitions, cycle by cycle.",
        "stateₜ = stateₜ₋₁ × P",
        ("cycles", "cycle_months", "cycle_count", "transition_ratio", "ratio_cycles"),
        ("cohort_cost_new", "cohort_cost_old", "cohort_effect_new", "cohort_effect_old"),
        cohort,
        "Markov cohort model as in Briggs, Claxton, Sculpher",
    ),
    "plane": Derivation(
        "Each point is one draw of all inputs: its gain in effect and its extra cost.",
        "ΔE = E_new − E_old; ΔC = P × (1 − d) + ΔC without the price",
        EFFECT_INPUTS,
        ("effect_gain", "extra_cost"),
    ),
    "acceptability": Derivation(
        "At each threshold, the share of the draws in which a strategy has the highest net "
        "benefit. With equal benefits, the cheaper strategy counts.",
        "share of draws with the highest k × E − C; EVPI = mean(max NMB) − max(mean NMB)",
        ("seed", "draws", *EFFECT_INPUTS),
        ("effect_gain", "extra_cost"),
    ),
}
