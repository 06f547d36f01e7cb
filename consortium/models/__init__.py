"""The models of the consortium."""

from .actions import Action, ActionEvent
from .advice import Advice, AdviceEvent
from .bodies import Body, Seat
from .decisions import Decision, DecisionEvent, DecisionIsFixed
from .documents import Document, DocumentVersion
from .events import Event, EventEvent, NewsItem, ReachFigure
from .links import Link
from .meetings import AgendaItem, Attendance, Meeting, MeetingEvent, MeetingSeries
from .minutes import Correction, Minutes, MinutesEvent, MinutesReaction
from .packs import Pack
from .partners import Partner, WorkPackage
from .reporting import (
    Activity,
    Deliverable,
    DeliverableEvent,
    Milestone,
    ProjectPublication,
    ReportingPeriod,
    Risk,
    StateOfPlay,
)
from .statements import Statement

__all__ = [
    "Action",
    "ActionEvent",
    "Activity",
    "Advice",
    "AdviceEvent",
    "AgendaItem",
    "Attendance",
    "Body",
    "Correction",
    "Decision",
    "DecisionEvent",
    "DecisionIsFixed",
    "Deliverable",
    "DeliverableEvent",
    "Document",
    "DocumentVersion",
    "Event",
    "EventEvent",
    "Link",
    "Meeting",
    "MeetingEvent",
    "MeetingSeries",
    "Milestone",
    "Minutes",
    "MinutesEvent",
    "MinutesReaction",
    "NewsItem",
    "Pack",
    "Partner",
    "ProjectPublication",
    "ReachFigure",
    "ReportingPeriod",
    "Risk",
    "Seat",
    "StateOfPlay",
    "Statement",
    "WorkPackage",
]
