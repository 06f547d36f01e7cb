"""What a person may ask of us, and that a person erased is nowhere."""

import hashlib
import json
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core import signing
from django.db import connection
from django.db.models import CASCADE
from django.utils import timezone

from stakeholders.erasure import erase
from stakeholders.hashes import address_hash
from stakeholders.imports import new_batch, replan
from stakeholders.merge import merge, undo_merge
from stakeholders.models import Contact, Erasure, ExportEvent, ImportBatch, SavedList
from stakeholders.rights import DERIVED, SALT, personal_token

from .factories import make_contact, make_organisation, user_in
from .files import csv_file
from .test_admin import form_of

pytestmark = pytest.mark.django_db
SECRETS = ("Xenia", "xenia", "Quill", "quill")


@pytest.fixture
def user():
    return user_in("coordinator")


@pytest.fixture
def coordinator(client, user):
    client.force_login(user)
    return client


def dump():
    """Every value of every table as one text."""
    rows = (row for model in apps.get_models() for row in model._base_manager.values_list())
    return "\n".join(repr([bytes(v) if isinstance(v, memoryview) else v for v in r]) for r in rows)


def everywhere(client, user):
    """A contact that left traces wherever the portal keeps any."""
    contact = make_contact(name="Xenia Quill", email="xenia@quill.example")
    client.post(
        f"/admin/stakeholders/contact/{contact.pk}/change/",
        form_of(contact, email="x.quill@quill.example", notes="Xenia likes mail"),
    )
    contact.other_emails.create(email="quill@former.example", kind="former")
    client.post("/stakeholders/export/", {"choice": "survey:csv", "query": "q=xenia+quill"})
    client.post("/stakeholders/export/", {"choice": "survey:csv", "query": "q=quill%40quill"})
    client.post("/stakeholders/lists/save/", {"name": "Only her", "query": "q=Xenia+Quill"})
    header = ["Name", "E-mail", "Position"]
    row = ["Xenia Quill", "x.quill@quill.example", "Chair"]
    batch = new_batch(by=user, by_name="u", data=csv_file(row, header=header), file_name="f")
    replan(batch)
    client.post(f"/stakeholders/import/{batch.pk}/commit/")
    waiting = csv_file(["Friend of Xenia Quill", "f@x.example"], header=header[:2])
    replan(new_batch(by=user, by_name="u", data=waiting, file_name="f"))
    contact.refresh_from_db()
    assert contact.position == "Chair"
    return contact


def test_a_person_erased_is_nowhere(coordinator, user):
    contact = everywhere(coordinator, user)
    assert all(secret in dump() for secret in SECRETS)
    exports = list(ExportEvent.objects.holding(contact).values_list("pk", flat=True))

    page = coordinator.post(
        f"/stakeholders/{contact.pk}/erase/",
        {"reason": "Asked by mail", "sure": "on"},
        follow=True,
    )

    found = dump()
    assert [secret for secret in SECRETS if secret in found] == []
    proof = Erasure.objects.get()
    assert sorted(proof.exports) == sorted(exports)
    assert "This person is in exported files: export" in page.content.decode()
    assert proof.counts["stakeholders.HistoricalContact"] >= 3
    assert "Xenia" not in "".join(
        coordinator.get(address).content.decode()
        for address in ("/stakeholders/?q=f", "/stakeholders/exports/", "/stakeholders/processing/")
    )
    data = coordinator.post("/stakeholders/export/", {"choice": "backup:csv"})
    assert b"Xenia" not in data.content


def test_texts_about_others_no_longer_name_a_person_erased(coordinator, user):
    contact = make_contact(name="Xenia Quill", email="xenia@quill.example")
    other = make_contact(name="Bo", email="bo@x.example", source="List of xenia quill (2026)")
    other.engagements.create(kind="met", note="With Xenia Quill")
    header = ["Name", "E-mail", "Notes"]
    row = ["Bo", "bo@x.example", "Ask Xenia Quill, xenia@quill.example, or Xenia Quillson."]
    batch = new_batch(
        by=user, by_name="u", data=csv_file(row, header=header), file_name="from Xenia Quill.csv"
    )
    replan(batch)
    coordinator.post(f"/stakeholders/import/{batch.pk}/commit/")
    merge(make_contact(name="Cy"), make_contact(name="Cy", notes="Xenia Quill"), by=user)
    one, namesake = make_contact(name="Di"), make_contact(name="XENIA QUILL")
    merged = merge(one, namesake, by=user)

    done = erase(contact, by=user, reason="asked")

    other.refresh_from_db()
    assert other.notes == "Ask [erased], [erased], or Xenia Quillson."
    assert other.source == "List of [erased] (2026)"
    undo_merge(merged)
    namesake.refresh_from_db()
    assert namesake.name == "XENIA QUILL"
    namesake.delete()
    Contact.history.filter(name=namesake.name).delete()
    assert "xenia" not in dump().replace("Xenia Quillson", "").lower()
    assert done.counts["texts about others"] >= 7
    coordinator.post(f"/stakeholders/import/{batch.pk}/undo/")
    other.refresh_from_db()
    assert other.notes == ""


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a database in one file")
def test_what_was_deleted_is_overwritten_in_the_file():
    """Whatever the library of this machine does by itself."""
    assert "secure_delete=ON" in connection.settings_dict["OPTIONS"]["init_command"]


