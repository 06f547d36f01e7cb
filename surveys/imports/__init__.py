"""Import of dictionaries, records and participants. An import is complete or changes nothing."""

from .run import Files, Options, import_survey
from .undo import NotUndoable, undo

__all__ = ["Files", "NotUndoable", "Options", "import_survey", "undo"]
