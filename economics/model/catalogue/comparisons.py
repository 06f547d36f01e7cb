"""Models that compare strategies: ratio, frontier, cohort, draws; and transformations."""

import numpy as np

from .. import cohort, distributions, effectiveness, uncertainty
from ..limits import MICROSECONDS_PER_CYCLE, MICROSECONDS_PER_NET_BENEFIT
from ..reasons import E_MATRIX, E_RANGE, E_UNIT, MEANINGS, W_CAPPED, Undefined
from .running import Model, once

MAX_CYCLES = 10_000
MAX_STRATEGIES = 500
DISTRIBUTIONS = {
    distributions.BETA: (("a", "b"), distributions.beta_parameters),
    distributions.GAMMA: (("shape", "scale"), distributions.gamma_parameters),
    distributions.LOGNORMAL: (
        ("mu", "sigma"),
        lambda mean, error: distributions.lognormal_parameters(mean, error**2),
    ),
}


def _incremental(read):
    def difference(name):
        if read.has(f"{name}_difference"):
            return read.number(f"{name}_difference")
        return read.number(f"{name}_new") - read.number(f"{name}_old")

    def cost():
        return difference("cost")

    def effect():
        for arm in ("new", "old"):
            unit = read.text(f"unit_{arm}", "QALY")
            if unit != read.text("unit_old", "QALY"):
                read.refuse(E_UNIT, "unit_new", "The effects of the two arms have different units.")
        return difference("effect")

    def ratio():
        found = effectiveness.cost_effect_ratio(cost(), effect())
        if found.code:
            read.note(found.code, "icer", MEANINGS[found.code])
        if found.value is None:
            raise Undefined(found.code, "icer")
        return found.value

    def benefit(function):
        return function(read.amount("threshold"), effect(), cost())

    def health_benefit():
        if read.amount("threshold") == 0:
            read.refuse(E_RANGE, "threshold", "The threshold must be above 0.")
        return benefit(effectiveness.net_health_benefit)

    results = {
        "cost_difference": ("money", cost),
        "effect_difference": ("effect", effect),
        "icer": ("money per unit of effect", ratio),
    }
    if read.has("threshold"):
        results["net_benefit"] = ("money", lambda: benefit(effectiveness.net_benefit))
        results["net_health_benefit"] = ("effect", health_benefit)
    return results


def _frontier(read):
    def strategies():
        rows = read.objects("strategies")
        if len(rows) > MAX_STRATEGIES:
            read.refuse(E_RANGE, "strategies", f"At most {MAX_STRATEGIES} strategies.")
        return [
            effectiveness.Strategy(
                row.text("name", f"{place}"), row.amount("cost", low=None), row.number("effect")
            )
            for place, row in enumerate(rows, 1)
        ]

    standings = once(lambda: effectiveness.frontier(strategies()))

    def on_frontier():
        return [
            {"name": one.strategy.name, "icer": one.ratio}
            for one in standings()
            if one.status == effectiveness.ON_FRONTIER
        ]

    def off(status):
        return [one.strategy.name for one in standings() if one.status == status]

    return {
        "frontier": ("money per unit of effect", on_frontier),
        "dominated": ("names", lambda: off(effectiveness.STRONG)),
        "extended_dominated": ("names", lambda: off(effectiveness.EXTENDED)),
    }


