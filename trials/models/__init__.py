"""The nouns of the trials app.

A *register record* is what a register says about a trial in one country; a *trial* is one clinical
trial over all its records; *parts* are its countries, products and sponsors; a *run* is one
synchronisation.
"""

from .drift import Drift
from .literature import Publication, PublicationCandidate
from .parts import Product, Sponsor, TrialCountry
from .record import RecordProblem, RecordVersion, RegisterRecord
from .run import (
    CanaryTrial,
    ExcludedNumber,
    RegisterPage,
    RegisterTurn,
    RunQuery,
    SearchQuery,
    SyncRun,
    SyncSchedule,
)
from .sponsor import SponsorMatch
from .trial import Trial

__all__ = [
    "CanaryTrial",
    "Drift",
    "ExcludedNumber",
    "Product",
    "Publication",
    "PublicationCandidate",
    "RecordProblem",
    "RecordVersion",
    "RegisterPage",
    "RegisterRecord",
    "RegisterTurn",
    "RunQuery",
    "SearchQuery",
    "Sponsor",
    "SponsorMatch",
    "SyncRun",
    "SyncSchedule",
    "Trial",
    "TrialCountry",
]
