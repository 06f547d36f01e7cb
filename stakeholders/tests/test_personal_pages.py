"""The pages of the people in the register: languages, privacy notice, change of the address."""

import re
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.utils import timezone, translation

from stakeholders.choices import Answer, DataUse
from stakeholders.email_change import LINK_LIFE, change_of
from stakeholders.erasure import erase
from stakeholders.models import Contact, EmailChange
from stakeholders.privacy import Circumstances
from stakeholders.questions import QUESTIONS, REFUSED, TEXT_VERSION
from stakeholders.rights import personal_token

from .factories import make_contact
from .pages import opened

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _ in django_settings.LANGUAGES]
NOTICE = "/stakeholders/privacy/"


def personal_page(contact):
    return f"/stakeholders/me/{personal_token(contact)}/"


# Languages


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_personal_page_is_whole_in_each_language(client, language):
    contact = make_contact()
    contact.record_answers({DataUse.CONTACT: Answer.REFUSED}, Circumstances())

    page = client.get(personal_page(contact), {"lang": language})

    text = page.content.decode()
    assert page["Content-Language"] == language
    assert f'<html lang="{"en-GB" if language == "en-gb" else language}">' in text
    with translation.override(language):
        for words in ("Your data", "Confirm my data", "Privacy notice", "Phone", "Controller"):
            assert translation.gettext(words) in text
        assert str(REFUSED[DataUse.CONTACT]) in text
        assert str(QUESTIONS[DataUse.SURVEY]) in text
    if language != "en-gb":
        assert "Your data" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_privacy_notice_is_public_in_each_language(client, language):
    page = client.get(NOTICE, {"lang": language}).content.decode()

    with translation.override(language):
        assert translation.gettext("Data protection officer") in page


def test_the_language_is_the_chosen_one_then_the_persons_then_the_browsers(client):
    contact = make_contact(languages="it en")
    address = personal_page(contact)
    french = {"HTTP_ACCEPT_LANGUAGE": "fr-FR,fr;q=0.9"}

    assert client.get(NOTICE, **french)["Content-Language"] == "fr"
    assert client.get(address, **french)["Content-Language"] == "it"
    assert client.get(address, {"lang": "de"}, **french)["Content-Language"] == "de"
    assert client.get(address, **french)["Content-Language"] == "de"
    assert client.get(NOTICE, {"lang": "xx"}, HTTP_ACCEPT_LANGUAGE="pl")["Content-Language"] == "de"


def test_a_person_of_another_language_reads_english(client):
    page = client.get(personal_page(make_contact(languages="pl")), HTTP_ACCEPT_LANGUAGE="pl")

    assert page["Content-Language"] == "en-gb"


def test_other_pages_stay_english(client):
    client.get(NOTICE, {"lang": "de"})

    page = client.get("/trials/", HTTP_ACCEPT_LANGUAGE="de").content.decode()

    assert 'lang="en-GB"' in page
    assert "Studien" not in page


def test_a_link_that_ended_says_so_in_the_readers_language(client):
    page = client.get("/stakeholders/me/nonsense/", HTTP_ACCEPT_LANGUAGE="de")

    assert page.status_code == 404
    assert "Dieser Link ist abgelaufen" in page.content.decode()


# Consent per use


def test_an_answer_is_kept_with_the_text_that_the_person_read(client):
    contact = make_contact()
    address = f"{personal_page(contact)}?lang=de"
    client.post(address, opened(client, address) | {"consent_survey": "given"})

    row = contact.privacy_answers.get()
    assert (row.use, row.answer, row.on) == ("survey", "agreed", timezone.localdate())
    assert (row.channel, row.language, row.text_version) == ("personal_page", "de", TEXT_VERSION)
    assert row.wording == "Dürfen wir Sie zu Umfragen und Interviews einladen?"


def test_a_new_text_gets_a_new_version():
    """Earlier answers stay with the text that they were given to: change TEXT_VERSION, too."""
    with translation.override("en-gb"):
        texts = {str(text) for text in QUESTIONS.values()}
    assert (TEXT_VERSION, texts) == (
        "2026-11",
        {
            "May we keep your contact data in the project's register of stakeholders?",
            "May we write to you about the project, its meetings and its results?",
            "May we invite you to surveys and interviews?",
            "May we publish your name and organisation, for example in a list of contributors?",
            "Send me no newsletters and other mailings",
            "Do not contact me at all",
        },
    )


# Privacy notice


def test_the_notice_names_controller_and_officer(client, settings):
    settings.DATA_CONTROLLER = "Example University"
    settings.DATA_PROTECTION_OFFICER = "dpo@university.example"

    for address in (NOTICE, personal_page(make_contact())):
        page = client.get(address).content.decode()
        assert "Example University" in page
        assert "dpo@university.example" in page


def test_the_notice_says_who_is_not_named_yet(client):
    page = client.get(NOTICE).content.decode()

    assert "has not named its controller here yet" in page
    assert "has not named a data protection officer here yet" in page


