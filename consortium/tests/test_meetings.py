"""Planning, agenda, attendance, steps and calendars of meetings."""

import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from consortium import planning
from consortium.calendars import of_events, of_meetings
from consortium.choices import EventState
from consortium.links import calendar_link
from consortium.meeting_times import moment_of
from consortium.models import AgendaItem, Attendance, Meeting, MeetingSeries
from core.transitions import InvalidTransition
from stakeholders.tests.factories import user_in

from .factories import body_of, make_event, make_meeting, make_seat, make_secretary

pytestmark = pytest.mark.django_db
FIRST = datetime(2026, 1, 13, 14, tzinfo=UTC)  # the second Tuesday of the month


def plan(**values):
    return planning.plan_series(
        **{
            "body": body_of(),
            "title": "Monthly meeting",
            "first": FIRST,
            "minutes": 60,
            "rhythm": "month",
            "number": 12,
            "place": "Online",
            "visibility": "members",
            "by": None,
        }
        | values
    )


def entries(content):
    return Calendar.from_ical(content).walk("VEVENT")


def test_a_monthly_series_keeps_its_weekday():
    starts = [meeting.starts_at for meeting in plan().meetings.order_by("starts_at")]

    assert len(starts) == 12
    assert {start.weekday() for start in starts} == {1}
    assert all(8 <= start.day <= 14 for start in starts)
    assert [start.month for start in starts] == list(range(1, 13))


def test_a_series_keeps_its_time_of_day_when_the_clocks_change(client, settings):
    settings.MEETING_TIME_ZONE = "Europe/Berlin"
    client.force_login(make_secretary())
    client.post(
        f"{body_of().get_absolute_url()}series/",
        {
            "title": "Monthly meeting",
            "day": "2027-03-09",
            "time": "14:00",
            "minutes": "60",
            "rhythm": "month",
            "number": "2",
            "visibility": "members",
        },
    )

    winter, summer = Meeting.objects.order_by("starts_at")
    assert [winter.starts_at.hour, summer.starts_at.hour] == [13, 12]
    assert {meeting.hours for meeting in (winter, summer)} == {"14:00 to 15:00, Berlin time"}
    assert "14:00 to 15:00, Berlin time" in client.get(winter.get_absolute_url()).content.decode()
    page = client.get(f"{body_of().get_absolute_url()}meeting/").content.decode()
    assert "In Berlin time, such as 14:00." in page


def test_the_length_of_a_meeting_is_right_in_the_night_in_which_the_clocks_change():
    night = moment_of(date(2027, 3, 28), time(1))
    meeting = planning.plan_meeting(
        body=body_of(),
        title="Night",
        first=night,
        minutes=120,
        place="",
        visibility="members",
        by=None,
    )

    assert meeting.ends_at - meeting.starts_at.astimezone(UTC) == timedelta(hours=2)


@pytest.mark.parametrize(
    ("day", "hour", "is_refused"),
    [
        ("2027-03-28", "02:30", True),  # the clocks go from 02:00 to 03:00
        ("2027-03-28", "03:00", False),
        ("2027-10-31", "02:30", False),  # this hour is there twice; the first one is meant
    ],
)
def test_a_time_that_the_clocks_leave_out_is_refused_in_a_sentence(
    client, settings, day, hour, is_refused
):
    settings.MEETING_TIME_ZONE = "Europe/Berlin"
    client.force_login(make_secretary())

    page = client.post(
        f"{body_of().get_absolute_url()}meeting/",
        {"title": "Night", "day": day, "time": hour, "minutes": "60", "visibility": "members"},
        follow=True,
    )

    assert ("does not exist in Berlin time on this day" in page.text) == is_refused
    assert Meeting.objects.exists() != is_refused


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),
    st.sampled_from(sorted(planning.RHYTHMS)),
    st.integers(1, 60),
)
def test_the_dates_of_any_series_are_apart_and_on_one_weekday(first, rhythm, number):
    dates = planning.dates_of(first, rhythm, number)

    assert len(dates) == number
    assert dates[0] == first
    assert {day.weekday() for day in dates} == {first.weekday()}
    assert all(later - earlier >= timedelta(days=7) for earlier, later in pairwise(dates))


