"""Dictionaries, records and participants into the database, whole or not at all."""

from .run import Files, Options, import_survey
from .undo import NotUndoable, undo

__all__ = ["Files", "NotUndoable", "Options", "import_survey", "undo"]
