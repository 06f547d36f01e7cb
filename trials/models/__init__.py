"""The nouns of the trials app.

A *register record* is what a register says about a trial in one country; a *trial* is one clinical
trial over all its records; *parts* are its countries, products and sponsors.
"""

from .parts import Product, Sponsor, TrialCountry
from .record import RegisterRecord
from .trial import Trial

__all__ = ["Product", "RegisterRecord", "Sponsor", "Trial", "TrialCountry"]
