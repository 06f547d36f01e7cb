"""Models of products.

A *dossier* is the consortium's knowledge of one ATMP; a *study* is a column of its cover sheet;
*spellings* and *terms* give the words of cover sheets a meaning; a *batch* is one import of cover
sheets; *preclinical studies* and *clinical outcomes* are compared for predictivity; *former
names* and *merges* are of products that were two; *completion campaigns* ask people for
missing cells.
"""

from .completion import AskedCell, CompletionCampaign, CompletionRequest, RequestState
from .coversheet import BatchState, SheetBatch, SheetFile, SheetOutcome
from .dossier import Dossier, DossierStudy, SheetNote, StudyNumber
from .evidence import ClinicalOutcome, PreclinicalStudy
from .merge import DossierMerge, FormerName, NotSameDossier
from .vocabulary import Spelling, Term, TermVocabulary

__all__ = [
    "AskedCell",
    "BatchState",
    "ClinicalOutcome",
    "CompletionCampaign",
    "CompletionRequest",
    "Dossier",
    "DossierMerge",
    "DossierStudy",
    "FormerName",
    "NotSameDossier",
    "PreclinicalStudy",
    "RequestState",
    "SheetBatch",
    "SheetFile",
    "SheetNote",
    "SheetOutcome",
    "Spelling",
    "StudyNumber",
    "Term",
    "TermVocabulary",
]
