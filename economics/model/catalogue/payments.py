"""Models of payment and budget."""

import numpy as np

from .. import payment
from ..budget import budget_impact
from ..reasons import E_RANGE
from .running import Model, note_limited_years, once

MAX_PARTS = 100


def _payment(read):
    def upfront():
        return payment.upfront_and_outcome(
            read.amount("upfront"),
            read.amount("outcome_amount"),
            read.whole("outcome_parts", 1, MAX_PARTS),
            read.share("persistence"),
            read.whole("first_outcome_year", 0, MAX_PARTS, 1),
        )

    def refund():
        return payment.refund(
            read.amount("price"),
            read.share("refund_share"),
            read.whole("check_year", 1, MAX_PARTS),
            read.share("persistence"),
        )

    def instalments(function, *more):
        parts = read.whole("parts", 1, MAX_PARTS, 1)
        return function(read.amount("price"), parts, *(read.share(name) for name in more))

    plans = {}
    if read.has("price"):
        plans["one_off"] = lambda: payment.one_off(read.amount("price"))
        plans["instalments"] = lambda: instalments(payment.instalments)
        if read.has("persistence"):
            plans["outcome_based"] = lambda: instalments(payment.outcome_based, "persistence")
    if read.has("upfront"):
        plans["hybrid"] = upfront
    if read.has("refund_share"):
        plans["refund"] = refund
    results = {}
    for name, plan in plans.items():
        plan = once(plan)
        results[f"{name}_payments"] = ("money per year", lambda plan=plan: plan().expected)
        results[f"{name}_total"] = ("money", lambda plan=plan: plan().total)
        results[f"{name}_present_value"] = (
            "money",
            lambda plan=plan: plan().present_value(read.rate("rate")),
        )
        results[f"{name}_equivalent_discount"] = (
            "share",
            lambda plan=plan: plan().equivalent_discount(read.rate("rate")),
        )
    return results


def _budget_impact(read):
    def eligible():
        if isinstance(read.values.get("eligible"), (list, tuple)):
            return np.array(read.numbers("eligible", 0))
        years = read.numbers("treated" if read.has("treated") else "uptake", 0)
        return np.full(len(years), read.number("eligible", 0))

    def treated():
        if read.has("treated"):
            wanted = np.array(read.numbers("treated", 0))
        else:
            wanted = eligible() * np.array(read.numbers("uptake", 0, 1))
        if len(wanted) != len(eligible()):
            read.refuse(E_RANGE, "uptake", "Eligible patients and uptake need the same years.")
        if np.any(wanted > eligible()):
            read.refuse(E_RANGE, "treated", "More patients are treated than are eligible.")
        slots = read.number("slots", 0, default=None)
        if slots is None:
            return wanted
        note_limited_years(read, wanted, np.minimum(wanted, slots))
        return np.minimum(wanted, slots)

    def by_start(name, default=0.0):
        if isinstance(read.values.get(name), (list, tuple)):
            return read.amounts(name)
        return [read.amount(name, default)]

    impact = once(
        lambda: budget_impact(
            eligible=eligible(),
            treated=treated(),
            payments=by_start("payments"),
            new_other=by_start("new_other"),
            old_cost=by_start("old_cost"),
        )
    )
    results = {
        "treated": ("patients per year", lambda: impact().treated),
        "spent_with": ("money per year", lambda: impact().spent_with),
        "spent_without": ("money per year", lambda: impact().spent_without),
        "impact": ("money per year", lambda: impact().impact),
        "cumulative": ("money", lambda: impact().cumulative),
        "total": ("money", lambda: impact().impact.sum()),
    }
    if read.has("insured"):
        results["per_insured"] = (
            "money per year",
            lambda: impact().impact / read.number("insured", above=0),
        )
    return results


MODELS = (
    Model(
        "payment",
        "Ways to pay for one patient",
        {
            "price": "price per patient",
            "parts": "number of equal payments from t = 0 (1)",
            "rate": "discount rate of the payer",
            "persistence": "share per year in whom the effect persists",
            "upfront": "hybrid: amount at t = 0",
            "outcome_amount": "hybrid: amount per later year",
            "outcome_parts": "hybrid: number of later years",
            "first_outcome_year": "hybrid: year of the first later payment (1)",
            "refund_share": "refund: share of the price returned where the effect is lost",
            "check_year": "refund: year of the check",
        },
        _payment,
    ),
    Model(
        "budget_impact",
        "Budget impact by year",
        {
            "eligible": "patients per year: a number or a list",
            "uptake": "list of shares, one per year; or treated",
            "treated": "list of patients, one per year; at most the eligible patients",
            "slots": "most patients per year (no limit)",
            "payments": "price per patient: a number or a list by year after the start (0)",
            "new_other": "other cost with the therapy, likewise (0)",
            "old_cost": "cost with the comparator, likewise (0)",
            "insured": "insured persons: adds the impact per person",
        },
        _budget_impact,
    ),
)