def _cohort(read):
    cycles = once(lambda: read.whole("cycles", 1, MAX_CYCLES))

    def stages(row):
        """Return one matrix per cycle, from `transitions` or from `stages` that end at a cycle."""
        if not row.has("stages"):
            return [_matrix(row)] * cycles()
        matrices = []
        for stage in row.objects("stages"):
            until = min(stage.whole("until", 1, MAX_CYCLES, cycles()), cycles())
            matrices += [_matrix(stage)] * (until - len(matrices))
        if len(matrices) < cycles():
            row.refuse(E_RANGE, "stages", "The stages end before the last cycle.")
        return matrices

    def _matrix(row):
        rows = row.table("transitions")
        if len({len(each) for each in rows} | {len(rows)}) != 1:
            row.refuse(E_MATRIX, "transitions", "The transitions must be a square table.")
        try:
            matrix = cohort.check_matrix(rows)
            ratio = row.number("ratio", 0, default=1.0)
            return matrix if ratio == 1 else cohort.scaled_transitions(matrix, ratio)
        except Undefined as undefined:
            row.refuse(undefined.note.code, "transitions", undefined.note.message)

    def by_cycle(row, name):
        """Return one row per cycle, from one row for all cycles or from rows that end at a
        cycle."""
        value = row.values.get(name)
        if not (isinstance(value, (list, tuple)) and value and isinstance(value[0], dict)):
            return np.array([row.numbers(name)] * cycles())
        found = []
        for stage in row.objects(name):
            until = min(stage.whole("until", 1, MAX_CYCLES, cycles()), cycles())
            found += [stage.numbers("values")] * (until - len(found))
        if len({len(each) for each in found}) > 1:
            row.refuse(E_MATRIX, name, f"The rows of {name} have different lengths.")
        if len(found) < cycles():
            row.refuse(E_RANGE, name, f"The rows of {name} end before the last cycle.")
        return np.array(found)

    def total(row):
        read.limits.spend(MICROSECONDS_PER_CYCLE * cycles())
        start = row.numbers("start", 0, 1, default=read.values.get("start") or [1.0])
        matrices = stages(row)
        if len(start) == 1:
            start = [1.0] + [0.0] * (len(matrices[0]) - 1)
        costs, effects = by_cycle(row, "state_costs"), by_cycle(row, "state_effects")
        if not costs.shape[1] == effects.shape[1] == len(start) == len(matrices[0]):
            row.refuse(E_MATRIX, "state_costs", "Each state needs one cost, effect and share.")
        return cohort.run_cohort(
            matrices,
            start=start,
            state_costs=costs,
            state_effects=effects,
            cost_rate=read.rate("cost_rate", 0.0),
            effect_rate=read.rate("effect_rate", 0.0),
            count=read.choice("count", (cohort.AT_END, cohort.AT_START, cohort.HALF_CYCLE), "end"),
            discount_first_cycle=read.flag("discount_first_cycle", True),
        )

    totals = once(
        lambda: [
            (row.text("name", f"{place}"), total(row))
            for place, row in enumerate(read.objects("strategies"), 1)
        ]
    )

    def ratio():
        if len(totals()) != 2:
            raise Undefined(E_RANGE, "strategies", "The ratio needs exactly two strategies.")
        (_, first), (_, second) = totals()
        found = effectiveness.cost_effect_ratio(
            second.cost - first.cost, second.effect - first.effect
        )
        if found.value is None:
            raise Undefined(found.code, "icer")
        return found.value

    return {
        "strategies": (
            "money and effect per person",
            lambda: [
                {"name": name, "cost": one.cost, "effect": one.effect} for name, one in totals()
            ],
        ),
        "icer": ("money per unit of effect", ratio),
        "shares": (
            "share of the cohort by cycle and state",
            lambda: {name: one.shares for name, one in totals()},
        ),
    }


def _draws(read):
    def columns(name):
        rows = read.objects("strategies")
        found = [row.numbers(name) for row in rows]
        if len({len(each) for each in found}) != 1:
            read.refuse(E_RANGE, "strategies", "Every strategy needs the same number of draws.")
        return np.array(found).T

    both = once(lambda: (columns("costs"), columns("effects")))

    def at_thresholds():
        costs, effects = both()
        names = [
            row.text("name", f"{place}") for place, row in enumerate(read.objects("strategies"), 1)
        ]
        found = []
        for threshold in read.amounts("thresholds"):
            read.limits.spend(MICROSECONDS_PER_NET_BENEFIT * costs.size)
            benefits = uncertainty.benefits_at(threshold, costs, effects)
            found.append(
                {
                    "threshold": threshold,
                    "net_benefit": dict(zip(names, benefits.mean(axis=0), strict=True)),
                    "incremental_net_benefit": benefits.mean(axis=0)[-1] - benefits.mean(axis=0)[0],
                    "ceac": dict(
                        zip(names, uncertainty.acceptability(benefits, costs), strict=True)
                    ),
                    "best": names[uncertainty.preferred(benefits)],
                    "ceaf": uncertainty.frontier_acceptability(benefits, costs),
                    "evpi": uncertainty.perfect_information(benefits),
                }
            )
        return found

    def difference(place):
        values = both()[place]
        return values[:, -1].mean() - values[:, 0].mean()

    def ratio():
        found = effectiveness.cost_effect_ratio(difference(0), difference(1))
        if found.value is None:
            raise Undefined(found.code, "icer")
        return found.value

    return {
        "cost_difference": ("money", lambda: difference(0)),
        "effect_difference": ("effect", lambda: difference(1)),
        "icer": ("money per unit of effect", ratio),
        "thresholds": ("money per unit of effect", at_thresholds),
    }


