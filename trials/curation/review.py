"""Review: one or two readers, blind to each other, and a third one where they differ.

Nobody reviews a trial on which they decided something. A reviewer takes each value as it stands or
names another one, which makes the agreement of readers measurable; a trial is included only as it
stands, so a reviewer with another value returns it.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core.transitions import InvalidTransition, refuse_own_work

from ..choices import Curation, Decision, ExclusionReason, ReviewOutcome
from ..models import Trial, Verdict
from ..models.facts import FACTS, clean_value, fact_label
from .moves import locked, step
from .people import REVIEW, has_worked_on, own_work, require, verdicts_in_pool

ARBITER = 3  # the place of the third reader


def open_for(user):
    """Open places that this person may fill: their own and those in the pool, but never on their
    own curation and never a second one in the same round."""
    if not user.has_perm(REVIEW):
        return Verdict.objects.none()
    given = Verdict.objects.exclude(outcome="").filter(
        trial=OuterRef("trial"), round=OuterRef("round"), reviewer=user
    )
    free = Q(pk__in=verdicts_in_pool().order_by().values("pk"))
    return (
        Verdict.objects.filter(Q(reviewer=user) | free, outcome="")
        .filter(~Exists(given))
        .filter(~Exists(own_work(user).filter(pk=OuterRef("trial"))))
    )


def place_for(trial, user):
    """The place that the person holds or would take; None where there is none."""
    places = open_for(user).filter(trial=trial, round=trial.review_round)
    mine_first = sorted(places, key=lambda place: (place.reviewer_id != user.pk, place.place))
    return next(iter(mine_first), None)


def visible_verdicts(trial, user):
    """Verdicts that the person may see: of finished rounds all; of the one under way their own,
    and those that the third reader has to decide between."""
    verdicts = trial.verdicts.exclude(outcome="").select_related("reviewer")
    if trial.curation != Curation.IN_REVIEW:
        return verdicts
    running = Q(round=trial.review_round)
    disputed = trial.verdicts.filter(running, place=ARBITER).exists()
    return verdicts if disputed else verdicts.filter(~running | Q(reviewer=user))


def judge(trial, outcome, *, by, answers=None, note="", exclusion_reason=""):
    """Record a reviewer's verdict. Return the event if it settled the round, None if another reader
    is needed. `answers` are values other than the current ones. Raise InvalidTransition."""
    require(by, REVIEW)
    with transaction.atomic():
        trial = locked(trial)
        if trial.curation != Curation.IN_REVIEW:
            raise InvalidTransition(
                f"There is nothing to review: the trial is {trial.get_curation_display().lower()}."
            )
        if has_worked_on(by, trial):
            refuse_own_work([by.pk], by)
        place = place_for(trial, by)
        if not place:
            raise InvalidTransition(
                "You have given your verdict, or other reviewers hold the open places."
            )
        place.answers = _answers(trial, answers or {})
        place.outcome = ReviewOutcome(outcome)
        _check(trial, place, note, exclusion_reason)
        place.exclusion_reason = exclusion_reason if outcome == ReviewOutcome.EXCLUDE else ""
        place.reviewer, place.note, place.given_at = by, note, timezone.now()
        place.save()
        return _settle(trial, by)


def take(trial, *, by):
    """Hold a place for this person."""
    require(by, REVIEW)
    with transaction.atomic():
        place = place_for(locked(trial), by)
        if not place:
            raise InvalidTransition("There is no place in this review that you could take.")
        Verdict.objects.filter(pk=place.pk).update(reviewer=by)
    return place


def _answers(trial, named):
    """Every fact with the value that the reviewer takes."""
    return {
        fact: clean_value(Trial, fact, named.get(fact) or getattr(trial, fact)) for fact in FACTS
    }


def _check(trial, place, note, exclusion_reason):
    others = [
        fact_label(Trial, fact) for fact in FACTS if place.answers[fact] != getattr(trial, fact)
    ]
    if place.outcome == ReviewOutcome.RETURN and not note:
        raise InvalidTransition("The note is empty. Enter the reason for the return.")
    if place.outcome == ReviewOutcome.INCLUDE and others:
        raise InvalidTransition(
            f"You take another value for {', '.join(others)}. Return the trial with your reason, "
            "or keep the current values."
        )
    if place.outcome == ReviewOutcome.INCLUDE and trial.atmp != Decision.YES:
        raise InvalidTransition("Only advanced therapies are included. Return or exclude it.")
    if place.outcome == ReviewOutcome.EXCLUDE and exclusion_reason not in ExclusionReason.values:
        raise InvalidTransition("Choose the reason for which the trial is excluded.")
    if exclusion_reason == ExclusionReason.OTHER and not note:
        raise InvalidTransition("Say in the note for which other reason it is excluded.")


def _settle(trial, by):
    places = list(trial.verdicts.filter(round=trial.review_round).order_by("place"))
    if any(not place.outcome for place in places):
        return None
    if len({place.outcome for place in places}) > 1 and places[-1].place != ARBITER:
        trial.verdicts.create(round=trial.review_round, place=ARBITER)
        return None
    last = places[-1]
    new = {
        ReviewOutcome.INCLUDE: Curation.INCLUDED,
        ReviewOutcome.EXCLUDE: Curation.EXCLUDED,
        ReviewOutcome.RETURN: Curation.RETURNED,
    }[last.outcome]
    notes = dict.fromkeys(place.note for place in places if place.note)
    reason = last.exclusion_reason if new == Curation.EXCLUDED else ""
    return step(trial, new, by=by, note="\n\n".join(notes), proposal="", exclusion_reason=reason)
