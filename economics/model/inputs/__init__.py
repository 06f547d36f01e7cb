"""The inputs of a scenario, in the order of the form."""

from .base import (
    CHOICE,
    COUNT,
    MAX_DRAWS,
    MONEY,
    NUMBER,
    OWN,
    PHASES,
    RATE,
    SECTIONS,
    SHARE,
    TEXT,
    UNVERIFIED,
    VERIFIED,
    YEARS,
    Input,
)
from .developer import DEVELOPER_INPUTS
from .payer import PAYER_INPUTS

INPUTS = DEVELOPER_INPUTS + PAYER_INPUTS
BY_NAME = {each.name: each for each in INPUTS}
DEFAULTS = {each.name: each.default for each in INPUTS}
WHOLE = {
    "cycles",
    "cycle_months",
    "ratio_cycles",
    "price_year",
    "ramp_years",
    "sales_years",
    *(f"years_{key}" for key in PHASES),
    "instalments",
    "check_year",
    "draws",
    "seed",
}

__all__ = [
    "BY_NAME",
    "CHOICE",
    "COUNT",
    "DEFAULTS",
    "INPUTS",
    "MAX_DRAWS",
    "MONEY",
    "NUMBER",
    "OWN",
    "PHASES",
    "RATE",
    "SECTIONS",
    "SHARE",
    "TEXT",
    "UNVERIFIED",
    "VERIFIED",
    "WHOLE",
    "YEARS",
    "Input",
]
