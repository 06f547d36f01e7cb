"""Models of products.

A *dossier* is the consortium's knowledge of one ATMP; a *study* is a column of its cover sheet;
*spellings* and *terms* give the words of cover sheets a meaning; a *batch* is one import of cover
sheets; *preclinical studies* and *clinical outcomes* are compared for predictivity; *former
names* and *merges* are of products that were two.
"""

from .coversheet import BatchState, SheetBatch, SheetFile, SheetOutcome
from .dossier import Dossier, DossierStudy, SheetNote, StudyNumber
from .evidence import ClinicalOutcome, PreclinicalStudy
from .merge import DossierMerge, FormerName, NotSameDossier
from .vocabulary import Spelling, Term, TermVocabulary

__all__ = [
    "BatchState",
    "ClinicalOutcome",
    "Dossier",
    "DossierMerge",
    "DossierStudy",
    "FormerName",
    "NotSameDossier",
    "PreclinicalStudy",
    "SheetBatch",
    "SheetFile",
    "SheetNote",
    "SheetOutcome",
    "Spelling",
    "StudyNumber",
    "Term",
    "TermVocabulary",
]
