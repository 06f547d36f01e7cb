"""The work of one person: decisions, submissions, verdicts and returned trials, per week."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import TruncWeek
from django.utils import timezone

from ..choices import Curation
from ..models import CurationEvent, FactDecision, Verdict

WEEKS_SHOWN = 12
ROWS_SHOWN = 50


def decisions_of(user):
    return FactDecision.objects.filter(by=user)


def submissions_of(user):
    return CurationEvent.objects.filter(by=user, new=Curation.IN_REVIEW)


def verdicts_of(user):
    return Verdict.objects.filter(reviewer=user).exclude(outcome="")


def returns_to(user):
    """Return the events that returned a trial that this person had submitted last before."""
    submitter = CurationEvent.objects.filter(
        trial=OuterRef("trial"), new=Curation.IN_REVIEW, at__lte=OuterRef("at")
    ).values("by")[:1]
    returned = CurationEvent.objects.filter(new=Curation.RETURNED)
    return returned.annotate(submitter=Subquery(submitter)).filter(submitter=user.pk)


@dataclass(frozen=True)
class Week:
    """The counts of one week, which begins on a Monday."""

    begin: object
    decided: int
    submitted: int
    reviewed: int
    returned: int


def weeks_of(user):
    """Return the last weeks with work, the newest first."""
    since = timezone.now() - timedelta(weeks=WEEKS_SHOWN)
    kinds = {
        "decided": (decisions_of(user), "at"),
        "submitted": (submissions_of(user), "at"),
        "reviewed": (verdicts_of(user), "given_at"),
        "returned": (returns_to(user), "at"),
    }
    counts = defaultdict(Counter)
    for kind, (rows, column) in kinds.items():
        weeks = (
            rows.filter(**{f"{column}__gte": since})
            .order_by()
            .annotate(week=TruncWeek(column))
            .values("week")
            .annotate(number=Count("pk"))
        )
        for row in weeks:
            counts[row["week"].date()][kind] = row["number"]
    return [
        Week(begin, **{kind: counts[begin][kind] for kind in kinds})
        for begin in sorted(counts, reverse=True)
    ]


@dataclass(frozen=True)
class Done:
    """One thing that a person did to a trial, in words."""

    trial: object
    said: str
    when: object


def lists_of(user):
    """Return [(label, latest rows)] of what the person decided, reviewed and got back."""
    return [
        (
            "Returned to me",
            [Done(row.trial, row.note, row.at) for row in _latest(returns_to(user))],
        ),
        ("Decided", [Done(row.trial, str(row), row.at) for row in _latest(decisions_of(user))]),
        (
            "Reviewed",
            [
                Done(row.trial, row.get_outcome_display(), row.given_at)
                for row in _latest(verdicts_of(user))
            ],
        ),
    ]


def _latest(rows):
    return rows.select_related("trial").defer("trial__search_text").order_by("-pk")[:ROWS_SHOWN]
