"""Mails that wait while the mail server is away."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from core import mail_queue
from core.models import WaitingMail
from core.tasks import send_waiting_mails

pytestmark = pytest.mark.django_db


class Server(EmailBackend):
    """A mail server that raises the errors of a list first."""

    errors = []

    def send_messages(self, messages):
        if self.errors:
            raise self.errors.pop(0)
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def server(settings, monkeypatch):
    settings.EMAIL_BACKEND = settings.MAIL_QUEUE_BACKEND
    settings.MAIL_SERVER_BACKEND = f"{__name__}.Server"
    monkeypatch.setattr(Server, "errors", [])
    return Server


def send(to="ana@portal.example", **fields):
    EmailMessage("Subject", "Text", "portal@portal.example", [to], **fields).send()


def an_hour_later():
    WaitingMail.objects.update(next_at=timezone.now())


def test_a_mail_is_sent_by_the_job_as_it_was_written():
    written = EmailMultiAlternatives(
        "Subject",
        "Text",
        "portal@portal.example",
        ["ana@portal.example"],
        reply_to=["desk@portal.example"],
        headers={"Auto-Submitted": "auto-generated"},
    )
    written.attach_alternative("<p>Text</p>", "text/html")
    written.send()
    assert mail.outbox == []

    send_waiting_mails()

    [sent] = mail.outbox
    for name in ("subject", "body", "from_email", "to", "reply_to", "extra_headers"):
        assert getattr(sent, name) == getattr(written, name)
    assert [tuple(each) for each in sent.alternatives] == [("<p>Text</p>", "text/html")]
    assert not WaitingMail.objects.exists()


@pytest.mark.parametrize("error", [ConnectionRefusedError(), SMTPServerDisconnected("bye")])
def test_while_the_server_is_away_mails_wait_and_one_is_tried_per_job(server, error):
    send("ana@portal.example")
    send("ben@portal.example")
    server.errors = [error]

    send_waiting_mails()
    assert mail.outbox == []
    assert sorted(WaitingMail.objects.values_list("tries", flat=True)) == [0, 1]

    an_hour_later()
    send_waiting_mails()
    assert len(mail.outbox) == 2


def test_the_pauses_between_two_tries_grow(server):
    send()
    pauses = []
    for _ in range(5):
        server.errors = [ConnectionRefusedError()]
        an_hour_later()
        send_waiting_mails()
        pauses.append(WaitingMail.objects.get().next_at - timezone.now())

    minutes = [round(pause / timedelta(minutes=1)) for pause in pauses]
    assert minutes == [1, 5, 15, 60, 60]


@pytest.mark.parametrize(("code", "is_given_up"), [(550, True), (450, False)])
def test_only_a_final_refusal_of_an_address_is_given_up(server, caplog, code, is_given_up):
    send()
    server.errors = [SMTPRecipientsRefused({"ana@portal.example": (code, b"ana is unknown")})]

    send_waiting_mails()

    kept = WaitingMail.objects.get()
    assert (kept.given_up_at is not None) is is_given_up
    assert (kept.body == "" and kept.recipients == []) is is_given_up
    assert f"status {code}" in kept.problem
    assert "ana" not in caplog.text + kept.problem


def test_a_mail_is_given_up_after_a_day_and_forgotten_after_a_week():
    send()
    WaitingMail.objects.update(
        created_at=timezone.now() - timedelta(hours=25), next_at=timezone.now() + timedelta(1)
    )
    send_waiting_mails()
    assert WaitingMail.objects.get().problem.startswith("It was tried for a day.")
    assert mail.outbox == []

    WaitingMail.objects.update(given_up_at=timezone.now() - timedelta(days=8))
    send_waiting_mails()
    assert not WaitingMail.objects.exists()


def test_a_mail_that_another_job_has_is_not_sent_twice():
    send()
    waiting = WaitingMail.objects.get()
    assert WaitingMail.objects.take(waiting.pk, until=timezone.now() + mail_queue.LEASE)

    send_waiting_mails()

    assert mail.outbox == []


def test_a_password_reset_answers_as_always_without_a_mail_server(client, server):
    get_user_model().objects.create_user("ana", "ana@portal.example", "Tulip-Harbour-9")
    server.errors = [ConnectionRefusedError()] * 9

    answers = [
        client.post("/accounts/password/reset/", {"email": f"{name}@portal.example"})
        for name in ("ana", "nobody")
    ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert WaitingMail.objects.get().recipients == ["ana@portal.example"]
