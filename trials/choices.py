"""The vocabulary of trials. "Unknown" is a value like any other: stored, shown and counted."""

from itertools import combinations

from django.db import models

from registers.therapeutic_areas import AREAS

from .rules.data_errors import ErrorKind
from .rules.phase import PHASES
from .rules.therapy import EX_VIVO, IN_VIVO, NO_CELLS
from .rules.vocabulary import technologies

UNKNOWN = "unknown"
# A trial may span phases: "I/II" is one value, found by both I and II.
PHASE_VALUES = (
    *("/".join(group) for size in range(1, 5) for group in combinations(PHASES, size)),
    UNKNOWN,
)
PHASE_CHOICES = [(value, f"Phase {value}") for value in PHASE_VALUES[:-1]] + [
    (UNKNOWN, "Phase not stated")
]


class Register(models.TextChoices):
    EUCTR = "euctr", "EudraCT (EU Clinical Trials Register)"
    CTIS = "ctis", "CTIS"


class Source(models.TextChoices):
    """The sources of synchronisation: the registers, and the literature on their trials."""

    EUCTR = Register.EUCTR.value, Register.EUCTR.label
    CTIS = Register.CTIS.value, Register.CTIS.label
    PUBMED = "pubmed", "PubMed"


class Decision(models.TextChoices):
    """Is it an advanced therapy?"""

    YES = "yes", "Yes"
    NO = "no", "No"
    UNCLEAR = "unclear", "Unclear"


class AtmpClass(models.TextChoices):
    GTMP = "GTMP", "Gene therapy (GTMP)"
    SCTMP = "sCTMP", "Somatic cell therapy (sCTMP)"
    TEP = "TEP", "Tissue engineered (TEP)"
    CATMP = "cATMP", "Combined (cATMP)"
    UNCLEAR = "unclear", "Class unclear"


class Status(models.TextChoices):
    ONGOING = "ongoing", "Ongoing"
    COMPLETED = "completed", "Completed"
    ENDED_EARLY = "ended_early", "Ended early"
    HALTED = "halted", "Halted"
    NOT_AUTHORISED = "not_authorised", "Not authorised"
    OTHER = "other", "Other"
    UNKNOWN = "unknown", "Not stated"


class SponsorType(models.TextChoices):
    COMMERCIAL = "commercial", "Commercial"
    NON_COMMERCIAL = "non_commercial", "Non-commercial"
    UNKNOWN = "unknown", "Not stated"


