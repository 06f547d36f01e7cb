"""The nouns of the trials app.

A *register record* is what a register says about a trial in one country; a *trial* is one clinical
trial over all its records; *parts* are its countries, products and sponsors; a *run* is one
synchronisation; a *decision* is what a curator said; a *state* is what a trial's facts were on
earlier days.
"""

from .change import DataChange
from .curation import (
    BulkAct,
    CurationEvent,
    CurationUpload,
    FactDecision,
    SeparateTrials,
    Tag,
    TrialNote,
    TrialReading,
    Verdict,
)
from .derived_rows import InvestigationalProduct, Sponsor, TrialCountry
from .drift import Drift
from .findings import DataError, RegisterNote, TrialNumber
from .literature import Publication, PublicationCandidate
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

__all__ = [
    "BulkAct",
    "CanaryTrial",
    "CurationEvent",
    "CurationUpload",
    "DataChange",
    "DataError",
    "Drift",
    "ExcludedNumber",
    "FactDecision",
    "InvestigationalProduct",
    "Publication",
    "PublicationCandidate",
    "RecordProblem",
    "RecordVersion",
    "RegisterNote",
    "RegisterPage",
    "RegisterRecord",
    "RegisterTurn",
    "RunQuery",
    "SavedView",
    "SearchQuery",
    "SeparateTrials",
    "Sponsor",
    "SponsorMatch",
    "SyncRun",
    "SyncSchedule",
    "Tag",
    "Trial",
    "TrialCountry",
    "TrialNote",
    "TrialNumber",
    "TrialReading",
    "TrialState",
    "Verdict",
]