def test_series_of_one_body_that_overlap_are_refused_as_a_whole():
    plan()

    with pytest.raises(planning.Clash, match="already has a meeting at the same time"):
        plan(title="Second series", first=FIRST + timedelta(minutes=30))
    with pytest.raises(planning.Clash, match="overlap"):
        plan(rhythm="1", number=2, minutes=8 * 24 * 60, first=FIRST + timedelta(days=400))
    assert MeetingSeries.objects.count() == 1
    plan(body=body_of("CC"))
    plan(title="Next hour", first=FIRST + timedelta(hours=1))


def test_a_cancelled_meeting_leaves_its_time_free():
    meeting = make_meeting(starts_at=timezone.now() + timedelta(days=3))
    planning.change_state(meeting, "cancelled", by=None)

    again = planning.plan_meeting(
        body=meeting.body,
        title="Again",
        first=meeting.starts_at,
        minutes=30,
        place="",
        visibility="members",
        by=None,
    )

    assert again.state == "draft"


def test_a_move_keeps_the_identifier_and_raises_the_sequence():
    meeting = make_meeting()
    planning.change_state(meeting, "called", by=None)
    meeting.refresh_from_db()
    (before,) = entries(of_meetings([meeting]))

    event = planning.move_meeting(
        meeting,
        first=meeting.starts_at + timedelta(days=1),
        minutes=90,
        place="Milan",
        reason="Strike.",
        by=None,
    )

    meeting.refresh_from_db()
    (after,) = entries(of_meetings([meeting]))
    assert after["uid"] == before["uid"]
    assert after["sequence"] == before["sequence"] + 1
    assert after["dtstart"].dt == before["dtstart"].dt + timedelta(days=1)
    assert "Strike." in event.note


def test_a_meeting_is_not_moved_into_the_past_or_after_it_was_held():
    meeting = make_meeting()
    past = {"minutes": 60, "place": "", "reason": "", "by": None}

    with pytest.raises(InvalidTransition, match="in the past"):
        planning.move_meeting(meeting, first=timezone.now() - timedelta(days=1), **past)
    Meeting.objects.filter(pk=meeting.pk).update(state="held")
    with pytest.raises(InvalidTransition, match="keeps its date"):
        planning.move_meeting(meeting, first=timezone.now() + timedelta(days=1), **past)


def test_a_meeting_is_held_only_after_its_start_with_somebody_attending():
    make_seat(user=user_in("member"))
    future, past = make_meeting(), make_meeting(days=-1)

    with pytest.raises(InvalidTransition, match="has not begun"):
        planning.change_state(future, "held", by=None)
    with pytest.raises(InvalidTransition, match="Nobody is recorded as attending"):
        planning.change_state(past, "held", by=None)
    planning.record_attendance(past, {past.attendance.get().pk: "attending"})
    planning.change_state(past, "held", by=None)

    assert past.state == "held"
    with pytest.raises(InvalidTransition, match="final status"):
        planning.change_state(past, "cancelled", by=None)
    with pytest.raises(InvalidTransition, match="already begun"):
        planning.change_state(make_meeting(days=-2), "called", by=None)


def test_items_go_from_the_backlog_to_the_agenda_and_back_with_a_count():
    series = plan(number=3)
    first, second, third = series.meetings.order_by("starts_at")
    item = AgendaItem.objects.create(body=series.body, series=series, title="Data")

    for meeting in (first, second, third):
        planning.pull(item, meeting)
        with pytest.raises(InvalidTransition, match="not in the backlog"):
            planning.pull(item, second)
        planning.defer(item)

    item.refresh_from_db()
    assert (item.state, item.deferrals, item.meeting, item.is_for_the_chair) == (
        "backlog",
        3,
        None,
        True,
    )


def test_the_items_of_a_cancelled_meeting_are_in_the_backlog_again():
    series = plan(number=1)
    meeting = series.meetings.get()
    item = AgendaItem.objects.create(body=series.body, series=series, title="Data")
    planning.pull(item, meeting)

    planning.change_state(meeting, "cancelled", by=None)

    item.refresh_from_db()
    assert (item.state, item.deferrals) == ("backlog", 1)
    other = AgendaItem.objects.create(body=series.body, series=series, title="More")
    with pytest.raises(InvalidTransition, match="agenda cannot grow"):
        planning.pull(other, meeting)


HOSTILE = "Talk\r\nBEGIN:VEVENT\r\nSUMMARY:Stolen;,\\\x00 é"


def test_hostile_text_adds_no_entry_to_a_calendar():
    meeting = make_meeting(title=HOSTILE.replace("\x00", ""), place="Room\nATTENDEE:x@y.example")

    (entry,) = entries(of_meetings([meeting]))

    assert "attendee" not in entry
    assert str(entry["summary"]).startswith("Talk BEGIN:VEVENT SUMMARY:Stolen")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=150))
