"""The pictures of a scenario. Each has the same numbers as its table and its files."""

from . import developer, payer, prices
from .base import guarded

PLOTS = {
    "corridor": guarded(prices.corridor),
    "ceilings": guarded(prices.ceilings),
    "waterfall": guarded(prices.waterfall),
    "tornado-break-even-price": guarded(
        prices.tornado("break_even_price", "Needed price per patient")
    ),
    "tornado-rnpv": guarded(prices.tornado("rnpv", "Net present value")),
    "tornado-ceiling-price": guarded(
        prices.tornado("ceiling_price", "Price that the payer can pay, per patient")
    ),
    "tornado-cohort-ratio": guarded(
        prices.tornado("cohort_ratio", "Cohort: cost per unit of effect gained")
    ),
    "tornado-tree-value": guarded(prices.tornado("tree_value", "Licence tree: expected value")),
    "flows": guarded(developer.flows),
    "patients": guarded(developer.patients),
    "goods": guarded(developer.goods),
    "use": guarded(developer.use),
    "budget": guarded(payer.budget),
    "forms": guarded(prices.forms),
    "published": guarded(prices.published),
    "payments": guarded(payer.payments),
    "frontier": guarded(payer.frontier),
    "cohort": guarded(payer.cohort),
    "tree": guarded(developer.tree),
    "plane": guarded(payer.plane),
    "acceptability": guarded(payer.acceptability),
}
# {picture: table or input that must be filled in}
NEEDED = {
    "cohort": "states",
    "tornado-cohort-ratio": "states",
    "tree": "tree",
    "tornado-tree-value": "tree",
    "tornado-ceiling-price": "threshold",
    "use": "full_batches",
}


def is_asked_for(name, scenario):
    """Return whether a picture belongs on the page of a scenario."""
    return name not in NEEDED or scenario.is_given(NEEDED[name])


def plots_of(scenario, simulation=None):
    """Return {name: Plot} of all pictures; `simulation` is the stored result of
    `economics.simulations`."""
    return {
        name: make(scenario, simulation)
        for name, make in PLOTS.items()
        if is_asked_for(name, scenario)
    }
