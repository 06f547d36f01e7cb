"""Requests: the contact receives them and stays hidden, reminders are sent, and old ones are
closed."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from capacities.models import FacilityContact, FacilityRequest, Suggestion
from capacities.requests import follow_up, response_rate, send_request, token_of
from capacities.tasks import remove_expired_contacts
from capacities.tests.factories import make_contact, make_facility

pytestmark = pytest.mark.django_db
FORM = {
    "name": "Ada",
    "email": "ada@reader.example",
    "organisation": "Hospital",
    "message": "May we send cells?",
    "agree": "on",
}
VALUES = {name: FORM[name] for name in ("name", "email", "organisation", "message")}


@pytest.fixture(autouse=True)
def desk(settings):
    settings.CONTACT_EMAIL = "desk@portal.example"


def ask(client, facility, **changed):
    return client.post(f"{facility.get_absolute_url()}request/", FORM | changed, follow=True)


def test_a_request_reaches_the_contact_and_the_page_does_not_show_who(client):
    facility = make_facility()
    make_contact(facility, email="head@facility.example")

    page = ask(client, facility).content.decode()

    (message,) = mail.outbox
    assert (message.to, message.reply_to) == (["head@facility.example"], ["ada@reader.example"])
    assert "May we send cells?" in message.body
    assert "Your request is sent" in page
    assert "head@facility.example" not in page
    assert FacilityRequest.objects.get().state == "waiting"


@pytest.mark.parametrize(
    "contact",
    [None, {"consent_on": None}, {"expires_on": timezone.localdate() - timedelta(days=1)}],
)
def test_without_a_usable_contact_the_desk_gets_the_request(client, contact):
    facility = make_facility()
    if contact is not None:
        make_contact(facility, **contact)

    page = ask(client, facility).content.decode()

    assert [message.to for message in mail.outbox] == [["desk@portal.example"]]
    assert "The portal has no contact for this facility" in page
    assert FacilityRequest.objects.get().state == "no_contact"


def test_a_demonstration_contact_gets_no_mail(client):
    facility = make_facility(is_demo=True)
    make_contact(facility)

    ask(client, facility)

    assert [message.to for message in mail.outbox] == [["desk@portal.example"]]


@pytest.mark.parametrize("changed", [{"agree": ""}, {"email": "ada"}, {"message": ""}])
def test_an_incomplete_request_is_not_sent(client, changed):
    facility = make_facility()
    make_contact(facility)

    answer = ask(client, facility, **changed)

    assert answer.status_code == 400
    assert not mail.outbox
    assert not FacilityRequest.objects.exists()


def test_a_header_in_the_name_cannot_reach_the_mail(client):
    facility = make_facility(name="Unit\nBcc: all@world.example")
    make_contact(facility)

    send_request(facility, **VALUES)

    assert "\n" not in mail.outbox[0].subject


def test_robots_and_floods_are_stopped(client):
    facility = make_facility()
    make_contact(facility)
    ask(client, facility, website_2="https://spam.example")
    assert not FacilityRequest.objects.exists()

    for _ in range(6):
        answer = ask(client, facility)

    assert answer.status_code == 400
    assert "Too many messages" in answer.content.decode()
    assert FacilityRequest.objects.count() == 5


def test_reminders_after_one_and_two_weeks_then_no_answer_with_word_to_both():
    facility = make_facility()
    make_contact(facility, email="head@facility.example")
    request = send_request(facility, **VALUES)
    start = request.sent_at
    sent = []
    for days in (6, 7, 8, 14, 20, 21, 30):
        mail.outbox.clear()
        follow_up(start + timedelta(days=days))
        sent.append((days, sorted(address for message in mail.outbox for address in message.to)))

    assert sent == [
        (6, []),
        (7, ["head@facility.example"]),
        (8, []),
        (14, ["head@facility.example"]),
        (20, []),
        (21, ["ada@reader.example", "desk@portal.example", "head@facility.example"]),
        (30, []),
    ]
    request.refresh_from_db()
    assert (request.state, request.reminders) == ("no_answer", 2)


def test_the_link_of_the_mail_closes_the_request_by_a_button(client):
    facility = make_facility()
    make_contact(facility)
    request = send_request(facility, **VALUES)
    link = re.search(r"/capacities/requests/[^\s]+", mail.outbox[0].body)[0]

    client.get(link)
    request.refresh_from_db()
    assert request.state == "waiting"  # programs that check mails open every link

    client.post(link)
    request.refresh_from_db()
    assert request.state == "answered"
    assert response_rate(facility) == (1, 1)


def test_a_link_that_is_not_ours_is_not_found(client):
    request = send_request(make_facility(), **VALUES)

    assert client.get(f"/capacities/requests/{token_of(request)[:-1]}x/").status_code == 404


def test_a_mail_that_fails_is_sent_later(settings, monkeypatch):
    facility = make_facility()
    make_contact(facility)

    def broken(self, **kwargs):
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", broken)
        request = send_request(facility, **VALUES)
    assert request.state == "unsent"

    follow_up()
    request.refresh_from_db()
    assert request.state == "waiting"


def test_old_requests_and_expired_contacts_are_removed():
    facility = make_facility()
    make_contact(facility, expires_on=timezone.localdate() - timedelta(days=1))
    kept = make_contact(facility, expires_on=timezone.localdate())
    send_request(facility, **VALUES)
    FacilityRequest.objects.update(created_at=timezone.now() - timedelta(days=366))

    follow_up()
    remove_expired_contacts()

    assert not FacilityRequest.objects.exists()
    assert list(FacilityContact.objects.all()) == [kept]


def test_a_suggested_change_waits_for_a_curator(client):
    facility = make_facility()

    client.post(
        f"{facility.get_absolute_url()}suggest/", {"text": "It moved.", "source": "Its page"}
    )

    assert Suggestion.objects.get().state == "open"
    assert "It moved." not in client.get(facility.get_absolute_url()).content.decode()
