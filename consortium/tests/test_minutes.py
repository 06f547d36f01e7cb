"""Minutes: their steps, who approves, what is frozen, and who reads which part."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consortium import planning, recording
from consortium.models import Minutes
from core.transitions import InvalidTransition
from stakeholders.tests.factories import user_in

from .factories import make_meeting, make_seat, make_secretary

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    """Return a held public meeting with minutes, its secretary, one who attended, one absent."""
    secretary, present, absent = make_secretary(), user_in("member"), user_in("member")
    make_seat(user=present, role="Present")
    make_seat(user=absent, role="Absent")
    meeting = make_meeting(days=-1, visibility="public")
    answers = {
        row.pk: "absent" if row.seat.user == absent else "attending"
        for row in meeting.attendance.all()
    }
    planning.record_attendance(meeting, answers)
    planning.change_state(meeting, "held", by=secretary)
    minutes = recording.minutes_of(meeting)
    minutes.text, minutes.public_text = "Whole text", "Public text"
    minutes.save()
    return minutes, secretary, present, absent


def test_minutes_are_not_approved_by_a_person_who_was_absent(held):
    minutes, secretary, present, absent = held
    recording.propose_minutes(minutes, by=secretary)

    with pytest.raises(InvalidTransition, match="not recorded as attending"):
        recording.approve_minutes(minutes, by=absent)
    with pytest.raises(InvalidTransition, match="not recorded as attending"):
        recording.approve_minutes(minutes, by=user_in("coordinator"))
    recording.approve_minutes(minutes, by=present)

    minutes.refresh_from_db()
    assert (minutes.state, minutes.approved_by) == ("approved", present)


def test_silence_is_recorded_as_silence(held):
    minutes, secretary, present, _absent = held
    recording.propose_minutes(minutes, by=secretary)

    recording.approve_minutes(minutes, by=present)

    said = {row.seat.user: row.reaction for row in minutes.reactions.select_related("seat")}
    assert said == {secretary: "silence"}


def test_minutes_are_not_approved_while_a_person_who_attended_can_still_comment(held):
    minutes, secretary, present, _absent = held
    third = make_seat(role="Third")
    minutes.meeting.attendance.create(seat=third, answer="attending")
    recording.propose_minutes(minutes, by=secretary)

    with pytest.raises(InvalidTransition, match="can comment until"):
        recording.approve_minutes(minutes, by=present)

    Minutes.objects.update(proposed_on=timezone.localdate() - timedelta(days=11))
    recording.approve_minutes(minutes, by=present)
    assert {row.seat: row.reaction for row in minutes.reactions.all()}[third] == "silence"


def test_minutes_are_approved_as_soon_as_everybody_who_attended_agreed(held):
    minutes, secretary, present, _absent = held
    third = make_seat(role="Third")
    minutes.meeting.attendance.create(seat=third, answer="attending")
    recording.propose_minutes(minutes, by=secretary)
    recording.react(minutes, third, "agreed", "")

    recording.approve_minutes(minutes, by=present)

    minutes.refresh_from_db()
    assert minutes.state == "approved"


def test_a_person_with_two_seats_comments_for_the_one_that_attended(client):
    person = user_in("member")
    make_seat(user=person, role="Absent seat")
    make_seat(user=person, role="Seat that attended")
    meeting = make_meeting(days=-1)
    planning.record_attendance(
        meeting,
        {
            row.pk: "absent" if row.seat.role == "Absent seat" else "attending"
            for row in meeting.attendance.all()
        },
    )
    planning.change_state(meeting, "held", by=person)
    minutes = Minutes.objects.create(meeting=meeting, text="Whole text")
    recording.propose_minutes(minutes, by=person)
    client.force_login(person)

    client.post(f"/meetings/{meeting.pk}/minutes/comment/", {"reaction": "agreed"})

    assert [row.seat.role for row in minutes.reactions.all()] == ["Seat that attended"]


def test_a_comment_on_a_meeting_without_minutes_makes_none(client):
    meeting = make_meeting(visibility="public", days=-1, state="held")
    client.force_login(user_in("member"))

    answer = client.post(f"/meetings/{meeting.pk}/minutes/comment/", {"reaction": "agreed"})

    assert answer.status_code == 404
    assert not Minutes.objects.exists()


def test_an_objection_returns_the_minutes_to_draft(held):
    minutes, secretary, present, absent = held
    recording.propose_minutes(minutes, by=secretary)
    seat = present.seats.get()
    recording.react(minutes, seat, "objected", "The vote is missing.")

    with pytest.raises(InvalidTransition, match="objected"):
        recording.approve_minutes(minutes, by=present)
    with pytest.raises(InvalidTransition, match="Only people who attended"):
        recording.react(minutes, absent.seats.get(), "agreed", "")
    recording.return_minutes(minutes, by=secretary, note="Vote added.")

    minutes.refresh_from_db()
    assert (minutes.state, minutes.proposed_on, minutes.reactions.count()) == ("draft", None, 0)


def test_approved_minutes_are_frozen_and_corrected_in_an_annex(held):
    minutes, secretary, present, _absent = held
    with pytest.raises(InvalidTransition, match="not approved yet"):
        recording.correct_minutes(minutes, "Too early.", by=secretary)
    recording.propose_minutes(minutes, by=secretary)
    recording.approve_minutes(minutes, by=present)
    minutes = Minutes.objects.get(pk=minutes.pk)

    minutes.text = "Another text"
    with pytest.raises(InvalidTransition, match="cannot be edited"):
        minutes.save()
    recording.correct_minutes(minutes, "Seven, not six.", by=secretary)

    assert Minutes.objects.get(pk=minutes.pk).text == "Whole text"
    assert minutes.corrections.get().text == "Seven, not six."
    with pytest.raises(InvalidTransition, match="attendance cannot change"):
        planning.record_attendance(
            minutes.meeting, {minutes.meeting.attendance.first().pk: "absent"}
        )


@pytest.mark.parametrize(
    ("state", "readers", "public_readers"),
    [
        ("draft", "secretary", ""),
        ("proposed", "secretary seat", ""),
        ("approved", "secretary seat member", ""),
        ("published", "secretary seat member", "secretary seat member visitor"),
    ],
)
def test_who_reads_the_minutes(client, held, state, readers, public_readers):
    minutes, secretary, present, absent = held
    steps = {
        "proposed": lambda: recording.propose_minutes(minutes, by=secretary),
        "approved": lambda: recording.approve_minutes(minutes, by=present),
        "published": lambda: recording.publish_minutes(minutes, by=secretary),
    }
    for name, step in steps.items():
        if minutes.state != state:
            step()
            minutes.refresh_from_db()
            assert minutes.state == name
    people = {"secretary": secretary, "seat": absent, "member": user_in("member"), "visitor": None}

    for name, user in people.items():
        client.logout()
        if user:
            client.force_login(user)
        page = client.get(minutes.meeting.get_absolute_url()).content.decode()
        assert ("Whole text" in page) is (name in readers.split()), (state, name)
        if name in public_readers.split():
            assert "Public text" in page


def test_the_text_file_follows_the_same_rule(client, held):
    minutes, secretary, _present, absent = held
    address = f"/meetings/{minutes.meeting.pk}/minutes.txt"

    client.force_login(absent)
    assert client.get(address).status_code == 404
    client.force_login(secretary)
    assert client.get(address).content == b"Whole text"


def test_ten_thousand_lines_are_kept_shown_shortened_and_downloaded(client, held):
    minutes, secretary, _present, _absent = held
    client.force_login(secretary)
    text = "\n".join(f"Line {number}" for number in range(10_000))
    address = f"{minutes.meeting.get_absolute_url()}minutes/"
    opened = client.get(address).context["form"].initial["opened_as"]

    answer = client.post(
        address, {"text": text, "public_text": "", "opened_as": opened}, follow=True
    )

    html = answer.content.decode()
    assert "9,600 more lines" in html
    assert len(html) < 200_000
    file = client.get(f"/meetings/{minutes.meeting.pk}/minutes.txt").content.decode()
    assert file.replace("\r\n", "\n") == text


def test_the_public_part_of_a_members_meeting_is_not_published(held):
    minutes, secretary, present, _absent = held
    minutes.meeting.visibility = "members"
    minutes.meeting.save()
    recording.propose_minutes(minutes, by=secretary)
    recording.approve_minutes(minutes, by=present)

    with pytest.raises(InvalidTransition, match="not visible to everyone"):
        recording.publish_minutes(minutes, by=secretary)


def test_minutes_of_a_meeting_that_was_not_held_are_not_proposed():
    minutes = recording.minutes_of(make_meeting(days=-1))
    minutes.text = "Text"
    minutes.save()

    with pytest.raises(InvalidTransition, match="not marked as held"):
        recording.propose_minutes(minutes, by=None)