class Answer(models.TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "unknown", "Not stated"


class Participation(models.TextChoices):
    CONCERNED = "concerned", "Member State or country concerned"
    PLANNED = "planned", "Sites planned"
    REFUSED = "refused", "Not authorised"
    WITHDRAWN = "withdrawn", "Application withdrawn, lapsed or not valid"


class Curation(models.TextChoices):
    """The states of curation. Excluded trials are kept, because the next sync would add them
    again."""

    NEW = "new", "New from register"
    IN_CURATION = "in_curation", "In curation"
    IN_REVIEW = "in_review", "In review"
    RETURNED = "returned", "Returned"
    INCLUDED = "included", "Included"
    EXCLUDED = "excluded", "Excluded"


CURATION_STEPS = {
    Curation.NEW: {Curation.IN_CURATION},
    Curation.IN_CURATION: {Curation.IN_REVIEW},
    Curation.IN_REVIEW: {
        Curation.INCLUDED,
        Curation.EXCLUDED,
        Curation.RETURNED,
        Curation.IN_CURATION,
    },
    Curation.RETURNED: {Curation.IN_CURATION, Curation.IN_REVIEW},
    Curation.INCLUDED: {Curation.IN_CURATION},
    Curation.EXCLUDED: {Curation.IN_CURATION},
}
# Curated values can change in these states. In review and later, somebody takes the trial back
# first.
WITH_CURATORS = (Curation.NEW, Curation.IN_CURATION, Curation.RETURNED)


class ExclusionReason(models.TextChoices):
    NOT_ATMP = "not_atmp", "Not an advanced therapy"
    NOT_A_TRIAL = "not_a_trial", "Not a clinical trial of a medicinal product"
    DUPLICATE = "duplicate", "Duplicate of another trial"
    OUTSIDE = "outside", "No site in the countries of the project"
    TEST_ENTRY = "test_entry", "Test entry or error of the register"
    OTHER = "other", "Another reason, given in the note"


class ReviewOutcome(models.TextChoices):
    """The proposals of curators and the verdicts of reviewers."""

    INCLUDE = "include", "Include"
    EXCLUDE = "exclude", "Exclude"
    RETURN = "return", "Return to curation"


class EvidenceKind(models.TextChoices):
    RECORD = "record", "Register record"
    PUBLICATION = "publication", "Publication"
    LINK = "link", "Link"
    DOCUMENT = "document", "Other document"


class Origin(models.TextChoices):
    """The way in which a decision was made."""

    PAGE = "page", "Curation page"
    BULK = "bulk", "Bulk edit"
    IMPORT = "import", "File"
    DRIFT = "drift", "Drift"
    REVERT = "revert", "Revert"


class BulkKind(models.TextChoices):
    """The bulk actions that can be undone."""

    DECIDE = "decide", "Fact decided"
    ASSIGN = "assign", "Assigned"
    TAG = "tag", "Tagged"
    UNTAG = "untag", "Tag removed"
    MOVE = "move", "State changed"
    JUDGE = "judge", "Reviewed"


class PublicationKind(models.TextChoices):
    ARTICLE = "article", "Article"
    ABSTRACT = "abstract", "Conference abstract"
    PREPRINT = "preprint", "Preprint"
    REPORT = "report", "Report or assessment"
    REGISTRY = "registry", "Results in a register"
    OTHER = "other", "Other source"


class Resolution(models.TextChoices):
    """How a drift was resolved."""

    KEPT = "kept", "Curated value kept"
    ADOPTED = "adopted", "Register value adopted"
    ADAPTED = "adapted", "Another value decided"
    WITHDRAWN = "withdrawn", "The register reverted its change"


class Judgement(models.TextChoices):
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"


# Several of each may be in one column, so no code is part of another.
TECHNOLOGIES = {
    **{kind.code: kind.label for kind in technologies().values()},
    UNKNOWN: "Technology not stated",
}
DELIVERIES = {EX_VIVO: "Ex vivo", IN_VIVO: "In vivo", UNKNOWN: "Not stated"}
CELL_SOURCES = {
    "autologous": "Autologous",
    "allogeneic": "Allogeneic",
    "xenogeneic": "Xenogeneic",
    NO_CELLS: "No cells (in vivo)",
    UNKNOWN: "Not stated",
}
DISEASE_AREAS = {**AREAS, "other": "Other area", UNKNOWN: "Area not stated"}
# Errors in the registers' own data, in the order in which pages list them.
DATA_ERRORS = {
    ErrorKind.ENDED_WITHOUT_DATE: "Ended, without a date of the end",
    ErrorKind.DATE_WHILE_ONGOING: "Date of the end, but still ongoing",
    ErrorKind.DATE_THOUGH_REFUSED: "Date of the end, though not authorised",
    ErrorKind.END_BEFORE_START: "Ended before it began",
    ErrorKind.END_DATES_DIFFER: "Records name different dates of the end",
    ErrorKind.RAN_THOUGH_REFUSED: "Took place, though not permitted",
    ErrorKind.PERMITTED_WITHOUT_DATE: "Permitted, without a date",
    ErrorKind.IMPOSSIBLE_DATE: "Impossible date",
    ErrorKind.NO_STATUS: "No status",
    ErrorKind.NO_SUBJECTS: "No subjects planned",
    ErrorKind.TOTAL_BELOW_PART: "Total of subjects smaller than a part",
}
DATA_ERROR_CHOICES = [(kind.value, label) for kind, label in DATA_ERRORS.items()]
