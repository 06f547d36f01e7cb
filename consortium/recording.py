"""Decisions, actions, advice and minutes: recording, and the steps that touch several rows."""

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from core.transitions import InvalidTransition

from .choices import (
    ActionState,
    AdviceState,
    AttendanceAnswer,
    DecisionState,
    MinutesState,
    Reaction,
    Visibility,
)
from .models import Action, Correction, Decision, Minutes, MinutesReaction
from .numbers import advice_number, decision_number


@transaction.atomic
def record_decision(decision, *, by):
    """Save a new decision as proposed, with the next number of its body."""
    decision.number = decision_number(decision)
    decision.save()
    decision.events.create(old=decision.state, new=decision.state, by=by, note="Proposed.")
    return decision


@transaction.atomic
def move_decision(decision, state, *, by, note=""):
    """Change the state of a decision. An adopted decision replaces the one that it names."""
    locked = Decision.objects.select_for_update().get(pk=decision.pk)
    if state == DecisionState.REPLACED:
        raise InvalidTransition(
            "A decision is replaced by the adoption of another one. Record that decision first."
        )
    event = locked.move_to(state, by=by, note=note)
    if state == DecisionState.ADOPTED and locked.replaces_id:
        locked.replaces.move_to(DecisionState.REPLACED, by=by, note=f"Replaced by {locked.number}.")
    return event


@transaction.atomic
def record_advice(advice, *, by):
    """Save new advice with the next number of its body."""
    advice.number = advice_number(advice)
    if advice.reply_due_on:
        advice.state = AdviceState.REPLY_DUE
    advice.save()
    advice.events.create(old=advice.state, new=advice.state, by=by, note="Recorded.")
    return advice


def reply_to(advice, state, *, reply, by):
    """Record the reply of the project. Raise InvalidTransition without a reply."""
    return advice.move_to(state, by=by, reply=reply, replied_on=timezone.localdate())


@transaction.atomic
def record_action(action, *, by):
    """Save a new action of a decision, a meeting or an advice."""
    action.save()
    action.events.create(old=action.state, new=action.state, by=by, note="Recorded.")
    return action


def answer_action(action, state, *, by, note="", result="", result_url=""):
    """Change the state of an action. The day of closing is set and removed with the state."""
    closed = state in (ActionState.DONE, ActionState.DROPPED)
    values = {"closed_on": timezone.localdate() if closed else None}
    if state == ActionState.DONE:
        values |= {"result": result, "result_url": result_url}
    return action.move_to(state, by=by, note=note, **values)


# Minutes


def minutes_of(meeting):
    """Return the minutes of a meeting, which are added as a draft if there are none."""
    minutes, _ = Minutes.objects.get_or_create(meeting=meeting)
    return minutes


def propose_minutes(minutes, *, by):
    return minutes.move_to(MinutesState.PROPOSED, by=by, proposed_on=timezone.localdate())


@transaction.atomic
def react(minutes, seat, reaction, text):
    """Record what a seat that attended says about proposed minutes. Raise InvalidTransition."""
    locked = Minutes.objects.select_for_update().get(pk=minutes.pk)
    if locked.state != MinutesState.PROPOSED:
        raise InvalidTransition("The minutes are not open for comments. Open the page again.")
    attended = locked.meeting.attendance.filter(seat=seat, answer=AttendanceAnswer.ATTENDING)
    if not attended.exists():
        raise InvalidTransition(
            "Your account is not recorded as attending this meeting. Only people who attended "
            "comment on its minutes."
        )
    MinutesReaction.objects.update_or_create(
        minutes=locked, seat=seat, defaults={"reaction": reaction, "text": text}
    )


@transaction.atomic
def approve_minutes(minutes, *, by):
    """Approve proposed minutes. Silence of people who attended is recorded as silence. Raise
    InvalidTransition for a person who did not attend, while an objection is open, and while people
    who attended can still comment and have said nothing."""
    locked = Minutes.objects.select_for_update().get(pk=minutes.pk)
    if locked.reactions.filter(reaction=Reaction.OBJECTED).exists():
        raise InvalidTransition(
            "A person who attended objected. Return the minutes to draft, correct them and "
            "propose them again."
        )
    if locked.may_approve(by):
        _refuse_before_comments(locked, by)
    event = locked.move_to(
        MinutesState.APPROVED, by=by, approved_on=timezone.localdate(), approved_by=by
    )
    said = set(locked.reactions.values_list("seat", flat=True))
    attended = locked.meeting.attendance.filter(answer=AttendanceAnswer.ATTENDING)
    MinutesReaction.objects.bulk_create(
        MinutesReaction(minutes=locked, seat=row.seat, reaction=Reaction.SILENCE)
        for row in attended.select_related("seat")
        if row.seat_id not in said and row.seat.user_id != by.pk
    )
    return event


def _refuse_before_comments(minutes, by):
    """Raise InvalidTransition if a person who attended still has days to comment. The person who
    proposed the minutes and the one who approves them have read them."""
    last_day = minutes.comment_until
    if minutes.state != MinutesState.PROPOSED or last_day < timezone.localdate():
        return
    proposal = minutes.events.filter(new=MinutesState.PROPOSED).last()
    have_read = [user.pk for user in (by, proposal and proposal.by) if user]
    attended = minutes.meeting.attendance.filter(answer=AttendanceAnswer.ATTENDING)
    without_word = attended.exclude(seat__user__in=have_read).exclude(
        seat__in=minutes.reactions.values("seat")
    )
    if without_word.exists():
        raise InvalidTransition(
            f"People who attended can comment until {date_format(last_day, 'SHORT_DATE_FORMAT')}. "
            "Approve the minutes after this day, or as soon as all of them have agreed."
        )


@transaction.atomic
def return_minutes(minutes, *, by, note):
    """Return proposed minutes to draft; the reactions so far are removed with the old text."""
    event = minutes.move_to(MinutesState.DRAFT, by=by, note=note, proposed_on=None)
    minutes.reactions.all().delete()
    return event


@transaction.atomic
def publish_minutes(minutes, *, by):
    """Publish the public part. Raise InvalidTransition for a meeting that the public must not
    see."""
    if minutes.meeting.visibility != Visibility.PUBLIC:
        raise InvalidTransition(
            "The meeting is not visible to everyone. Change its visibility to “Everyone” first."
        )
    return minutes.move_to(MinutesState.PUBLISHED, by=by, published_on=timezone.localdate())


def correct_minutes(minutes, text, *, by):
    """Add a correction to the annex of approved minutes. Raise InvalidTransition before."""
    if not minutes.is_locked:
        raise InvalidTransition("The minutes are not approved yet. Edit their text.")
    return Correction.objects.create(minutes=minutes, text=text, by=by)


def actions_waiting_for(user):
    return Action.objects.open().of_user(user)
