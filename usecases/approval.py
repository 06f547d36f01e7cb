"""Approval of public texts by a second person.

The page of a text shows every change since the last approval. Nobody can approve their own text.
"""

from django.db import transaction
from django.utils import timezone

from core.transitions import InvalidTransition, check_step, refuse_own_work

from .choices import RECOMMENDATION_STEPS, RecommendationState
from .differences import changes_between
from .models import Attempt, Hurdle, Recommendation, RecommendationEvidence


def writers_of(row):
    """Return the ids of the users who changed the row or its related texts since its approval."""
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
    """Store the current text of the rows as approved and make the rows public.

    `together_with` names the version of a use case whose review approved them.
    """
    now = timezone.now()
    for row in rows:
        row.published_on = row.published_on or day or timezone.localdate()
        row.approved_at, row.approved_by = now, by
        row.approved_with, row.approved_text = together_with, row.words()
        # An update bypasses history and `updated_at`, because an approval is not an edit.
        type(row).objects.filter(pk=row.pk).update(
            published_on=row.published_on,
            approved_at=row.approved_at,
            approved_by=row.approved_by,
            approved_with=row.approved_with,
            approved_text=row.approved_text,
        )


@transaction.atomic
def move_recommendation(recommendation, state, *, by, note="", reply="", happened_on="", source=""):
    """Change the state of a recommendation and return the event, with date, note and reply.

    Raise InvalidTransition if the step is not allowed, or if a writer of the draft tries to adopt
    it.
    """
    old = Recommendation.objects.select_for_update().get(pk=recommendation.pk).state
    check_step(RECOMMENDATION_STEPS, RecommendationState, old, state)
    if state == RecommendationState.ADOPTED:
        refuse_own_work(writers_of(recommendation), by)
        approve([recommendation], by=by)
    recommendation.state = state
    # An update bypasses the history: the event records the change, which is not an edit.
    Recommendation.objects.filter(pk=recommendation.pk).update(state=state)
    return recommendation.events.create(
        old=old,
        new=state,
        by=by,
        note=note,
        reply=reply,
        source=source,
        happened_on=happened_on or timezone.localdate().isoformat(),
    )


def approve_by_hand(row, *, by):
    """Approve one row; raise InvalidTransition if the user is one of its writers."""
    if isinstance(row, Recommendation) and not row.published_on:
        raise InvalidTransition(
            "The recommendation is not adopted yet. Change its status to “Adopted” instead."
        )
    refuse_own_work(writers_of(row), by)
    approve([row], by=by)


def changes_since_approval(row):
    """Return the parts of the text that changed since its approval."""
    return changes_between(row.approved_text, row.words()) if row.approved_text else []