def test_others_keep_their_data(coordinator, user):
    other = make_contact(name="Other")
    erase(everywhere(coordinator, user), by=user, reason="asked")

    assert Contact.objects.get() == other
    assert other.history.exists()
    assert not SavedList.objects.exists()
    assert not ImportBatch.objects.filter(state="waiting").exists()


def test_a_file_does_not_bring_an_erased_person_back(user):
    erase(make_contact(name="Ana", email="ana@x.example"), by=user, reason="asked")

    batch = new_batch(
        by=user, by_name="u", data=csv_file(["Ana", "ANA@x.example", "", "", ""]), file_name="f"
    )
    replan(batch)

    row = batch.rows.get()
    assert (row.outcome, row.choices) == ("refused", "skip")
    assert "asked to be erased" in row.reason


def test_erasing_needs_a_reason_and_a_tick(coordinator):
    contact = make_contact()

    for data in ({}, {"reason": "x"}, {"sure": "on"}):
        assert coordinator.post(f"/stakeholders/{contact.pk}/erase/", data).status_code == 400
    assert Contact.objects.exists()


def test_a_reason_that_names_the_person_is_refused(coordinator):
    contact = make_contact(name="Xenia Quill", email="xenia@quill.example")

    for reason in ("Quill, Xenia asked", "mail from XENIA@quill.example"):
        data = {"reason": reason, "sure": "on"}
        page = coordinator.post(f"/stakeholders/{contact.pk}/erase/", data)
        assert page.status_code == 400
        assert "Write it without the name" in page.content.decode()
    assert Contact.objects.exists()


def test_lists_that_look_for_the_person_by_a_part_of_the_name_go_too(user):
    contact = make_contact(name="Dr. Xenia Quill", position="Chair")
    lists = {
        "Her": "q=quill",
        "Her by position": "group=15&q=Xenia+chair",
        "Ask Quill, Xenia again": "",
        "Others": "q=xenia+hospital",
        "Chairs": "q=chair",
        "Everybody": "",
    }
    for name, query in lists.items():
        SavedList.objects.create(name=name, query=query)

    erase(contact, by=user, reason="asked")

    kept = set(SavedList.objects.values_list("name", flat=True))
    assert kept == {"Others", "Chairs", "Everybody"}


def test_a_second_click_on_erase_is_answered(coordinator, user, monkeypatch):
    """Somebody else erases the person between the look at the row and the lock on it."""
    contact = make_contact(lawful_basis="consent", consent="declined", consent_on=date(2025, 1, 1))

    def erased_meanwhile(*args, **kwargs):
        Contact.objects.all().delete()
        return erase(*args, **kwargs)

    monkeypatch.setattr("stakeholders.views.rights.erase", erased_meanwhile)
    address = f"/stakeholders/{contact.pk}/erase/"
    page = coordinator.post(address, {"reason": "asked", "sure": "on"}, follow=True)

    assert "erased or merged the contact" in page.content.decode()
    make_contact(lawful_basis="consent", consent="declined", consent_on=date(2025, 1, 1))
    page = coordinator.post("/stakeholders/processing/anonymise/", {"sure": "on"}, follow=True)
    assert "Anonymised: 0." in page.content.decode()


def test_everything_about_a_person_has_every_field(coordinator):
    contact = make_contact(name="Ana", organisation=make_organisation(), notes="a note")
    contact.other_emails.create(email="b@x.example")
    contact.engagements.create(kind="met", note="in Lisbon")
    coordinator.post("/stakeholders/export/", {"choice": "survey:csv"})

    answer = coordinator.get(f"/stakeholders/{contact.pk}/everything.json")

    data = json.loads(answer.content)
    fields = [f for f in Contact._meta.concrete_fields if f.name not in DERIVED]
    assert set(data["contact"]) == {str(field.verbose_name) for field in fields}
    assert data["contact"]["notes"] == "a note"
    assert data["other e-mail addresses"][0]["e-mail"] == "b@x.example"
    assert data["engagement"][0]["note"] == "in Lisbon"
    assert data["exports"][0]["purpose"] == "Survey invitation"
    assert data["history"]
    page = coordinator.get(f"/stakeholders/{contact.pk}/everything/").content.decode()
    assert "in Lisbon" in page


