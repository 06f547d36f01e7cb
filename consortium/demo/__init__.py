"""An invented year of the consortium: meetings, decisions, actions, advice, events, documents.

Statements, partners, work packages and bodies are real and are not touched.
"""

import tomllib
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from django.apps import apps
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from core.partial_dates import parse
from usecases.models import Hurdle, Recommendation, UseCase

from ..choices import AttendanceAnswer, ItemState, MeetingState
from ..content import write
from ..models import (
    Action,
    Activity,
    Advice,
    AgendaItem,
    Attendance,
    Body,
    Decision,
    Deliverable,
    Document,
    Event,
    Link,
    Meeting,
    MeetingSeries,
    Milestone,
    Minutes,
    MinutesReaction,
    NewsItem,
    Partner,
    ProjectPublication,
    ReachFigure,
    Risk,
    Seat,
    WorkPackage,
)
from ..recording import answer_action, record_action, record_advice, record_decision
from ..uploads import add_version

FOLDER = Path(__file__).parent
HELD_MEETINGS, PLANNED_MEETINGS = 4, 3
WEEKS_BETWEEN = 4
# Rows are removed in this order, because later ones are needed by earlier ones.
REMOVED = (
    Action,
    Advice,
    Decision,
    AgendaItem,
    Meeting,
    MeetingSeries,
    Seat,
    Activity,
    NewsItem,
    Event,
    Deliverable,
    Milestone,
    Risk,
    ProjectPublication,
    ReachFigure,
    Document,
)


def _content():
    return tomllib.loads((FOLDER / "content.toml").read_text(encoding="utf-8"))


def _day(days):
    return timezone.localdate() + timedelta(days=days)


@transaction.atomic
def load():
    """Load the invented rows unless they are there; return the number of meetings."""
    if not Meeting.objects.filter(is_demo=True).exists():
        write(apps.get_model)  # restores rows that were removed
        content = _content()
        document = _document(content)
        seats = _seats(content)
        meetings = _meetings(content)
        _records(content, meetings, seats, document)
        _outreach(content, document)
        _reporting(content, document)
    return Meeting.objects.filter(is_demo=True).count()


def _document(content):
    document = Document.objects.create(**content["document"], is_demo=True)
    text = "Demonstration file. It describes no real meeting.\n"
    add_version(document, "demonstration.txt", text.encode(), by=None, note="First version")
    return document


def _seats(content):
    """Add roles to the bodies. The demonstration accounts take the seats that name them."""
    seats = {}
    for row in content["seats"]:
        values = dict(row)
        values["body"] = Body.objects.get(code=values.pop("body"))
        values["user"] = User.objects.filter(username=values.pop("account", "")).first()
        values["partner"] = Partner.objects.filter(slug=values.pop("partner", "")).first()
        seats[row["role"]] = Seat.objects.create(**values, is_demo=True)
    return seats


def _meetings(content):
    """Add a series with held and planned meetings, and one meeting of the advisory board."""
    committee, board = Body.objects.get(code="SC"), Body.objects.get(code="SAB")
    series = MeetingSeries.objects.create(
        body=committee, title="Demo monthly meeting", rhythm="every four weeks", is_demo=True
    )
    first = datetime.combine(_day(-7 * WEEKS_BETWEEN * HELD_MEETINGS + 9), time(13), UTC)
    meetings = [
        _meeting(committee, series, content, place, first + timedelta(weeks=WEEKS_BETWEEN * place))
        for place in range(HELD_MEETINGS + PLANNED_MEETINGS)
    ]
    for position, title in enumerate(content["backlog"]):
        AgendaItem.objects.create(
            body=committee,
            series=series,
            title=title,
            position=position,
            deferrals=3 * (position == 0),
            is_demo=True,
        )
    meetings.append(_meeting(board, None, content, 0, first + timedelta(days=2)))
    return meetings


def _meeting(body, series, content, place, starts_at):
    is_held = starts_at < timezone.now()
    meeting = Meeting.objects.create(
        body=body,
        series=series,
        title=f"Demo meeting of the {body.name}",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=90),
        place="Online",
        visibility="public",
        state=MeetingState.HELD if is_held else MeetingState.CALLED,
        is_demo=True,
    )
    answer = AttendanceAnswer.ATTENDING if is_held else AttendanceAnswer.UNKNOWN
    for seat in body.seats.filter(is_demo=True):
        Attendance.objects.create(meeting=meeting, seat=seat, answer=answer)
    titles = content["agenda"]
    for position in range(2):
        AgendaItem.objects.create(
            body=body,
            series=series,
            meeting=meeting,
            title=titles[(2 * place + position) % len(titles)],
            state=ItemState.DISCUSSED if is_held else ItemState.ON_AGENDA,
            position=position,
            is_demo=True,
        )
    if is_held:
        Minutes.objects.create(
            meeting=meeting,
            text="Demonstration minutes.\nNobody said this.",
            public_text="Demonstration minutes, public part.",
            state="published" if place < 2 else "proposed",
            proposed_on=starts_at.date(),
            approved_on=starts_at.date() if place < 2 else None,
            published_on=starts_at.date() if place < 2 else None,
        )
    return meeting


