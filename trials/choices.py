"""The vocabulary of trials. "Unknown" is a value like any other: stored, shown and counted."""

from itertools import combinations

from django.db import models

from .registers.therapeutic_areas import AREAS
from .rules.phase import PHASES
from .rules.therapy import EX_VIVO, IN_VIVO, NO_CELLS, technologies

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
    """What the portal synchronises with: the registers, and the literature on their trials."""

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


class Curation(models.TextChoices):
    """Where a trial stands with the curators; what is excluded is kept, or it would come back."""

    NEW = "new", "New from register"
    INCLUDED = "included", "Included"
    EXCLUDED = "excluded", "Excluded"


# Several of each may stand in one column, so no code is part of another.
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
