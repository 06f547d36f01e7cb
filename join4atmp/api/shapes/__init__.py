"""The fields of the rows of the API. Only fields named here are included.

Names of people are excluded even if a page shows them, such as the authors of a use case.
"""

from .capacities import FacilityRow
from .consortium import AdviceRow, DecisionRow, DocumentRow, EventRow, MeetingRow, StatementRow
from .economics import ComputeAnswer, ComputeDocument, ScenarioRow
from .landscape import CountryFactRow, LibraryAnswerRow, StepRow
from .products import ProductRow
from .surveys import FindingRow, QuestionRow, QuestionWhole
from .trials import TrialRow, TrialWhole
from .usecases import CaseRow, CaseWhole, HurdleRow, RecommendationRow, SolutionRow

__all__ = [
    "AdviceRow",
    "CaseRow",
    "CaseWhole",
    "ComputeAnswer",
    "ComputeDocument",
    "CountryFactRow",
    "DecisionRow",
    "DocumentRow",
    "EventRow",
    "FacilityRow",
    "FindingRow",
    "HurdleRow",
    "LibraryAnswerRow",
    "MeetingRow",
    "ProductRow",
    "QuestionRow",
    "QuestionWhole",
    "RecommendationRow",
    "ScenarioRow",
    "SolutionRow",
    "StatementRow",
    "StepRow",
    "TrialRow",
    "TrialWhole",
]
