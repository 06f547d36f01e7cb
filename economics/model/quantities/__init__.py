"""Descriptions of the results of a scenario and of the forms of a price."""

from .base import Quantity
from .common import COMMON_QUANTITIES
from .prices import PRICE_FORMS, PUBLISHED_MODELS, PUBLISHED_RANGES, PriceForm, PublishedModel
from .tables import TABLE_QUANTITIES

QUANTITIES = COMMON_QUANTITIES + TABLE_QUANTITIES
QUANTITY_BY_NAME = {each.name: each for each in QUANTITIES}

__all__ = [
    "COMMON_QUANTITIES",
    "PRICE_FORMS",
    "PUBLISHED_MODELS",
    "PUBLISHED_RANGES",
    "QUANTITIES",
    "QUANTITY_BY_NAME",
    "TABLE_QUANTITIES",
    "PriceForm",
    "PublishedModel",
    "Quantity",
]
