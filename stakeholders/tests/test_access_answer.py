"""The answer to a person in words, with mentions in texts about others and nothing about these."""

import hashlib
import json

import pytest

from stakeholders.access_answer import sections_of
from stakeholders.choices import Answer, DataUse
from stakeholders.erasure import erase
from stakeholders.models import ExportEvent
from stakeholders.privacy import Circumstances

from .factories import make_contact, make_organisation, user_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    client.force_login(user_in("coordinator", username="carla"))
    return client


@pytest.fixture
def contact():
    contact = make_contact(
        name="Xenia Quill",
        email="xenia@quill.example",
        organisation=make_organisation(name="Quill Institute"),
        notes="Likes mail",
        source="A conference",
    )
    contact.engagements.create(kind="met", on="2026-03-01", note="in Lisbon")
    contact.record_answers(
        {DataUse.SURVEY: Answer.REFUSED},
        Circumstances(channel="phone", evidence="call 7"),
    )
    return contact


def words(contact):
    return {heading: " ".join(lines) for heading, lines in sections_of(contact)}


def test_the_answer_says_in_words_what_we_hold_why_and_from_where(contact, coordinator):
    coordinator.post("/stakeholders/export/", {"choice": "backup:csv"})
    contact.position = "Chair"
    contact.save()

    found = words(contact)

    assert "Organisation: Quill Institute" in found["Your data in the register"]
    assert "Notes: Likes mail" in found["Your data in the register"]
    assert "Task in the public interest" in found["Purpose and legal basis"]
    assert "surveys: No (telephone)." in found["Your answers on the use of your data"]
    log = found["Contacts between you and the project"]
    assert log == "1 March 2026: Meeting. in Lisbon"
    assert "by carla. Purpose: Full backup." in found["Exported files with your data"]
    assert "Source: A conference." in found["Sources of your data"]
    assert "position from “” to “Chair”" in found["Changes of your entry"]


def test_mentions_are_told_without_what_is_about_others(contact, coordinator):
    other = make_contact(
        name="Bo Secret", notes="Bo is ill. Ask Xenia Quill instead. Never call Bo at home."
    )
    other.engagements.create(kind="met", note="Came with XENIA QUILL")
    make_contact(notes="Ask Xenia Quillson")

    told = words(contact)["Mentions of you in texts about others"]

    assert "“Ask Xenia Quill instead.” (in the notes of another entry)" in told
    assert "“Came with XENIA QUILL” (in the log of another entry)" in told
    for secret in ("Secret", "ill.", "at home", "Quillson"):
        assert secret not in told
    page = coordinator.get(f"/stakeholders/{contact.pk}/everything/").content.decode()
    assert "Bo Secret" in page  # for the coordinator to check
    data = json.loads(coordinator.get(f"/stakeholders/{contact.pk}/everything.json").content)
    assert data["mentions in texts about others"][0] == {
        "text": "Ask Xenia Quill instead.",
        "where": "notes of another entry",
    }
    assert "Secret" not in json.dumps(data)


def test_the_file_in_words_is_an_export_with_a_number(contact, coordinator):
    address = f"/stakeholders/{contact.pk}/everything.pdf"
    assert coordinator.head(address).status_code == 200
    assert not ExportEvent.objects.exists()

    answer = coordinator.get(address)

    event = ExportEvent.objects.get()
    assert (event.purpose_label, event.format_label) == ("Answer to the person (Art. 15)", "PDF")
    assert list(ExportEvent.objects.holding(contact)) == [event]
    assert answer.content.startswith(b"%PDF-")
    assert event.sha256 == hashlib.sha256(answer.content).hexdigest()
    assert event.columns == [heading for heading, _ in sections_of(contact)]


def test_the_answer_says_who_is_not_named_yet(contact):
    assert (
        "Data protection officer: not named by the project yet"
        in words(contact)["Responsible organisation"]
    )


def test_a_person_named_in_the_evidence_of_another_is_erased_there(contact):
    other = make_contact(
        consent="declined", consent_on="2026-01-01", consent_proof="Told Xenia Quill"
    )

    erase(contact, by=None, reason="asked")

    other.refresh_from_db()
    assert (other.consent_proof, other.consent) == ("Told [erased]", "declined")
    assert "Xenia" not in other.privacy_answers.get().evidence