def _transforms(read):
    """Return only the results whose keys are given."""
    probability = once(lambda: read.share("probability"))

    def relative_risk():
        value, was_capped = cohort.with_relative_risk(
            probability(), read.number("relative_risk", 0)
        )
        if was_capped:
            read.note(W_CAPPED, "relative_risk", MEANINGS[W_CAPPED])
        return value

    def parameters():
        kind, mean = read.choice("distribution", tuple(DISTRIBUTIONS)), read.number("mean")
        names, function = DISTRIBUTIONS[kind]
        if read.has("variance"):
            error = read.number("variance", 0) ** 0.5
        else:
            error = read.number("error", 0)
        found = function(mean, error)
        return dict(zip(names, map(float, found), strict=True))

    offered = {
        ("probability", "from_years", "to_years"): {
            "rescaled": (
                "probability",
                lambda: cohort.rescaled_probability(
                    probability(), read.number("from_years", above=0), read.number("to_years", 0)
                ),
            )
        },
        ("probability", "relative_risk"): {"with_relative_risk": ("probability", relative_risk)},
        ("probability", "odds_ratio"): {
            "with_odds_ratio": (
                "probability",
                lambda: cohort.with_odds_ratio(probability(), read.number("odds_ratio", 0)),
            )
        },
        ("probability", "years"): {
            "rate": (
                "per year",
                lambda: cohort.rate_of(probability(), read.number("years", above=0)),
            )
        },
        ("rate", "years"): {
            "probability": (
                "probability",
                lambda: cohort.probability_of(
                    read.number("rate", 0), read.number("years", above=0)
                ),
            )
        },
        ("mean", "distribution"): {"parameters": ("as documented", parameters)},
    }
    results = {}
    for keys, found in offered.items():
        if all(read.has(key) for key in keys):
            results |= found
    return results


MODELS = (
    Model(
        "incremental",
        "Cost per unit of effect, net benefit",
        {
            "cost_new": "money per patient",
            "cost_old": "money per patient",
            "effect_new": "units of effect per patient",
            "effect_old": "units of effect per patient",
            "cost_difference": "instead of cost_new and cost_old",
            "effect_difference": "instead of effect_new and effect_old",
            "unit_new": 'unit of effect ("QALY")',
            "unit_old": 'unit of effect ("QALY")',
            "threshold": "money per unit of effect: adds the net benefits",
        },
        _incremental,
    ),
    Model(
        "frontier",
        "Cost-effectiveness frontier",
        {"strategies": "list of {name, cost, effect}"},
        _frontier,
    ),
    Model(
        "cohort",
        "Cohort (Markov) model",
        {
            "strategies": "list of {name, transitions or stages, state_costs, state_effects}; "
            "stages: list of {until, transitions, ratio (1)}; state_costs and state_effects: "
            "one number per state, or list of {until, values}",
            "start": "starting shares (all in the first state)",
            "cycles": "number of cycles",
            "count": '"end", "start" or "half_cycle" ("end")',
            "cost_rate": "per cycle (0)",
            "effect_rate": "per cycle (0)",
            "discount_first_cycle": "true: cycle t by 1/(1+r)^t from t = 1 (true)",
        },
        _cohort,
    ),
    Model(
        "draws",
        "Acceptability and value of information from draws",
        {
            "strategies": "list of {name, costs, effects}, one number per draw; the first is the "
            "comparator, the last the therapy",
            "thresholds": "list of money per unit of effect",
        },
        _draws,
    ),
    Model(
        "transforms",
        "Probabilities, rates, parameters of distributions",
        {
            "probability": "with from_years and to_years, relative_risk, odds_ratio or years",
            "from_years": "years of the probability",
            "to_years": "years wanted",
            "relative_risk": "ratio",
            "odds_ratio": "ratio",
            "rate": "per year, with years",
            "years": "number",
            "distribution": '"beta", "gamma" or "lognormal", with mean and error or variance',
            "mean": "number",
            "error": "standard error",
            "variance": "variance, instead of the error",
        },
        _transforms,
    ),
)
