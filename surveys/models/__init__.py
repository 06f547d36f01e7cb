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
from .findings import EvidenceLink, Finding, FindingDrift
from .interviews import AnswerTag, Code, Coding, Interview, InterviewStatement, InterviewTopic
from .participants import Participant
from .projects import DictionaryVersion, Project, Question

__all__ = [
    "AnswerColumn",
    "AnswerTag",
    "Code",
    "Coding",
    "DataImport",
    "DictionaryVersion",
    "EvidenceLink",
    "Finding",
    "FindingDrift",
    "Interview",
    "InterviewStatement",
    "InterviewTopic",
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
