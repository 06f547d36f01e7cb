"""The nouns of the trials app.

A *register record* is what a register says about a trial in one country; a *trial* is one clinical
trial over all its records; *parts* are its countries, products and sponsors; a *run* is one
synchronisation; a *dossier* is what the consortium knows of one product.
"""

from .coversheet import BatchState, SheetBatch, SheetFile, SheetOutcome
from .drift import Drift
from .evidence import ClinicalOutcome, PreclinicalStudy
from .literature import Publication, PublicationCandidate
from .parts import Product, Sponsor, TrialCountry
from .product import Dossier, DossierStudy, SheetNote, StudyNumber
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
from .trial import Trial
from .vocabulary import Spelling, Term, Vocabulary

__all__ = [
    "BatchState",
    "CanaryTrial",
    "ClinicalOutcome",
    "Dossier",
    "DossierStudy",
    "Drift",
    "ExcludedNumber",
    "PreclinicalStudy",
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
    "SheetBatch",
    "SheetFile",
    "SheetNote",
    "SheetOutcome",
    "Spelling",
    "Sponsor",
    "StudyNumber",
    "SyncRun",
    "SyncSchedule",
    "Term",
    "Trial",
    "TrialCountry",
    "Vocabulary",
]
