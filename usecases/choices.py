"""The vocabulary of use cases and the allowed changes of status."""

from django.db import models


class CaseStatus(models.TextChoices):
    """Progress of a use case in the project."""

    NOT_STATED = "not_stated", "Status not stated"
    UNDER_DEVELOPMENT = "under_development", "Under development"
    FINAL_REVIEW = "final_review", "In final review"
    FINALISED = "finalised", "Finalised"


CASE_STEPS = {
    CaseStatus.NOT_STATED: {CaseStatus.UNDER_DEVELOPMENT},
    CaseStatus.UNDER_DEVELOPMENT: {CaseStatus.FINAL_REVIEW},
    CaseStatus.FINAL_REVIEW: {CaseStatus.UNDER_DEVELOPMENT, CaseStatus.FINALISED},
    CaseStatus.FINALISED: {CaseStatus.UNDER_DEVELOPMENT},
}


class RecommendationState(models.TextChoices):
    DRAFT = "draft", "Draft"
    CONSULTATION = "consultation", "In consultation"
    ADOPTED = "adopted", "Adopted"
    HANDED_OVER = "handed_over", "Handed over"
    ANSWERED = "answered", "Answered"
    TAKEN_UP = "taken_up", "Taken up"
    REJECTED = "rejected", "Rejected"


RECOMMENDATION_STEPS = {
    RecommendationState.DRAFT: {RecommendationState.CONSULTATION},
    RecommendationState.CONSULTATION: {
        RecommendationState.DRAFT,
        RecommendationState.ADOPTED,
        RecommendationState.REJECTED,
    },
    RecommendationState.ADOPTED: {RecommendationState.HANDED_OVER},
    RecommendationState.HANDED_OVER: {RecommendationState.ANSWERED},
    RecommendationState.ANSWERED: {RecommendationState.TAKEN_UP, RecommendationState.REJECTED},
    RecommendationState.TAKEN_UP: set(),
    RecommendationState.REJECTED: {RecommendationState.DRAFT},
}


class Standing(models.TextChoices):
    """How well the source of a vocabulary row was checked."""

    SOURCED = "sourced", "From the source"
    PARTLY = "partly", "Partly unverified"
    UNVERIFIED = "unverified", "Unverified"
    PROPOSAL = "proposal", "Our proposal"


class MilestoneOutcome(models.TextChoices):
    NOT_STATED = "not_stated", "Outcome not stated"
    PENDING = "pending", "Pending"
    GRANTED = "granted", "Granted"
    CONDITIONS = "conditions", "Granted with conditions"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"


class AttemptOutcome(models.TextChoices):
    """Result of a solution that was tried on a hurdle."""

    NOT_STATED = "not_stated", "Outcome not stated"
    WORKED = "worked", "Worked"
    PARTLY = "partly", "Worked in part"
    FAILED = "failed", "Failed"


class EvidenceKind(models.TextChoices):
    NOT_STATED = "", "Not stated"
    USE_CASE = "use_case", "Use case"
    SURVEY = "survey", "Survey answer"
    EXPERT = "expert", "Expert statement"
    PUBLICATION = "publication", "Publication"
    DOCUMENT = "document", "Document of the project or an authority"


class Transferability(models.TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "unknown", "Not stated"


class Level(models.TextChoices):
    """Priority and feasibility."""

    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"
    UNKNOWN = "unknown", "Not stated"


SEVERITIES = [(1, "1, minor"), (2, "2"), (3, "3, serious"), (4, "4"), (5, "5, stops the work")]
EUROPEAN_UNION = "EU"  # used beside ISO 3166 codes for all member states together
