"""The models of the regulatory landscape."""

from .checklists import Checklist, ChecklistItem
from .countries import CountryFact, FactKind
from .library import LibraryAnswer
from .steps import Step, StepDocument, StepFigure, StepProcedure
from .taxonomy import TaxonomyEntry
from .tickets import (
    Desk,
    HurdleCandidate,
    RotaShift,
    Ticket,
    TicketAsker,
    TicketEvent,
    TicketMessage,
)
from .watch import ReviewTask, WatchEntry

__all__ = [
    "Checklist",
    "ChecklistItem",
    "CountryFact",
    "Desk",
    "FactKind",
    "HurdleCandidate",
    "LibraryAnswer",
    "ReviewTask",
    "RotaShift",
    "Step",
    "StepDocument",
    "StepFigure",
    "StepProcedure",
    "TaxonomyEntry",
    "Ticket",
    "TicketAsker",
    "TicketEvent",
    "TicketMessage",
    "WatchEntry",
]
