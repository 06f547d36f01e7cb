"""Titles of the pictures, and reasons why a picture is empty."""

from core.charts import Plot
from core.charts.plot import SPANS

from ..model.reasons import Undefined

TITLES = {
    "corridor": "Price corridor",
    "ceilings": "Price that the payer can pay, by threshold",
    "waterfall": "Parts of the price that the developer needs",
    "tornado_break_even_price": "Effect of inputs on the needed price",
    "tornado_rnpv": "Effect of inputs on the net present value",
    "tornado_ceiling_price": "Effect of inputs on the price that the payer can pay",
    "tornado_cohort_ratio": "Effect of inputs on the cost per unit of effect of the cohort",
    "tornado_tree_value": "Effect of inputs on the value of the licence tree",
    "flows": "Expected cash flow of the developer",
    "patients": "Patients treated",
    "budget": "Budget impact",
    "forms": "Six forms of a price",
    "published": "Six published price models",
    "payments": "Payment models",
    "plane": "Cost-effectiveness plane",
    "acceptability": "Cost-effectiveness acceptability curve",
    "goods": "Cost of goods by step",
    "use": "Cost of goods by use of the facility",
    "frontier": "Cost-effectiveness frontier",
    "cohort": "Persons by state",
    "tree": "Paths through the licence tree",
}


def guarded(make):
    """Return a function that makes an empty picture, with the reason as its note, if a number is
    not defined."""

    def made(scenario, simulation=None):
        try:
            return make(scenario, simulation)
        except Undefined as undefined:
            title = TITLES[make.__name__]
            name = make.__name__.replace("_", "-")
            return Plot(name, title, SPANS, (), (), (), note=undefined.note.message)

    return made


def value_of(scenario, name):
    """Return a result; raise Undefined with its reason."""
    result = scenario.results[name]
    if result.value is None:
        raise Undefined(result.note.code, result.note.where, result.note.message)
    return result.value
