from .answers import (
    AnswerColumn,
    DataImport,
    Layout,
    PersonalAnswers,
    Response,
    ResponseBefore,
    UploadedSurvey,
    pack_cells,
    unpack_cells,
)
from .participants import Participant
from .projects import DictionaryVersion, Project, Question

__all__ = [
    "AnswerColumn",
    "DataImport",
    "DictionaryVersion",
    "Layout",
    "Participant",
    "PersonalAnswers",
    "Project",
    "Question",
    "Response",
    "ResponseBefore",
    "UploadedSurvey",
    "pack_cells",
    "unpack_cells",
]