def test_the_file_with_everything_is_an_export_with_a_number(coordinator, user):
    contact = make_contact(name="Ana")
    address = f"/stakeholders/{contact.pk}/everything.json"

    coordinator.head(address)
    answer = coordinator.get(address)

    event = ExportEvent.objects.get()
    assert (event.by, event.purpose_label, event.format_label) == (
        user,
        "Answer to the person (Art. 15)",
        "JSON",
    )
    assert (event.count, event.found, event.total) == (1, 1, 1)
    assert event.sha256 == hashlib.sha256(answer.content).hexdigest()
    assert json.loads(answer.content)["export"] == event.pk
    assert list(ExportEvent.objects.holding(contact)) == [event]
    assert erase(contact, by=user, reason="asked").exports == [event.pk]
    assert "Answer to the person" in coordinator.get(event.get_absolute_url()).content.decode()


def test_every_relation_to_a_contact_was_thought_of():
    """A new one must be part of `everything_about` and of erasing. Rows of apps above go with the
    contact, and `everything_about` finds them by itself."""
    related = Contact._meta.related_objects
    above = [one for one in related if one.related_model._meta.app_label != "stakeholders"]
    relations = {one.get_accessor_name() for one in related if one not in above}
    assert {one.on_delete for one in above} <= {CASCADE}

    assert relations == {
        *("other_emails", "engagements", "export_entries", "import_rows", "merges"),
        *("privacy_answers", "email_change", "campaign_entries"),
        *("not_same_as", "not_same_with"),  # say nothing about a person, and go with the contact
    }


# The personal link


def link(contact):
    return f"/stakeholders/me/{personal_token(contact)}/"


def test_people_see_and_correct_their_own_data_without_an_account(client):
    contact = make_contact(name="Ana", languages="pt en", source="A conference", notes="private")
    address = link(contact)

    page = client.get(address)
    assert page.status_code == 200
    assert "A conference" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    answer = client.post(
        address,
        {
            "name": "Ana García",
            "language_codes": ["en", "pt", "fr"],
            "consent": "given",
            "mailing_opt_out": "on",
            "email": "stolen@x.example",
            "notes": "changed",
        },
    )

    assert answer.status_code == 302
    contact.refresh_from_db()
    today = timezone.localdate()
    assert (contact.name, contact.verified_on) == ("Ana García", today)
    assert (contact.consent, contact.consent_on) == ("given", today)
    assert contact.language_codes == ["pt", "en", "fr"]
    assert contact.mailing_opt_out
    assert (contact.email.startswith("person"), contact.notes) == (True, "private")
    assert contact.history.first().history_change_reason == "by the person, by personal link"


def test_an_answer_given_before_keeps_its_date(client):
    contact = make_contact(consent="declined", consent_on=date(2025, 1, 1))

    assert "You do not want us to keep your data." in client.get(link(contact)).content.decode()
    client.post(link(contact), {"name": "Ana", "consent": "declined"})

    contact.refresh_from_db()
    assert contact.consent_on == date(2025, 1, 1)


def test_a_link_ends(client, monkeypatch):
    contact = make_contact()
    address = link(contact)

    assert client.get("/stakeholders/me/nonsense/").status_code == 404
    assert client.get(address.replace("/me/", "/me/x")).status_code == 404
    assert (
        client.get(f"/stakeholders/me/{signing.dumps([contact.pk, 'x'], salt=SALT)}/").status_code
        == 404
    )
    monkeypatch.setattr("stakeholders.rights.LINK_LIFE", timedelta(seconds=-1))
    assert client.get(address).status_code == 404
    monkeypatch.undo()
    contact.email = "other@x.example"
    contact.save()
    assert client.get(address).status_code == 404
    erase(contact, by=None, reason="asked")
    assert client.get(address).status_code == 404


def test_a_coordinator_makes_the_link(coordinator):
    contact = make_contact()

    page = coordinator.post(f"/stakeholders/{contact.pk}/link/")

    assert "/stakeholders/me/" in page.context["address"]
    assert coordinator.get(f"/stakeholders/{contact.pk}/link/").status_code == 405


# What is due


def test_contacts_that_nobody_verified_for_long_are_listed(coordinator):
    make_contact(name="Fresh", verified_on=timezone.localdate())
    make_contact(name="Added lately")
    make_contact(name="Stale", verified_on=date(2020, 1, 1))
    old = timezone.now() - timedelta(days=900)
    make_contact(name="Never verified", created_at=old)

    context = coordinator.get("/stakeholders/processing/").context

    assert context["due"] == 2
    listed = coordinator.get("/stakeholders/", {"unverified_since": context["day"].isoformat()})
    assert {c.name for c in listed.context["page"].object_list} == {"Stale", "Never verified"}


def test_hashes_of_addresses_do_not_depend_on_spelling():
    assert address_hash(" Ana@X.example ") == address_hash("ana@x.example")
    assert "ana" not in address_hash("ana@x.example")