# Change of the address


@pytest.fixture
def asked(client):
    """A contact who asked for another address, and the links of both mails by their recipients."""
    contact = make_contact(name="Ana", email="old@x.example")
    client.post(f"{personal_page(contact)}email/", {"new_email": "New@X.example"})
    links = {}
    for message in mail.outbox:
        (recipient,) = message.to
        links[recipient] = re.search(r"/stakeholders/confirm-email/\S+", message.body)[0]
    return contact, links


def test_the_address_changes_when_both_addresses_confirmed(client, asked):
    contact, links = asked
    assert set(links) == {"old@x.example", "new@x.example"}
    for link in links.values():
        assert client.get(link).status_code == 200
    contact.refresh_from_db()
    assert contact.email == "old@x.example"

    assert "This address is confirmed" in client.post(links["new@x.example"]).content.decode()
    contact.refresh_from_db()
    assert contact.email == "old@x.example"
    answer = client.post(links["old@x.example"], follow=True)

    contact.refresh_from_db()
    assert contact.email == "new@x.example"
    assert contact.other_emails.get().email == "old@x.example"
    assert "Your address is changed" in answer.content.decode()
    assert not EmailChange.objects.exists()
    assert client.get(links["new@x.example"]).status_code == 404


def test_one_address_twice_is_not_both(client, asked):
    contact, links = asked

    for _ in range(2):
        client.post(links["old@x.example"])

    contact.refresh_from_db()
    assert contact.email == "old@x.example"


def test_a_confirmation_link_ends(client, asked, monkeypatch):
    contact, links = asked
    link = links["old@x.example"]

    assert client.get(link.replace("confirm-email/", "confirm-email/x")).status_code == 404
    monkeypatch.setattr("stakeholders.email_change.LINK_LIFE", -LINK_LIFE)
    assert client.get(link).status_code == 404
    monkeypatch.undo()
    contact.email = "other@x.example"
    contact.save()
    assert client.get(link).status_code == 404
    erase(contact, by=None, reason="asked")
    assert client.get(link).status_code == 404


def test_nobody_is_flooded_with_mails(client, asked):
    contact, _ = asked

    page = client.post(f"{personal_page(contact)}email/", {"new_email": "third@x.example"})

    assert page.status_code == 400
    assert "Try again in five minutes" in page.content.decode()
    assert len(mail.outbox) == 2


def test_a_later_wish_replaces_the_earlier_one(client, asked):
    contact, links = asked
    earlier = timezone.now() - timedelta(hours=1)
    EmailChange.objects.update(asked_at=earlier)

    client.post(f"{personal_page(contact)}email/", {"new_email": "third@x.example"})

    assert EmailChange.objects.get().new_email == "third@x.example"
    assert client.get(links["new@x.example"]).status_code == 404


@pytest.mark.parametrize("new_email", ["", "no address", "OLD@x.example"])
def test_an_address_that_cannot_be_is_refused(client, new_email):
    contact = make_contact(email="old@x.example")

    page = client.post(f"{personal_page(contact)}email/", {"new_email": new_email})

    assert page.status_code == 400
    assert not EmailChange.objects.exists()
    assert mail.outbox == []


def test_a_portal_without_mail_offers_no_change(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    contact = make_contact()

    page = client.get(personal_page(contact)).content.decode()
    answer = client.post(f"{personal_page(contact)}email/", {"new_email": "new@x.example"})

    assert "cannot send mail at present" in page
    assert "new_email" not in page
    assert "cannot send mail at present" in answer.content.decode()
    assert not EmailChange.objects.exists()


def test_a_mail_that_fails_leaves_no_wish(client, monkeypatch):
    def refused(self):
        raise OSError("no route")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refused)
    contact = make_contact()

    page = client.post(f"{personal_page(contact)}email/", {"new_email": "new@x.example"})

    assert "could not be sent" in page.content.decode()
    assert not EmailChange.objects.exists()


def test_the_mails_are_in_the_language_of_the_page(client):
    contact = make_contact()

    client.post(f"{personal_page(contact)}email/?lang=fr", {"new_email": "new@x.example"})

    assert [message.subject for message in mail.outbox] == 2 * [
        "Confirmez votre nouvelle adresse e-mail"
    ]
    link = re.search(r"/stakeholders/confirm-email/(\S+)/", mail.outbox[0].body)
    assert change_of(link[1])[0].language == "fr"


def test_a_new_address_of_a_namesake_is_refused_when_it_is_confirmed(client, asked):
    contact, links = asked
    make_contact(name="Ana", email="new@x.example")

    client.post(links["new@x.example"])
    page = client.post(links["old@x.example"])

    assert page.status_code == 400
    assert "another entry with your name" in page.content.decode()
    assert Contact.objects.get(pk=contact.pk).email == "old@x.example"
