"""Rows for tests, valid by default."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from consortium.models import (
    Action,
    Advice,
    Attendance,
    Body,
    Decision,
    Document,
    Event,
    Meeting,
    NewsItem,
    Seat,
)
from consortium.recording import answer_action, record_action, record_advice, record_decision


def body_of(code="SC"):
    return Body.objects.get(code=code)


def make_seat(body=None, user=None, **values):
    return Seat.objects.create(
        **{"body": body or body_of(), "user": user, "role": "Leader of a work package"} | values
    )


def make_secretary(body=None, name="secretary"):
    """Return an account without any permission that keeps a body."""
    user = User.objects.create_user(name, email=f"{name}@example.org")
    make_seat(body, user, role="Secretary", keeps=True)
    return user


def make_meeting(body=None, *, days=7, hours=1, **values):
    """Return a meeting that starts in some days; all seats of the body are in its attendance."""
    starts_at = values.pop("starts_at", timezone.now() + timedelta(days=days))
    meeting = Meeting.objects.create(
        **{
            "body": body or body_of(),
            "title": "Monthly meeting",
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=hours),
        }
        | values
    )
    for seat in meeting.body.seats.current():
        Attendance.objects.create(meeting=meeting, seat=seat)
    return meeting


def make_decision(body=None, *, state="proposed", **values):
    decision = Decision(
        **{"body": body or body_of(), "title": "Use one template", "decided_on": "2026-03-02"}
        | values
    )
    record_decision(decision, by=None)
    if state != "proposed":
        decision.move_to(state, by=None, note="because")
    return decision


def make_action(body=None, **values):
    state = values.pop("state", "open")
    action = Action(
        **{
            "body": body or body_of(),
            "title": "Write the template",
            "role": "Leader of a work package",
            "due_on": "2026-05",
        }
        | values
    )
    record_action(action, by=None)
    if state != "open":
        answer_action(action, state, by=None, note="because", result="It is written.")
    return action


def make_advice(**values):
    advice = Advice(
        **{"body": body_of("SAB"), "title": "Ask patients first", "given_on": "2026-02"} | values
    )
    return record_advice(advice, by=None)


def make_event(**values):
    return Event.objects.create(
        **{"title": "Congress", "slug": "congress", "starts_on": "2026-06-01"} | values
    )


def make_news(**values):
    return NewsItem.objects.create(
        **{"title": "News", "slug": "news-1", "published_on": timezone.localdate()} | values
    )


def make_document(**values):
    return Document.objects.create(
        **{"title": "Guideline", "slug": "guideline", "access": "public"} | values
    )
