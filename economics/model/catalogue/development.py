"""Models of the development: chances of success, cost, rNPV and licence."""

import numpy as np

from .. import development as dev
from .. import tree
from ..discounting import END, SHIFT_YEARS, discount_factors
from ..patients import linear_uptake, treated_patients
from ..reasons import (
    E_LOA_ZERO,
    E_RANGE,
    MEANINGS,
    W_SMALL_BASE,
    Undefined,
)
from .project import MAX_YEARS, Project
from .running import Model, note_limited_years, once

SMALL_BASE = 10  # products


def _probability(read):
    def successes():
        return read.numbers("successes", 0, 1)

    def loa():
        if read.has("products") and min(read.numbers("products", 0)) < SMALL_BASE:
            read.note(W_SMALL_BASE, "products", MEANINGS[W_SMALL_BASE])
        return dev.likelihood_of_approval(successes())

    return {
        "loa": ("share", loa),
        "reach": ("share", lambda: dev.reaches(successes())),
    }


def _development(read):
    rows = once(lambda: read.objects("phases"))

    def successes():
        return np.array([row.share("success", 1.0) for row in rows()])

    def costs(grants=True):
        gross = np.array([row.amount("cost", 0.0) for row in rows()])
        if not grants:
            return gross
        return dev.net_of_grants(gross, [row.share("grant_share", 0.0) for row in rows()])

    def durations():
        return [row.whole("years", 0, MAX_YEARS, 1) for row in rows()]

    def spend(grants=True):
        return dev.expected_spend(costs(grants), dev.reaches(successes()))

    def loa():
        return dev.likelihood_of_approval(successes())

    def per_approval(amount):
        if loa() == 0:
            raise Undefined(E_LOA_ZERO, "phases")
        return amount / loa()

    def by_year():
        years, matrix = dev.spread_over_years(durations(), durations())
        return years, (costs() * dev.reaches(successes())) @ matrix

    def capitalised():
        years, costs = by_year()
        return dev.capitalised_spend(costs, 1.0, years, read.rate("rate"), years[-1])

    def present():
        years, costs = by_year()
        timing = read.choice("timing", tuple(SHIFT_YEARS), END)
        return np.sum(costs * discount_factors(read.rate("rate"), years, timing))

    return {
        "loa": ("share", loa),
        "reach": ("share", lambda: dev.reaches(successes())),
        "total_cost": ("money", lambda: costs(grants=False).sum()),
        "expected_spend_gross": ("money", lambda: spend(grants=False)),
        "expected_spend": ("money", spend),
        "expected_spend_per_approval": ("money", lambda: per_approval(spend())),
        "years_to_launch": ("years", lambda: sum(durations())),
        "present_value": ("money", present),
        "capitalised": ("money", capitalised),
        "capitalised_per_approval": ("money", lambda: per_approval(capitalised())),
    }


def _rnpv(read):
    one = Project(read)
    return {
        "loa": ("share", one.loa),
        "expected_spend": ("money", lambda: dev.expected_spend(*one.costs()[1:])),
        "pv_development": ("money", one.development),
        "capitalised": ("money", one.capitalised),
        "capitalised_per_approval": ("money", one.capitalised_per_approval),
        "sum_of_factors": ("years", lambda: np.sum(one.factors(one.sales_years))),
        "discounted_patients": (
            "patients",
            lambda: np.sum(one.treated() * one.factors(one.sales_years)),
        ),
        "yearly_cash_flow": ("money per year", one.flows),
        "pv_sales": ("money", one.sales),
        "rnpv": ("money", one.value),
        "npv_without_risk": ("money", one.value_without_risk),
        "break_even_price": ("money per patient", one.needed),
        "price_parts": ("money per patient", one.parts),
        "needed_present_value": ("money", one.needed_cost),
        "irr": ("per year", one.internal_return),
    }