def test_any_title_is_one_entry(title):
    meeting = Meeting(
        title=title, body=body_of(), starts_at=FIRST, ends_at=FIRST + timedelta(hours=1), pk=1
    )
    meeting.updated_at = FIRST

    assert len(entries(of_meetings([meeting]))) == 1


def test_events_are_whole_days_and_events_without_a_day_are_left_out():
    make_event(starts_on="2026-06-01", ends_on="2026-06-03", slug="days")
    make_event(starts_on="2026-06", slug="month")
    from consortium.models import Event

    found = entries(of_events(Event.objects.filter(slug__in=("days", "month"))))

    (entry,) = found
    assert entry["dtend"].dt - entry["dtstart"].dt == timedelta(days=3)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("announced", "CONFIRMED"),
        ("held", "CONFIRMED"),
        ("cancelled", "CANCELLED"),
        ("unknown", "TENTATIVE"),
    ],
)
def test_a_calendar_confirms_no_event_that_may_not_have_been_held(state, status):
    assert state in EventState.values
    event = make_event(starts_on="2026-06-01", state=state)

    (entry,) = entries(of_events([event]))

    assert entry["status"] == status


def test_the_personal_calendar_has_what_its_owner_may_see(client):
    secretary = make_secretary()
    for visibility in ("public", "members", "body"):
        make_meeting(visibility=visibility, title=visibility, state="called")
    make_meeting(title="draft", visibility="public")
    link = calendar_link(secretary).replace("http://127.0.0.1:8000", "")
    outsider = calendar_link(user_in("member")).replace("http://127.0.0.1:8000", "")

    titles = {str(one["summary"]) for one in entries(client.get(link).content)}
    others = {str(one["summary"]) for one in entries(client.get(outsider).content)}

    assert titles == {"public", "members", "body", "draft"}
    assert others == {"public", "members"}


def test_a_calendar_link_ends_with_a_new_password_and_when_it_is_changed(client):
    member = user_in("member")
    link = calendar_link(member).replace("http://127.0.0.1:8000", "")
    assert client.get(link).status_code == 200

    assert client.get(link.replace(".ics", "x.ics")).status_code == 404
    member.set_password("another")
    member.save()
    assert client.get(link).status_code == 404


@pytest.mark.parametrize(
    ("visibility", "state", "seen_by"),
    [
        ("public", "called", "visitor member seat secretary coordinator"),
        ("members", "called", "member seat secretary coordinator"),
        ("body", "called", "seat secretary coordinator"),
        ("public", "draft", "seat secretary coordinator"),
    ],
)
def test_who_sees_a_meeting(client, visibility, state, seen_by):
    seat = user_in("member")
    make_seat(user=seat)
    people = {
        "visitor": None,
        "member": user_in("member"),
        "seat": seat,
        "secretary": make_secretary(),
        "coordinator": user_in("coordinator"),
    }
    meeting = make_meeting(visibility=visibility, state=state, title="Planted title")

    for name, user in people.items():
        client.logout()
        if user:
            client.force_login(user)
        is_seen = name in seen_by.split()
        assert (client.get(meeting.get_absolute_url()).status_code == 200) is is_seen, name
        listed = client.get("/meetings/").content.decode()
        assert ("Planted title" in listed) is is_seen, name
        exported = b"".join(client.get("/meetings/export/?format=csv").streaming_content)
        assert (b"Planted title" in exported) is is_seen, name


def test_a_seat_that_ended_sees_nothing_of_the_body(client):
    user = user_in("member")
    make_seat(user=user, until=timezone.localdate() - timedelta(days=1))
    meeting = make_meeting(visibility="body", state="called")
    client.force_login(user)

    assert client.get(meeting.get_absolute_url()).status_code == 404


POSTS = (
    "state/",
    "move/",
    "edit/",
    "attendance/",
    "items/",
    "items/1/",
    "items/1/pull/",
    "decision/",
    "action/",
    "minutes/",
    "minutes/step/",
    "minutes/correction/",
)


@pytest.mark.parametrize("address", POSTS)
def test_only_the_secretary_of_the_body_and_coordinators_change_a_meeting(client, address):
    make_secretary(body_of("CC"), "other")
    from django.contrib.auth.models import User

    meeting = make_meeting(visibility="members", state="called")
    client.force_login(User.objects.get(username="other"))

    assert client.post(f"{meeting.get_absolute_url()}{address}").status_code == 403


