"""Planning of meetings: series, dates, agenda and attendance."""

import calendar
from datetime import timedelta
from itertools import pairwise

from django.db import transaction
from django.utils import timezone

from core.transitions import InvalidTransition

from .choices import AttendanceAnswer, ItemState, MeetingState
from .meeting_times import end_of, local
from .models import AgendaItem, Attendance, Body, Meeting, MeetingSeries

MAX_MEETINGS_PER_SERIES = 60
MONTHLY = "month"
RHYTHMS = {MONTHLY: "monthly", "1": "every week", "2": "every two weeks", "4": "every four weeks"}


class Clash(ValueError):
    """Two meetings of one body at the same time; the text names them."""


def dates_of(first, rhythm, number):
    """Return the starts of the meetings of a series. Monthly meetings keep the weekday and its
    place in the month: the second Tuesday stays the second Tuesday."""
    if rhythm != MONTHLY:
        return [first + timedelta(weeks=int(rhythm) * place) for place in range(number)]
    return [_same_weekday(first, months) for months in range(number)]


def _same_weekday(first, months):
    """Return the day `months` later on the same weekday; the last one if there is no fifth."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    month += 1
    place = (first.day - 1) // 7
    weekday, days = calendar.monthrange(year, month)
    day = 1 + (first.weekday() - weekday) % 7 + 7 * place
    return first.replace(year=year, month=month, day=day if day <= days else day - 7)


def _refuse_clashes(body, spans, *, without=None):
    """Raise Clash if a span overlaps a meeting of the body or another span."""
    ordered = sorted(spans)
    for (_, end), (start, _) in pairwise(ordered):
        if start < end:
            raise Clash(
                "Two meetings of the series overlap. Make the meetings shorter, or leave more "
                "time between them."
            )
    meetings = Meeting.objects.filter(body=body).exclude(pk=without)
    found = [
        str(meeting)
        for starts_at, ends_at in spans
        for meeting in meetings.overlapping(starts_at, ends_at)
    ]
    if found:
        more = f" and {len(found) - 3} more" if len(found) > 3 else ""
        raise Clash(
            f"The {body} already has a meeting at the same time: {'; '.join(found[:3])}{more}. "
            "Choose another time, or cancel that meeting."
        )


@transaction.atomic
def plan_series(*, body, title, first, minutes, rhythm, number, place, visibility, by):
    """Add a series with its meetings as drafts, and return it. Raise Clash."""
    Body.objects.select_for_update().get(pk=body.pk)
    spans = [(start, end_of(start, minutes)) for start in dates_of(first, rhythm, number)]
    _refuse_clashes(body, spans)
    series = MeetingSeries.objects.create(body=body, title=title, rhythm=RHYTHMS[rhythm])
    for starts_at, ends_at in spans:
        _add_meeting(
            by,
            body=body,
            series=series,
            title=title,
            starts_at=starts_at,
            ends_at=ends_at,
            place=place,
            visibility=visibility,
        )
    return series


@transaction.atomic
def plan_meeting(*, body, title, first, minutes, place, visibility, by, series=None):
    """Add one meeting as a draft, and return it. Raise Clash."""
    Body.objects.select_for_update().get(pk=body.pk)
    ends_at = end_of(first, minutes)
    _refuse_clashes(body, [(first, ends_at)])
    return _add_meeting(
        by,
        body=body,
        series=series,
        title=title,
        starts_at=first,
        ends_at=ends_at,
        place=place,
        visibility=visibility,
    )


def _add_meeting(by, **values):
    series = values.get("series")
    meeting = Meeting.objects.create(**values, is_demo=bool(series and series.is_demo))
    meeting.events.create(
        old=meeting.state, new=meeting.state, by=by, note="The meeting is planned."
    )
    seats = meeting.body.seats.current(meeting.held_on)
    Attendance.objects.bulk_create(Attendance(meeting=meeting, seat=seat) for seat in seats)
    return meeting


@transaction.atomic
def move_meeting(meeting, *, first, minutes, place, reason, by):
    """Change date and place of a meeting that is not over. Calendars follow by the same identifier
    and a higher number. Raise Clash or InvalidTransition."""
    Body.objects.select_for_update().get(pk=meeting.body_id)
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if not locked.is_open:
        raise InvalidTransition(
            f"The meeting is {locked.get_state_display().lower()} and keeps its date. Plan another "
            "meeting."
        )
    if first < timezone.now():
        raise InvalidTransition("The new date is in the past. Choose a date in the future.")
    ends_at = end_of(first, minutes)
    _refuse_clashes(locked.body, [(first, ends_at)], without=locked.pk)
    old = local(locked.starts_at)
    if first != locked.starts_at:
        locked.moved_from = locked.starts_at
    locked.starts_at, locked.ends_at, locked.place = first, ends_at, place
    locked.sequence += 1
    locked.save()
    note = f"Moved from {old:%d/%m/%Y %H:%M}. {reason}".strip()
    return locked.events.create(old=locked.state, new=locked.state, by=by, note=note)


@transaction.atomic
def change_state(meeting, state, *, by, note=""):
    """Call, hold or cancel a meeting. Calendars see the change by a higher number."""
    event = meeting.move_to(state, by=by, note=note, sequence=meeting.sequence + 1)
    if state == MeetingState.CANCELLED:
        for item in meeting.items.exclude(state=ItemState.DISCUSSED):
            defer(item)
    return event


@transaction.atomic
def pull(item, meeting):
    """Put an item of the backlog on the agenda. Raise InvalidTransition."""
    locked = AgendaItem.objects.select_for_update().get(pk=item.pk)
    if locked.state != ItemState.BACKLOG or locked.body_id != meeting.body_id:
        raise InvalidTransition("The item is not in the backlog of this body. Open the page again.")
    if not meeting.is_open:
        raise InvalidTransition(
            "The meeting is over, so its agenda cannot grow. Choose a later meeting."
        )
    last = meeting.items.order_by("-position").values_list("position", flat=True).first()
    locked.meeting, locked.state = meeting, ItemState.ON_AGENDA
    locked.position = (last or 0) + 1
    locked.save()
    return locked


@transaction.atomic
def defer(item):
    """Put an item back into the backlog and count it. Raise InvalidTransition."""
    locked = AgendaItem.objects.select_for_update().get(pk=item.pk)
    if locked.state != ItemState.ON_AGENDA:
        raise InvalidTransition("The item is not on an agenda. Open the page again.")
    locked.meeting, locked.state = None, ItemState.BACKLOG
    locked.deferrals += 1
    locked.save()
    return locked


@transaction.atomic
def discuss(item, outcome):
    """Mark an item as discussed, with its outcome. Raise InvalidTransition."""
    locked = AgendaItem.objects.select_for_update().get(pk=item.pk)
    if locked.state == ItemState.BACKLOG:
        raise InvalidTransition("The item is not on an agenda. Open the page again.")
    if locked.state == ItemState.DISCUSSED and locked.outcome != outcome:
        raise InvalidTransition(
            f"Another person has marked the item as discussed, with the outcome "
            f"“{locked.outcome}”. Yours was not saved: “{outcome}”. Add it to the minutes."
        )
    locked.state, locked.outcome = ItemState.DISCUSSED, outcome
    locked.save()
    return locked


@transaction.atomic
def record_attendance(meeting, answers, *, seen=None):
    """Set the answers by the key of the attendance. `seen` are the answers on the page of the
    person: answers that the person left as they were do not change.

    Raise InvalidTransition once the minutes are approved, because attendance decides who may
    approve them, and if another person changed an answer that this person changes, too.
    """
    minutes = getattr(meeting, "minutes", None)
    if minutes and minutes.is_locked:
        raise InvalidTransition(
            "The minutes are approved, so the attendance cannot change. Add a correction to the "
            "annex of the minutes."
        )
    rows = {
        row.pk: row
        for row in meeting.attendance.select_related("seat").select_for_update(of=("self",))
    }
    seen = {key: row.answer for key, row in rows.items()} | (seen or {})
    changed = [
        (rows[key], answer)
        for key, answer in answers.items()
        if key in rows and answer in AttendanceAnswer.values and answer != seen[key]
    ]
    for row, answer in changed:
        if row.answer not in (seen[row.pk], answer):
            raise InvalidTransition(
                f"Another person changed the answer of {row.seat.role} to "
                f"“{row.get_answer_display()}” after you opened the page. Nothing was saved. Check "
                "the attendance and save again."
            )
    for row, answer in changed:
        row.answer = answer
        row.save(update_fields=["answer"])
