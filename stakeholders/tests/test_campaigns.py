"""Campaigns: who is on the list, mails by the portal or a mail tool, and what comes back."""

import re
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from stakeholders.campaigns import replies, sending, tools
from stakeholders.campaigns.letters import letter_to
from stakeholders.campaigns.lists import CAMPAIGN_PURPOSES, NotACampaign, make_campaign
from stakeholders.campaigns.unsubscribing import unsubscribe_token
from stakeholders.choices import Answer, DataUse
from stakeholders.erasure import erase
from stakeholders.export import NotExportable, Selection
from stakeholders.merge import merge, undo_merge
from stakeholders.models import CampaignRecipient, Contact, ContactCampaign, Engagement
from stakeholders.privacy import Circumstances, refusals_of
from stakeholders.purposes import PURPOSES

from .factories import make_contact, user_in

pytestmark = pytest.mark.django_db
REASON = Circumstances(reason="Asked", evidence="Mail of 1 May 2026")


@pytest.fixture(autouse=True)
def portal(settings):
    settings.SITE_URL = "https://portal.example"
    settings.CONTACT_EMAIL = settings.DEFAULT_FROM_EMAIL = "portal@stakeholder.example"


def make(user, *contacts, purpose="survey", **fields):
    keys = [contact.pk for contact in contacts]
    selection = Selection.by_ids(user, keys)
    name = f"Round {ContactCampaign.objects.count() + 1}"
    made = make_campaign(by=user, name=name, purpose=PURPOSES[purpose], selection=selection)
    letter = {"subject": "Questionnaire", "text": "Dear {title} {last_name}"} | fields
    ContactCampaign.objects.filter(pk=made.pk).update(**letter)
    return ContactCampaign.objects.get(pk=made.pk)


def states(campaign):
    rows = campaign.recipients.order_by("contact__sort_name").values_list("state", "reason")
    return list(rows)


def send(campaign, user):
    sending.start(campaign, by=user)
    return sending.send_due()


def refuse(contact, *uses):
    contact.record_answers(dict.fromkeys(uses, Answer.REFUSED), Circumstances())


# The list


def test_a_list_is_made_for_a_purpose_and_the_rules_leave_people_out(user):
    people = [
        make_contact(name="Ana"),
        make_contact(name="Bo", mailing_opt_out=True),
        make_contact(name="Cy", email=""),
        make_contact(name="Di", is_demo=True),
        make_contact(name="Ed", lawful_basis="undecided"),
    ]

    campaign = make(user, *people)

    assert states(campaign) == [
        ("waiting", ""),
        ("left_out", "opted_out"),
        ("left_out", "no_email"),
        ("left_out", "demonstration"),
        ("left_out", "no_basis"),
    ]


@pytest.mark.parametrize("purpose", CAMPAIGN_PURPOSES, ids=lambda purpose: purpose.code)
def test_every_use_of_a_purpose_leaves_out_who_refuses_it(user, purpose):
    assert purpose.uses
    agreed = {"consent": "given", "consent_on": "2026-01-01"}
    people = [make_contact(name=f"Person {use}", **agreed) for use in purpose.uses]
    for contact, use in zip(people, purpose.uses, strict=True):
        refuse(contact, use)
    fine = make_contact(**agreed)

    campaign = make(user, *people, fine, purpose=purpose.code)

    waiting = campaign.recipients.filter(state="waiting")
    assert list(waiting.values_list("contact", flat=True)) == [fine.pk]


def test_a_campaign_needs_a_new_name_and_somebody(user):
    contact = make_contact()
    make(user, contact)
    survey = PURPOSES["survey"]

    for name, keys in (("Round 1", [contact.pk]), (" ", [contact.pk]), ("New", [])):
        with pytest.raises(NotACampaign):
            make_campaign(
                by=user, name=name, purpose=survey, selection=Selection.by_ids(user, keys)
            )
    selection = Selection.by_ids(user, [contact.pk])
    with pytest.raises(NotACampaign):
        make_campaign(by=user, name="New", purpose=PURPOSES["backup"], selection=selection)


# Mails by the portal