def _patients(read):
    def run():
        if read.has("uptake"):
            uptake = np.array(read.numbers("uptake", 0, 1))
        else:
            uptake = linear_uptake(
                read.share("peak_uptake", 1.0),
                read.whole("ramp_years", 0, MAX_YEARS, 0),
                read.whole("years", 1, MAX_YEARS),
            )
        slots = read.number("slots", 0, default=None)
        treated, wanted = treated_patients(
            prevalent=read.number("prevalent", 0, default=0.0),
            incident=read.number("incident", 0, default=0.0),
            leaving=read.share("leaving", 0.0),
            diagnosed=read.share("diagnosed", 1.0),
            referred=read.share("referred", 1.0),
            eligible=read.number("eligible", 0, default=None),
            uptake=uptake,
            slots=np.inf if slots is None else slots,
        )
        note_limited_years(read, wanted, treated)
        return treated, wanted

    found = once(run)
    return {
        "treated": ("patients per year", lambda: found()[0]),
        "wanted": ("patients per year", lambda: found()[1]),
        "total": ("patients", lambda: found()[0].sum()),
    }


def _node(read, depth=0):
    if depth > 50:
        read.refuse(E_RANGE, "branches", "The tree is deeper than 50 steps.")
    branches = [
        (row.share("probability"), _node(row.object("node"), depth + 1))
        for row in read.objects("branches", ())
    ]
    return tree.TreeNode(
        read.text("name", ""),
        read.amount("cost", 0.0),
        read.amount("revenue", 0.0),
        tuple(branches),
    )


def _licence_tree(read):
    ways = once(lambda: list(tree.leaves(_node(read.object("tree")))))
    return {
        "expected_value": ("money", lambda: tree.expected_value(ways())),
        "expected_revenue": ("money", lambda: tree.expected_revenue(ways())),
        "value_at_royalty": (
            "money",
            lambda: tree.expected_value(ways(), read.share("royalty", 0.0)),
        ),
        "break_even_royalty": ("share", lambda: tree.break_even_royalty(ways())),
        "leaves": (
            "money and probability",
            lambda: [
                {"path": list(way.path), "net": way.net, "probability": way.probability}
                for way in ways()
            ],
        ),
    }


MODELS = (
    Model(
        "probability",
        "Likelihood of approval",
        {
            "successes": "list of the phases' chances of success, in order",
            "products": "list: number of products behind each rate (none)",
        },
        _probability,
    ),
    Model(
        "development",
        "Expected and capitalised cost of the phases",
        {
            "phases": "list of {name, success (1), cost (0), grant_share (0), years (1)}",
            "rate": "cost of capital per year",
            "timing": '"end" or "mid" ("end")',
        },
        _development,
    ),
    Model(
        "patients",
        "Patients treated per year: pool, uptake, slots",
        {
            "years": "years of treatment; not needed with a list `uptake`",
            "uptake": "list: uptake per year; or peak_uptake and ramp_years",
            "peak_uptake": "uptake at its peak (1)",
            "ramp_years": "years until the peak (0)",
            "prevalent": "patients in the pool at launch (0)",
            "incident": "new patients per year, in the first year too (0)",
            "eligible": "eligible per year, instead of all in the pool",
            "leaving": "share of untreated patients who leave the pool per year (0)",
            "diagnosed": "share (1)",
            "referred": "share (1)",
            "slots": "manufacturing slots per year (no limit)",
        },
        _patients,
    ),
    Model(
        "rnpv",
        "Risk-adjusted net present value and break-even price",
        {
            "rate": "cost of capital per year",
            "timing": '"end" or "mid" ("end")',
            "loa": "likelihood of approval; or successes",
            "successes": "list of the chances of the phases still to pass",
            "costs": "list of {year, amount, reach (1), grant_share (0)}",
            "milestones": "list of {year, amount, probability (1)} that the developer pays (none)",
            "launch": "index of the first sales year",
            "patients": "treated per year: a number, with `years`, or a list",
            "years": "number of sales years",
            "price": "list price per patient: a number or one per year",
            "cogs": "cost of goods per patient: a number or one per year",
            "fixed": "fixed cost per year: a number or one per year (0)",
            "discount": "share of the list price (0)",
            "royalty": "share of net sales (0)",
            "tax": "share of positive yearly flows (0)",
        },
        _rnpv,
    ),
    Model(
        "licence_tree",
        "Decision tree and licence value",
        {
            "tree": "node {name, cost (0), revenue (0), branches: list of {probability, node}}",
            "royalty": "share of revenue (0)",
        },
        _licence_tree,
    ),
)
