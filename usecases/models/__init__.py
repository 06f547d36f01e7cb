"""The models of the use cases: cases, milestones, hurdles, solutions and recommendations."""

from .bottleneck import Bottleneck
from .case import CaseOrganisation, Section, UseCase
from .hurdle import Attempt, CaseHurdle, Hurdle, Solution
from .milestone import ClockStop, Milestone
from .recommendation import Recommendation, RecommendationEvent, RecommendationEvidence
from .sourced import SourcedSentence
from .version import CaseEvent, CaseVersion
from .vocabulary import HurdleCategory, Procedure, SolutionType, Stage

__all__ = [
    "Attempt",
    "Bottleneck",
    "CaseEvent",
    "CaseHurdle",
    "CaseOrganisation",
    "CaseVersion",
    "ClockStop",
    "Hurdle",
    "HurdleCategory",
    "Milestone",
    "Procedure",
    "Recommendation",
    "RecommendationEvent",
    "RecommendationEvidence",
    "Section",
    "Solution",
    "SolutionType",
    "SourcedSentence",
    "Stage",
    "UseCase",
]
