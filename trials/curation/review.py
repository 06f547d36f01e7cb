"""Review: one or two readers, blind to each other, and a third one where they differ, in the
outcome or in a value.

Nobody reviews a trial on which they decided something. A reviewer accepts each value or
names another one, which makes the agreement of readers measurable; a trial is included only as it
is, so a reviewer with another value returns it.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core.transitions import InvalidTransition, refuse_own_work

from ..choices import Curation, Decision, ExclusionReason, ReviewOutcome
from ..models import Trial, TrialReading, Verdict
from ..models.facts import FACTS, clean_value, fact_label
from .moves import locked, step
from .people import (
    CURATE,
    REVIEW,
    has_worked_on,
    own_work,
    people_with,
    require,
    verdicts_in_pool,
)
from .seen import check_seen, effective_values

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
    """Return the reader's place that the person has or would get, None if there is none."""
    places = open_for(user).filter(trial=trial, round=trial.review_round)
    mine_first = sorted(places, key=lambda place: (place.reviewer_id != user.pk, place.place))
    return next(iter(mine_first), None)


def visible_verdicts(trial, user):
    """Return the verdicts that the person may see: all of finished rounds, and their own of this
    round.

    A round with a third reader is visible as a whole, because that reader decides between the
    others.
    """
    verdicts = trial.verdicts.exclude(outcome="").select_related("reviewer")
    if trial.curation != Curation.IN_REVIEW:
        return verdicts
    running = Q(round=trial.review_round)
    disputed = trial.verdicts.filter(running, place=ARBITER).exists()
    return verdicts if disputed else verdicts.filter(~running | Q(reviewer=user))


def own_open_verdict(trial, user):
    """Return the person's verdict in the current round if it can still be changed, else None. It
    cannot once all readers have given theirs, because then the verdicts are shown."""
    if trial.curation != Curation.IN_REVIEW:
        return None
    places = trial.verdicts.filter(round=trial.review_round)
    if places.filter(place=ARBITER).exists():
        return None
    return places.exclude(outcome="").filter(reviewer=user).first()


def judge(trial, outcome, *, by, seen=None, answers=None, note="", exclusion_reason=""):
    """Record a reviewer's verdict, or change it while another reader is missing. Return the event
    if it settled the round, else None. Raise InvalidTransition.

    `seen` are the values on the reviewer's page, None for the current ones; `answers` are the
    values that the reviewer would take instead.
    """
    require(by, REVIEW)
    with transaction.atomic():
        trial = locked(trial)
        if trial.curation != Curation.IN_REVIEW:
            raise InvalidTransition(
                f"There is nothing to review: the trial is {trial.get_curation_display().lower()}."
            )
        if has_worked_on(by, trial):
            refuse_own_work([by.pk], by)
        current = effective_values(trial)
        check_seen(seen or current, current)
        place = own_open_verdict(trial, by) or place_for(trial, by)
        if not place:
            raise InvalidTransition(
                "You have already given your verdict, or other reviewers have the open places."
            )
        place.seen, place.answers = current, _answers(trial, answers or {})
        place.outcome = ReviewOutcome(outcome)
        _check(trial, place, note, exclusion_reason)
        place.exclusion_reason = exclusion_reason if outcome == ReviewOutcome.EXCLUDE else ""
        place.reviewer, place.note, place.given_at = by, note, timezone.now()
        place.save()
        return _settle(trial, by)


def withdraw_verdict(trial, *, by):
    """Take one's own verdict back while another reader is missing; the place stays reserved."""
    require(by, REVIEW)
    with transaction.atomic():
        place = own_open_verdict(locked(trial), by)
        if not place:
            raise InvalidTransition("You have no verdict in this round that can be withdrawn.")
        place.outcome = place.exclusion_reason = place.note = ""
        place.answers, place.seen, place.given_at = {}, {}, None
        place.save()


def note_reading(trial, user):
    """Record that a reviewer opened the trial, with the values on the page."""
    TrialReading.objects.update_or_create(
        trial=trial,
        reader=user,
        defaults={
            "round": trial.review_round,
            "seen": effective_values(trial),
            "at": timezone.now(),
        },
    )


def judge_as_read(trial, outcome, *, by, **values):
    """Record a verdict without the page of the trial, on the values that were there when the
    reviewer opened it. Raise InvalidTransition if that was not in this round of review, or if the
    reviewer has given a verdict in it, which only the page of the trial changes."""
    if trial.verdicts.filter(round=trial.review_round, reviewer=by).exclude(outcome="").exists():
        raise InvalidTransition("You have given your verdict. Change it on the page of the trial.")
    reading = trial.readings.filter(reader=by, round=trial.review_round).first()
    if not reading:
        raise InvalidTransition(
            "You have not opened it in this round of review. Open it, then give your verdict."
        )
    return judge(trial, outcome, by=by, seen=reading.seen, **values)


def take(trial, *, by):
    """Reserve a place for this person."""
    require(by, REVIEW)
    with transaction.atomic():
        place = place_for(locked(trial), by)
        if not place:
            raise InvalidTransition("This review has no open place for you.")
        Verdict.objects.filter(pk=place.pk).update(reviewer=by)
    return place


def _answers(trial, named):
    """Return {fact: value of the reviewer} for every fact."""
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
            f"You chose another value for {', '.join(others)}. Return the trial with your reason, "
            "or keep the current values."
        )
    if place.outcome == ReviewOutcome.INCLUDE and trial.atmp != Decision.YES:
        raise InvalidTransition("Only advanced therapies are included. Return or exclude it.")
    if place.outcome == ReviewOutcome.EXCLUDE and exclusion_reason not in ExclusionReason.values:
        raise InvalidTransition("The reason is missing. Choose why the trial is excluded.")
    if exclusion_reason == ExclusionReason.OTHER and not note:
        raise InvalidTransition(
            "The note is empty. Say in it for which other reason the trial is excluded."
        )


def _settle(trial, by):
    places = list(trial.verdicts.filter(round=trial.review_round).order_by("place"))
    if any(not place.outcome for place in places):
        return None
    if places[-1].place != ARBITER and not _agree(places):
        trial.verdicts.create(round=trial.review_round, place=ARBITER)
        return None
    last = places[-1]
    new = {
        ReviewOutcome.INCLUDE: Curation.INCLUDED,
        ReviewOutcome.EXCLUDE: Curation.EXCLUDED,
        ReviewOutcome.RETURN: Curation.RETURNED,
    }[last.outcome]
    notes = [
        f"{place.reviewer}: {place.note}" if len(places) > 1 else place.note
        for place in places
        if place.note
    ]
    if new == Curation.RETURNED:
        trial.assigned_to = _submitter(trial) or trial.assigned_to
    reason = last.exclusion_reason if new == Curation.EXCLUDED else ""
    return step(trial, new, by=by, note="\n\n".join(notes), proposal="", exclusion_reason=reason)


def _agree(places):
    """Return whether the readers agree: on the outcome, and on the values and the reason of it. A
    return takes no values over, so for it the outcome is enough."""
    first, *others = places
    if first.outcome == ReviewOutcome.RETURN:
        return all(place.outcome == first.outcome for place in others)
    return all(
        (place.outcome, place.answers, place.exclusion_reason)
        == (first.outcome, first.answers, first.exclusion_reason)
        for place in others
    )


def _submitter(trial):
    """Return the curator who submitted the trial last and still may curate, or None."""
    last = trial.events.filter(new=Curation.IN_REVIEW).first()
    return people_with(CURATE).filter(pk=last.by_id).first() if last else None
