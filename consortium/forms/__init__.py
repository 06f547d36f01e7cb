"""Forms of meetings, decisions, actions, advice and documents."""

from .actions import ActionForm, AdviceForm, AnswerForm, ReplyForm
from .decisions import DecisionAccessForm, DecisionForm, LinkForm, NoteForm
from .documents import DocumentFileForm
from .meetings import (
    ItemForm,
    MeetingDetailsForm,
    MeetingForm,
    MinutesForm,
    MoveMeetingForm,
    ReactionForm,
    SeriesForm,
    WhenForm,
)

__all__ = [
    "ActionForm",
    "AdviceForm",
    "AnswerForm",
    "DecisionAccessForm",
    "DecisionForm",
    "DocumentFileForm",
    "ItemForm",
    "LinkForm",
    "MeetingDetailsForm",
    "MeetingForm",
    "MinutesForm",
    "MoveMeetingForm",
    "NoteForm",
    "ReactionForm",
    "ReplyForm",
    "SeriesForm",
    "WhenForm",
]
