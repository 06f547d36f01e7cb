"""The pictures of a scenario. Each is made of the same numbers as its table and its files."""

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
# Pictures that exist only where the table, or the input, that they need is filled in.
NEEDED = {"cohort": "states", "tree": "tree", "use": "full_batches"}


def is_asked_for(name, scenario):
    """Tell whether a picture belongs on the page of a scenario."""
    return name not in NEEDED or scenario.is_given(NEEDED[name])


def plots_of(scenario, simulation=None):
    """Return {name: Plot} of all pictures; `simulation` is what `economics.simulations` keeps."""
    return {
        name: make(scenario, simulation)
        for name, make in PLOTS.items()
        if is_asked_for(name, scenario)
    }