def test_each_person_gets_one_mail_with_their_own_links(user):
    ana = make_contact(name="Silva, Ana", title="Dr.", given_name="Ana", family_name="Silva")
    bo = make_contact(name="Bo Ek", languages="de")
    campaign = make(
        user,
        ana,
        bo,
        text="Dear {title} {last_name},\n{survey_link}",
        survey_address="https://redcap.example/surveys/?s=AB&id=IDENTIFIER",
    )

    assert send(campaign, user) == 2
    assert sending.send_due() == 0

    to_ana, to_bo = sorted(mail.outbox, key=lambda each: each.to != [ana.email])
    assert to_ana.to == [ana.email]
    assert to_ana.from_email == "portal@stakeholder.example"
    assert to_ana.body.startswith(
        f"Dear Dr. Silva,\nhttps://redcap.example/surveys/?s=AB&id=C{ana.pk}-K{campaign.pk}"
    )
    assert to_bo.body.startswith("Dear Ek,")
    assert "Keine weiteren" in to_bo.body
    links = [re.findall(r"https://portal\.example\S+", each.body) for each in (to_ana, to_bo)]
    assert [len(found) for found in links] == [2, 2]
    assert not set(links[0]) & set(links[1])
    assert to_ana.extra_headers["List-Unsubscribe"] == f"<{links[0][1]}>"
    campaign.refresh_from_db()
    assert campaign.state == "sent"
    log = Engagement.objects.values_list("contact", "kind", "campaign", "by")
    assert sorted(log) == [(key, "invited", campaign.pk, user.pk) for key in (ana.pk, bo.pk)]


@pytest.mark.parametrize("use", PURPOSES["survey"].uses)
def test_a_refusal_after_the_list_was_made_is_in_time(user, use):
    contact, other = make_contact(name="A"), make_contact(name="B")
    campaign = make(user, contact, other)
    sending.start(campaign, by=user)
    refuse(contact, use)

    assert sending.send_due() == 1

    assert [each.to for each in mail.outbox] == [[other.email]]
    assert [state for state, _ in states(campaign)] == ["left_out", "invited"]


def test_an_erased_or_vanished_person_gets_no_mail(user):
    contact = make_contact()
    campaign = make(user, contact)
    sending.start(campaign, by=user)
    erase(contact, by=user, reason="Asked")

    assert sending.send_due() == 0
    assert states(campaign) == [("left_out", "gone")]


def test_a_minute_has_its_limit_for_all_campaigns_together(user, settings):
    settings.MAILS_PER_MINUTE = 3
    first = make(user, *(make_contact() for _ in range(2)))
    second = make(user, *(make_contact() for _ in range(4)))
    sending.start(first, by=user)
    sending.start(second, by=user)

    assert [sending.send_due(), sending.send_due()] == [3, 0]

    an_hour_ago = timezone.now() - timedelta(hours=1)
    CampaignRecipient.objects.exclude(taken_at=None).update(taken_at=an_hour_ago)
    assert sending.send_due() == 3
    assert len({each.to[0] for each in mail.outbox}) == 6


def test_two_workers_send_no_mail_twice(user):
    campaign = make(user, make_contact())
    sending.start(campaign, by=user)
    recipient = campaign.recipients.get()

    assert sending._take(recipient.pk) is not None
    assert sending._take(recipient.pk) is None
    assert sending.send_due() == 0


def test_a_killed_worker_sends_nothing_twice_and_a_person_decides(user):
    campaign = make(user, make_contact())
    sending.start(campaign, by=user)
    sending._take(campaign.recipients.get().pk)
    assert (sending.send_due(), sending.unclear(campaign).count()) == (0, 0)

    campaign.recipients.update(taken_at=timezone.now() - timedelta(hours=1))
    assert sending.unclear(campaign).count() == 1
    assert sending.try_again(campaign) == 1
    assert send(campaign, user) == 1


class Refusing(EmailBackend):
    """A mail server that answers with `error` for addresses that begin with bad."""

    error = None

    def send_messages(self, messages):
        if messages[0].to[0].startswith("bad"):
            raise self.error
        return super().send_messages(messages)


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    return Refusing


