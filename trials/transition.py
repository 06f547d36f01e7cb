"""From EudraCT to CTIS: the fate of the trials of the frozen register.

EudraCT takes no new trials, and trials that were still running had to move. The fate follows from
the numbers and the status of a trial, so it is a question to the database and not a column.
"""

from django.db import models
from django.db.models import Case, Q, Value, When


class Fate(models.TextChoices):
    MOVED = "moved", "Moved to CTIS"
    ENDED = "ended", "Ended, or never authorised"
    ONGOING = "ongoing", "Ongoing, without a successor in CTIS"
    GB_ONLY = "gb_only", "United Kingdom only"
    UNKNOWN = "unknown", "Not known"


EXPLANATIONS = {
    Fate.MOVED: "The trial has an EU CT number.",
    Fate.ENDED: "Every record has an end, or no country authorised it.",
    Fate.ONGOING: "Some country still reports it as running or halted, and CTIS does not name it. "
    "Trials had to move by 30 January 2025, so these are the ones to check.",
    Fate.GB_ONLY: "Its only country left the register on 1 January 2021; records stopped there.",
    Fate.UNKNOWN: "No status, or marked as moved although no CTIS record names it: to check.",
}
DOUBTFUL = (Fate.ONGOING, Fate.UNKNOWN)

CASES = Case(
    When(~Q(eu_ct_number=""), then=Value(Fate.MOVED)),
    When(status__in=("completed", "ended_early", "not_authorised"), then=Value(Fate.ENDED)),
    When(countries="GB", then=Value(Fate.GB_ONLY)),
    When(status__in=("ongoing", "halted"), then=Value(Fate.ONGOING)),
    default=Value(Fate.UNKNOWN),
    output_field=models.CharField(max_length=10),
)
