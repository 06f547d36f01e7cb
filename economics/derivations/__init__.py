"""How the numbers of each picture are calculated: in words, as a formula, and in numbers."""

from contextlib import suppress

from ..model.quantities import QUANTITY_BY_NAME
from ..model.reasons import Undefined
from . import developer, payer
from .base import Derivation

DERIVATIONS = developer.DERIVATIONS | payer.DERIVATIONS
TORNADO = "tornado-"


def derivation_of(name):
    """Return the Derivation of a picture, or None if its table already explains its numbers."""
    if name.startswith(TORNADO):
        return _of_tornado(name.removeprefix(TORNADO).replace("-", "_"))
    return DERIVATIONS.get(name)


def _of_tornado(name):
    quantity = QUANTITY_BY_NAME[name]
    return Derivation(
        "Each end of a bar is the whole calculation again, with one input at its low or high value "
        "and all others unchanged. If a chance of a table changes, the others of its row are "
        "scaled.",
        quantity.formula,
        quantity.inputs,
        (name, *quantity.parts),
        source=quantity.source,
    )


def numbers_of(derivation, scenario):
    """Return [(label, calculation in numbers)]; nothing if a number is not defined."""
    with suppress(Undefined):
        return list(derivation.in_numbers(scenario))
    return []