def test_an_address_that_is_refused_for_good_bounces_at_once(user, server):
    bad, good = make_contact(name="A", email="bad@x.example"), make_contact(name="B")
    server.error = SMTPRecipientsRefused({"bad@x.example": (550, b"no bad@x.example")})
    campaign = make(user, bad, good)

    assert send(campaign, user) == 1

    bounced = campaign.recipients.get(contact=bad)
    assert (bounced.state, bounced.problem) == (
        "bounced",
        "The mail server refused the address with code 550.",
    )
    assert not bad.engagements.exists()
    # The next campaign leaves the address out, until the contact has another one.
    assert states(make(user, bad, good)) == [("left_out", "bounced"), ("waiting", "")]
    bad.email = "better@x.example"
    bad.save()
    assert states(make(user, bad, good)) == [("waiting", ""), ("waiting", "")]


def test_an_address_that_is_refused_for_now_is_tried_three_times(user, server):
    server.error = SMTPRecipientsRefused({"bad@x.example": (451, b"later")})
    campaign = make(user, make_contact(email="bad@x.example"))
    sending.start(campaign, by=user)

    for tries in (1, 2, 3):
        assert campaign.recipients.get().state == "waiting", tries
        sending.send_due()
    assert campaign.recipients.get().state == "failed"


def test_a_server_that_is_away_stops_the_batch_and_says_so(user, server):
    server.error = SMTPServerDisconnected("away")
    campaign = make(user, make_contact(name="A", email="bad@x.example"), make_contact(name="B"))

    assert send(campaign, user) == 0
    campaign.refresh_from_db()
    assert (campaign.problem, campaign.state) == (sending.UNANSWERED, "sending")
    assert campaign.recipients.filter(state="waiting").count() == 2

    server.error = SMTPRecipientsRefused({"bad@x.example": (550, b"no")})
    assert sending.send_due() == 1  # the person with a failed try is the last one
    campaign.refresh_from_db()
    assert campaign.problem == ""


def test_a_paused_campaign_sends_nothing_and_continues(user):
    campaign = make(user, make_contact())
    sending.start(campaign, by=user)
    sending.pause(ContactCampaign.objects.all())
    assert sending.send_due() == 0

    assert send(campaign, user) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": ""}, "The subject or the text is missing"),
        ({"text": "Dear {nmae}"}, "{nmae}"),
        ({"text": "{survey_link}"}, "the address of the survey is missing"),
        ({"is_demo": True}, "These people are invented"),
    ],
)
def test_a_campaign_that_is_not_ready_is_not_sent(user, fields, words):
    campaign = make(user, make_contact(), **fields)

    with pytest.raises(sending.NotSendable, match=re.escape(words)):
        sending.start(campaign, by=user)


