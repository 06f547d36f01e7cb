"""Texts in public: a second person approves them, and every later change is shown until it is
approved too. Nobody approves their own words."""

from django.db import transaction
from django.utils import timezone

from core.transitions import InvalidTransition, refuse_own_work

from .differences import changes_between
from .models import Attempt, Hurdle, Recommendation, RecommendationEvidence


def writers_of(row):
    """Ids of those who changed the row or what its page says of it since it was approved."""
    changes = [row.history.all()]
    if isinstance(row, Hurdle):
        changes.append(Attempt.history.filter(hurdle_id=row.pk))
    if isinstance(row, Recommendation):
        changes.append(RecommendationEvidence.history.filter(recommendation_id=row.pk))
    writers = set()
    for rows in changes:
        rows = rows.filter(history_date__gt=row.approved_at) if row.approved_at else rows
        writers.update(rows.values_list("history_user", flat=True))
    return writers - {None}


@transaction.atomic
def approve(rows, *, by=None, together_with="", day=None):
    """Keep the words of these rows as approved, and show the rows to everyone. `together_with`
    names the version of a use case whose review approved them."""
    now = timezone.now()
    for row in rows:
        row.published_on = row.published_on or day or timezone.localdate()
        row.approved_at, row.approved_by = now, by
        row.approved_with, row.approved_text = together_with, row.words()
        # Past the history and `updated_at`: approving is not writing.
        type(row).objects.filter(pk=row.pk).update(
            published_on=row.published_on,
            approved_at=row.approved_at,
            approved_by=row.approved_by,
            approved_with=row.approved_with,
            approved_text=row.approved_text,
        )


def approve_by_hand(row, *, by):
    """As above for one row, by somebody who wrote nothing of it; raises InvalidTransition."""
    if isinstance(row, Recommendation) and not row.published_on:
        raise InvalidTransition("It is not adopted yet; change its status to “Adopted” instead.")
    refuse_own_work(writers_of(row), by)
    approve([row], by=by)


def changes_since_approval(row):
    """What a reader is to be told: the parts that changed since somebody approved them."""
    return changes_between(row.approved_text, row.words()) if row.approved_text else []
