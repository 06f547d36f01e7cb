"""The nouns of the trials app.

A *register record* is what a register says about a trial in one country; a *trial* is one clinical
trial over all its records; *parts* are its countries, products and sponsors; a *run* is one
synchronisation; a *decision* is what a curator said; a *state* is what a trial's facts were on
earlier days; a *dossier* is what the consortium knows of one product.
"""

from .change import DataChange
from .coversheet import BatchState, SheetBatch, SheetFile, SheetOutcome
from .curation import (
    CurationEvent,
    CurationUpload,
    FactDecision,
    SeparateTrials,
    Tag,
    TrialNote,
    Verdict,
)
from .drift import Drift
from .evidence import ClinicalOutcome, PreclinicalStudy
from .issue import Damaged, Issue, IssueFile
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
from .saved_view import SavedView
from .sponsor import SponsorMatch
from .state import TrialState
from .trial import Trial
from .vocabulary import Spelling, Term, Vocabulary

__all__ = [
    "BatchState",
    "CanaryTrial",
    "ClinicalOutcome",
    "CurationEvent",
    "CurationUpload",
    "Damaged",
    "DataChange",
    "Dossier",
    "DossierStudy",
    "Drift",
    "ExcludedNumber",
    "FactDecision",
    "Issue",
    "IssueFile",
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
    "SavedView",
    "SearchQuery",
    "SeparateTrials",
    "SheetBatch",
    "SheetFile",
    "SheetNote",
    "SheetOutcome",
    "Spelling",
    "Sponsor",
    "SponsorMatch",
    "StudyNumber",
    "SyncRun",
    "SyncSchedule",
    "Tag",
    "Term",
    "Trial",
    "TrialCountry",
    "TrialNote",
    "TrialState",
    "Verdict",
    "Vocabulary",
]