def test_without_a_mail_server_the_page_says_what_to_do(coordinator, user, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    campaign = make(user, make_contact())

    page = coordinator.get(campaign.get_absolute_url()).content.decode()

    assert "Set EMAIL_URL, or use a mail tool." in page
    assert f"{campaign.get_absolute_url()}start/" not in page


def test_a_name_with_braces_and_line_breaks_stays_text(user):
    contact = make_contact(name="Ana {personal_link}")
    Contact.objects.filter(pk=contact.pk).update(name="Ana {personal_link}\nBcc: x@x.example")
    campaign = make(user, contact, subject="For {name}", text="{name}")

    letter = letter_to(Contact.objects.get(pk=contact.pk), campaign.recipients.get())

    assert letter.subject == "For Ana {personal_link} Bcc: x@x.example"
    assert letter.body.startswith("Ana {personal_link}")


# The link to unsubscribe


@pytest.mark.parametrize(
    ("purpose", "use"),
    [("survey", DataUse.MAILINGS), ("newsletter", DataUse.MAILINGS), ("meeting", DataUse.WRITE)],
)
def test_the_link_below_a_mail_refuses_further_ones_of_the_kind(client, user, purpose, use):
    contact = make_contact(consent="given", consent_on="2026-01-01")
    campaign = make(user, contact, purpose=purpose)
    send(campaign, user)
    link = re.search(r"portal\.example(/stakeholders/unsubscribe/\S+)", mail.outbox[0].body)[1]

    assert client.get(link).status_code == 200
    contact.refresh_from_db()
    assert refusals_of(contact) == ()  # mail programs open links too
    answer = client.post(link, {"List-Unsubscribe": "One-Click"})

    assert "Your No is recorded." in answer.content.decode()
    contact.refresh_from_db()
    assert refusals_of(contact) == (use,)
    logged = contact.privacy_answers.get(use=use, answer="refused")
    assert logged.channel == "unsubscribe_link"
    assert campaign.recipients.get().unsubscribed_at is not None
    assert [state for state, _ in states(make(user, contact, purpose=purpose))] == ["left_out"]


def test_the_link_needs_no_cookie_and_cannot_allow_anything(user):
    contact = make_contact()
    refuse(contact, DataUse.MAILINGS)
    campaign = make(user, contact)
    link = f"/stakeholders/unsubscribe/{unsubscribe_token(campaign.recipients.get())}/"

    for _ in range(2):
        assert Client(enforce_csrf_checks=True).post(link).status_code == 200

    contact.refresh_from_db()
    assert refusals_of(contact) == (DataUse.MAILINGS,)


def test_a_forged_link_and_the_link_of_an_erased_person_lead_nowhere(client, user):
    contact = make_contact()
    token = unsubscribe_token(make(user, contact).recipients.get())
    erase(contact, by=user, reason="Asked")

    for each in (token, "x", f"{token}x"):
        assert client.post(f"/stakeholders/unsubscribe/{each}/").status_code == 404


# A mail tool


def test_the_list_leaves_by_an_export_and_all_are_marked_at_once(user):
    ana, bo = make_contact(name="Ana"), make_contact(name="Bo")
    campaign = make(user, ana, bo)
    refuse(bo, DataUse.SURVEY)

    event, content = tools.export_list(campaign, by=user, format="redcap")

    assert ana.email in content.decode()
    assert bo.email not in content.decode()
    assert (event.campaign, event.count) == (campaign, 1)
    assert states(campaign) == [("waiting", ""), ("left_out", "refused_use")]
    assert tools.mark_exported_as_invited(campaign, by=user) == 1
    assert [entry.kind for entry in ana.engagements.all()] == ["invited"]
    assert not bo.engagements.exists()
    with pytest.raises(NotExportable):
        tools.mark_exported_as_invited(campaign, by=user)
    assert ana.engagements.count() == 1


def test_nobody_is_marked_without_a_file(user):
    with pytest.raises(NotExportable, match="Export the list first"):
        tools.mark_exported_as_invited(make(user, make_contact()), by=user)


# Replies


def answers_file(*lines):
    return "\n".join(lines).encode()


def test_answers_are_read_back_by_the_identifiers_of_portal_and_mail_tool(user):
    ana, bo, cy, di = (make_contact(name=name) for name in ("Ana", "Bo", "Cy", "Di"))
    campaign = make(user, ana, bo, cy)
    event, _ = tools.export_list(campaign, by=user, format="redcap")
    data = answers_file(
        "record_id,participant_id,survey_complete",
        f"1,C{ana.pk}-K{campaign.pk},2",
        f"2,c{bo.pk}-e{event.pk},Complete",
        f"3,C{cy.pk}-K{campaign.pk},0",
        f"4,C{di.pk}-K{campaign.pk},2",
        f"5,C{ana.pk}-K{campaign.pk + 1},2",
        "6,,2",
    )

    done = replies.read_answers(campaign, data, by=user)

    assert (done.rows, done.answered, done.known, done.unfinished) == (6, 2, 0, 1)
    assert [problem.row for problem in done.problems] == [7, 5, 6]
    answered = campaign.recipients.filter(answered_on__isnull=False)
    assert sorted(answered.values_list("contact", flat=True)) == [ana.pk, bo.pk]
    assert [entry.kind for entry in bo.engagements.all()] == ["answered"]

    again = replies.read_answers(campaign, data, by=user)
    assert (again.answered, again.known) == (0, 2)
    assert bo.engagements.count() == 1


def test_a_participant_list_says_who_has_finished(user):
    ana, bo = make_contact(), make_contact()
    campaign = make(user, ana, bo)
    data = answers_file(
        "email,identifier,response_status",
        f"a@x.example,C{ana.pk}-K{campaign.pk},2",
        f"b@x.example,C{bo.pk}-K{campaign.pk},1",
    )

    done = replies.read_answers(campaign, data, by=user)

    assert (done.answered, done.unfinished) == (1, 1)


def test_the_answer_of_a_merged_contact_is_the_survivors(user):
    kept, gone = make_contact(), make_contact()
    campaign = make(user, kept, gone)
    identifier = f"C{gone.pk}-K{campaign.pk}"
    merge(kept, gone, by=user)

    done = replies.read_answers(campaign, answers_file("id", identifier), by=user)

    assert done.answered == 1
    assert campaign.recipients.get().contact == kept


def test_bounces_are_recognised_by_address_and_by_the_header_of_a_returned_mail(user):
    ana, bo, cy = (make_contact(name=name) for name in ("Ana", "Bo", "Cy"))
    campaign = make(user, ana, bo, cy)
    send(campaign, user)
    text = (
        f"{ana.email.upper()}; postmaster@x.example\nX-JOIN4ATMP-Recipient: C{bo.pk}-K{campaign.pk}"
    )

    assert replies.record_bounces(campaign, text) == 2

    assert [state for state, _ in states(campaign)] == ["bounced", "bounced", "invited"]
    assert states(make(user, ana, cy)) == [("left_out", "bounced"), ("waiting", "")]


# The contact's side


def test_the_timeline_tells_the_whole_campaign(coordinator, user):
    contact = make_contact()
    campaign = make(user, contact)
    send(campaign, user)
    replies.read_answers(
        campaign, answers_file("id", campaign.recipients.get().identifier), by=user
    )
    replies.record_bounces(campaign, contact.email)

    page = coordinator.get(contact.get_absolute_url())

    titles = {entry.title for entry in page.context["timeline"]}
    assert titles == {"Invited", "Answered a questionnaire", "Mail bounced"}
    assert f'href="{campaign.get_absolute_url()}"' in page.content.decode()


@pytest.mark.parametrize("order", [0, 1])
def test_merged_people_of_one_campaign_get_no_second_mail_and_the_undo_brings_both_back(
    user, order
):
    one, two = make_contact(), make_contact()
    campaign = make(user, one, two)
    sending.start(campaign, by=user)
    first = campaign.recipients.get(contact=(one, two)[order])
    sending._send_one(first.pk, mail.get_connection())

    merged = merge(one, two, by=user)

    assert campaign.recipients.get().state == "invited"
    sending.send_due()
    assert len(mail.outbox) == 1
    undo_merge(merged)
    assert sorted(state for state, _ in states(campaign)) == ["invited", "waiting"]


def test_an_erasure_leaves_the_counts_and_removes_the_person(user):
    contact = make_contact(name="Xenia Quill")
    campaign = make(user, contact, text="Thanks to Xenia Quill")
    send(campaign, user)
    erase(contact, by=user, reason="Asked")

    campaign.refresh_from_db()
    assert campaign.counts()["invited"] == 1
    assert campaign.recipients.get().contact is None
    assert "Quill" not in campaign.text


def test_a_campaign_made_by_a_search_for_a_person_forgets_the_search(user):
    contact = make_contact(name="Xenia Quill")
    selection = Selection.by_query(user, "q=quill")
    campaign = make_campaign(by=user, name="R", purpose=PURPOSES["survey"], selection=selection)
    assert "quill" in campaign.list_text
    erase(contact, by=user, reason="Asked")

    campaign.refresh_from_db()
    assert "quill" not in campaign.list_text


# Pages


def test_a_campaign_from_the_ticks_to_the_mails(
    coordinator, user, django_capture_on_commit_callbacks, monkeypatch
):
    started = []
    task = "stakeholders.views.campaigns.send_campaigns.apply_async"
    monkeypatch.setattr(task, lambda *args, **kwargs: started.append(True))
    ana, bo = make_contact(name="Ana"), make_contact(name="Bo", do_not_contact=True)
    coordinator.post("/stakeholders/ticked/", {"id": [ana.pk, bo.pk]})
    page = coordinator.get("/stakeholders/campaigns/new/?ticked=1")
    assert "1 left out: 1 do-not-contact" in page.content.decode()

    answer = coordinator.post(
        "/stakeholders/campaigns/new/",
        {"ids": page.context["ids"], "name": "First round", "purpose": "survey"},
    )
    campaign = ContactCampaign.objects.get()
    assert answer.url == campaign.get_absolute_url()
    coordinator.post(answer.url, {"subject": "Hello", "text": "Dear {name}"})
    page = coordinator.get(answer.url).content.decode()
    assert "Preview: the mail to Ana" in page
    assert unsubscribe_token(campaign.recipients.first()) not in page
    with django_capture_on_commit_callbacks(execute=True):
        coordinator.post(f"{answer.url}start/")

    campaign.refresh_from_db()
    assert (campaign.state, campaign.started_by, started) == ("sending", user, [True])
    refused = coordinator.post(answer.url, {"subject": "Other", "text": "x"}, follow=True)
    assert "Pause it before you change the text" in refused.content.decode()


def test_files_come_and_leave_by_the_page(coordinator, user):
    contact = make_contact()
    campaign = make(user, contact)
    address = campaign.get_absolute_url()

    answer = coordinator.post(f"{address}export/", {"format": "csv"})
    assert contact.email in answer.content.decode()
    coordinator.post(f"{address}invited/")
    file = SimpleUploadedFile("a.csv", answers_file("id", f"C{contact.pk}-K{campaign.pk}"))
    page = coordinator.post(f"{address}answers/", {"file": file}, follow=True)
    assert "1 people answered" in page.content.decode()
    page = coordinator.post(f"{address}bounces/", {"bounces": contact.email}, follow=True)
    assert "1 people are marked: their address bounced." in page.content.decode()
    page = coordinator.post(f"{address}delete/", follow=True)
    assert "kept as the proof" in page.content.decode()


@pytest.mark.parametrize(
    ("act", "data", "words"),
    [
        ("export", {"format": "vcf"}, "This format is not offered"),
        ("invited", {}, "Export the list first"),
        ("answers", {}, "This field is required"),
        ("answers", {"file": SimpleUploadedFile("a.csv", b"\x00\xff")}, ""),
        ("start", {}, "Nobody on the list is waiting"),
    ],
)
def test_an_impossible_act_is_refused_in_words(coordinator, user, act, data, words):
    contact = make_contact()
    campaign = make(user, contact)
    if act == "start":
        campaign.recipients.all().delete()

    page = coordinator.post(f"{campaign.get_absolute_url()}{act}/", data, follow=True)

    assert page.status_code == 200
    assert words in page.content.decode()
    assert "notice-error" in page.content.decode()


def test_an_unknown_placeholder_is_named(coordinator, user):
    campaign = make(user, make_contact())

    answer = coordinator.post(campaign.get_absolute_url(), {"subject": "x", "text": "Dear {nmae}"})

    assert answer.status_code == 400
    assert "{nmae}" in answer.content.decode()


def test_campaigns_are_for_people_with_the_permission(client, user):
    campaign = make(user, make_contact())
    address = campaign.get_absolute_url()
    for role in ("member", "curator", "reviewer"):
        client.force_login(user_in(role))
        answers = [
            client.get("/stakeholders/campaigns/"),
            client.get("/stakeholders/campaigns/new/"),
            client.get(address),
            client.post(f"{address}start/"),
        ]
        assert [answer.status_code for answer in answers] == [404] * 4, role


@pytest.mark.parametrize("people", [1, 4])
def test_the_number_of_queries_does_not_grow(
    coordinator, user, people, django_assert_max_num_queries
):
    campaign = make(user, *(make_contact() for _ in range(people)))
    make(user, make_contact())

    with django_assert_max_num_queries(16):
        coordinator.get(campaign.get_absolute_url())
    with django_assert_max_num_queries(10):
        coordinator.get("/stakeholders/campaigns/")