def _target(name):
    """Return a Link column and an invented row for it; None where the row is not loaded."""
    rows = {"recommendation": Recommendation, "hurdle": Hurdle, "use_case": UseCase}[name]
    row = rows.objects.filter(is_demo=True).order_by("pk").first()
    return {name: row} if row else None


def _records(content, meetings, seats, document):
    decisions = []
    for row in content["decisions"]:
        values = dict(row)
        meeting = meetings[values.pop("meeting")]
        state, actions = values.pop("state"), values.pop("actions", [])
        target, note = values.pop("about", ""), values.pop("note", "")
        if "replaces" in values:
            values["replaces"] = decisions[values["replaces"]]
        package = WorkPackage.objects.filter(number=values.pop("work_package", 0)).first()
        decision = Decision(
            body=meeting.body,
            meeting=meeting,
            decided_on=meeting.starts_at.date().isoformat(),
            work_package=package,
            visibility="public",
            is_demo=True,
            **values,
        )
        record_decision(decision, by=None)
        if state != "proposed":
            decision.move_to(state, by=None, note=note)
        if decision.replaces_id:
            decision.replaces.move_to("replaced", by=None, note=f"Replaced by {decision.number}.")
        decisions.append(decision)
        if target and (link := _target(target)):
            Link.objects.create(decision=decision, **link)
        for action in actions:
            _action(action, seats, body=meeting.body, meeting=meeting, decision=decision)
    Link.objects.create(decision=decisions[0], document=document, is_consequence=True)
    for row in content["advice"]:
        values = dict(row)
        state, due = values.pop("state", ""), values.pop("reply_due_in", None)
        reply, actions = values.pop("reply", ""), values.pop("actions", [])
        advice = Advice(
            body=meetings[-1].body,
            meeting=meetings[-1],
            given_on=meetings[-1].starts_at.date().isoformat(),
            reply_due_on=_day(due) if due is not None else None,
            visibility="public",
            is_demo=True,
            **values,
        )
        record_advice(advice, by=None)
        if state:
            advice.move_to(state, by=None, reply=reply, replied_on=timezone.localdate())
        for action in actions:
            _action(action, seats, body=advice.body, advice=advice)


def _action(row, seats, **source):
    values = dict(row)
    state, seat = values.pop("state", "open"), seats[values.pop("seat")]
    action = Action(
        **source,
        title=values["title"],
        role=seat.role,
        seat=seat,
        due_on=_day(values["due_in"]).isoformat(),
        visibility="public",
        is_demo=True,
    )
    record_action(action, by=None)
    if state != "open":
        answer_action(action, state, by=None, note="Demonstration.", result="Demonstration.")


def _outreach(content, document):
    for row in content["events"]:
        values = dict(row)
        starts_on = _day(values.pop("in_days")).isoformat()
        slides = document if values.pop("slides", False) else None
        event = Event(**values, starts_on=starts_on, slides=slides, is_demo=True)
        event.last_day = parse(starts_on).last
        event.save()
    for row in content["news"]:
        values = dict(row)
        published_on = _day(values.pop("in_days"))
        NewsItem.objects.create(**values, published_on=published_on, is_demo=True)
    for row in content["reach"]:
        values = dict(row)
        counted_on = _day(values.pop("in_days")).isoformat()
        ReachFigure.objects.create(**values, counted_on=counted_on, is_demo=True)


def _reporting(content, document):
    for model, name in ((Deliverable, "deliverables"), (Milestone, "milestones")):
        for row in content[name]:
            values = dict(row)
            package = WorkPackage.objects.filter(number=values.pop("work_package")).first()
            model.objects.create(**values, work_package=package, is_demo=True)
    for row in content["risks"]:
        Risk.objects.create(**row, is_demo=True)
    for row in content["activities"]:
        values = dict(row)
        happened_on = _day(values.pop("in_days"))
        Activity.objects.create(**values, happened_on=happened_on, is_demo=True)


def _release_real_rows():
    """Detach real rows from the invented ones that the database would protect for them."""
    for model in (Attendance, MinutesReaction):
        model.objects.filter(seat__is_demo=True).delete()
    Advice.objects.filter(is_demo=False, meeting__is_demo=True).update(meeting=None)
    Deliverable.objects.filter(is_demo=False, document__is_demo=True).update(document=None)
    Partner.objects.filter(organisation__is_demo=True).update(organisation=None)
    # The queryset of decisions refuses this column, which is fixed for real decisions.
    real = Decision._base_manager.filter(is_demo=False)
    real.filter(meeting__is_demo=True).update(meeting=None)
    real.filter(replaces__is_demo=True).update(replaces=None)


@transaction.atomic
def remove():
    """Delete every invented row with its history; return the number of meetings."""
    number = Meeting.objects.filter(is_demo=True).count()
    _release_real_rows()
    Minutes.objects.filter(meeting__is_demo=True).delete()
    # A decision protects the one that it replaces, so that the latest one is removed first.
    for decision in Decision.objects.filter(is_demo=True).order_by("-pk"):
        Action.objects.filter(decision=decision).delete()
        decision.delete()
    for model in REMOVED:
        rows = model.objects.filter(is_demo=True)
        keys = list(rows.values_list("pk", flat=True))
        rows.delete()
        if hasattr(model, "history"):
            model.history.filter(id__in=keys).delete()
    return number