def test_a_form_with_wrong_values_says_so_and_changes_nothing(client):
    client.force_login(make_secretary())
    meeting = make_meeting(state="called")
    before = Meeting.objects.values().get(pk=meeting.pk)

    for address, values in (
        ("state/", {"state": "flying"}),
        ("move/", {"day": "x", "time": "25:00", "minutes": "-1"}),
        ("move/", {"day": "9999-12-31", "time": "10:00", "minutes": "60"}),
        ("move/", {"day": "2020-01-01", "time": "10:00", "minutes": "60"}),
        ("edit/", {"title": ""}),
        ("attendance/", {"seat-99999999999999999999": "attending", "seat-x": "1"}),
        ("items/", {"title": ""}),
        ("minutes/step/", {"step": "burn"}),
        ("minutes/correction/", {"text": " "}),
    ):
        answer = client.post(f"{meeting.get_absolute_url()}{address}", values, follow=True)
        assert answer.status_code == 200, address
        assert answer.context["messages"], address

    assert Meeting.objects.values().get(pk=meeting.pk) == before


def test_an_edit_of_another_person_is_not_overwritten(client):
    client.force_login(make_secretary())
    meeting = make_meeting(state="called")
    form = client.get(meeting.get_absolute_url()).context["details_form"]
    opened = form.initial["opened_as"]
    Meeting.objects.filter(pk=meeting.pk).update(title="Changed by another person")

    answer = client.post(
        f"{meeting.get_absolute_url()}edit/",
        {"title": "Mine", "visibility": "public", "opened_as": opened},
        follow=True,
    )

    meeting.refresh_from_db()
    assert (meeting.title, meeting.visibility) == ("Changed by another person", "members")
    assert "changed this row while you were editing" in answer.content.decode()


def test_an_outcome_of_another_person_is_not_overwritten():
    series = plan(number=1)
    item = AgendaItem.objects.create(body=series.body, series=series, title="Data")
    planning.pull(item, series.meetings.get())
    planning.discuss(item, "Agreed to share the data")

    planning.discuss(item, "Agreed to share the data")  # the button pressed twice
    with pytest.raises(
        InvalidTransition, match=r"Agreed to share.*Yours was not saved: “Postponed”"
    ):
        planning.discuss(item, "Postponed")

    item.refresh_from_db()
    assert item.outcome == "Agreed to share the data"


def test_two_people_who_record_the_attendance_both_keep_their_answers(client):
    secretary = make_secretary()
    client.force_login(secretary)
    meeting = make_meeting(state="called")
    for _ in range(2):
        Attendance.objects.create(meeting=meeting, seat=make_seat(meeting.body))
    first, second = meeting.attendance.order_by("pk")[:2]
    page = client.get(meeting.get_absolute_url()).content.decode()
    seen = dict(re.findall(r'name="(seen-\d+)" value="(\w+)"', page))
    stale = seen | {name.replace("seen", "seat"): answer for name, answer in seen.items()}
    planning.record_attendance(meeting, {first.pk: "attending"})

    client.post(
        f"{meeting.get_absolute_url()}attendance/", stale | {f"seat-{second.pk}": "apologies"}
    )

    answers = dict(meeting.attendance.values_list("pk", "answer"))
    assert (answers[first.pk], answers[second.pk]) == ("attending", "apologies")

    answer = client.post(
        f"{meeting.get_absolute_url()}attendance/",
        stale | {f"seat-{first.pk}": "apologies"},
        follow=True,
    )
    assert "Nothing was saved" in answer.content.decode()
    assert meeting.attendance.get(pk=first.pk).answer == "attending"


def test_a_moved_meeting_says_on_its_page_and_in_the_list_when_it_was_to_be(client, settings):
    settings.MEETING_TIME_ZONE = "UTC"
    client.force_login(make_secretary())
    meeting = make_meeting(starts_at=datetime(2090, 5, 4, 9, tzinfo=UTC))
    move = {"day": "2090-05-11", "time": "09:00", "minutes": "60", "reason": "Strike."}
    client.post(f"{meeting.get_absolute_url()}move/", move)

    for address in (meeting.get_absolute_url(), "/meetings/"):
        assert "oved from 4 May 2090, 09:00" in client.get(address).content.decode()
    client.post(f"{meeting.get_absolute_url()}move/", move | {"place": "Milan"})
    meeting.refresh_from_db()
    assert (meeting.place, meeting.moved_from.day) == ("Milan", 4)
