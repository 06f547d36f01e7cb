"""What a file does to people who are known: the modes, confirmed data, a No, unsubscribe lists."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from stakeholders.choices import Answer, DataUse
from stakeholders.imports import commit, new_batch, replan, undo
from stakeholders.models import Contact, ImportMode
from stakeholders.privacy import Circumstances
from stakeholders.rights import personal_token

from .factories import make_contact, make_organisation
from .files import csv_file
from .importing import outcomes, upload

pytestmark = pytest.mark.django_db
HEADER = ["Name", "E-mail", "Position", "Phone", "Groups"]


@pytest.fixture
def ana():
    return make_contact("15", name="Ana", email="ana@x.example", position="Chair", phone="")


def batch_in_mode(mode, *rows, header=HEADER, **options):
    data = csv_file(*rows, header=header)
    batch = new_batch(by=None, by_name="test", data=data, file_name="a.csv", mode=mode, **options)
    replan(batch)
    return batch


ROWS = (
    ["Ana", "ana@x.example", "Member", "123", "9"],
    ["Bo", "bo@x.example", "Nurse", "", "2"],
)


@pytest.mark.parametrize(
    ("mode", "position", "phone", "groups"),
    [
        ("update", "Member", "123", ["15", "09"]),
        ("fill", "Chair", "123", ["15", "09"]),
        ("add", "Chair", "", ["15"]),
        ("ask", "Chair", "", ["15"]),
    ],
)
def test_each_mode_does_what_it_says(ana, mode, position, phone, groups):
    commit(batch_in_mode(mode, *ROWS), by=None)

    ana.refresh_from_db()
    assert (ana.position, ana.phone, ana.group_words) == (position, phone, groups)
    assert Contact.objects.filter(name="Bo").exists()


def test_the_modes_are_all_tested():
    assert {*ImportMode.values} == {"update", "fill", "add", "ask"}


def test_a_row_may_be_chosen_against_the_mode(ana):
    batch = batch_in_mode("ask", *ROWS)
    assert outcomes(batch)[2] == ("asked", "skip")
    batch.rows.filter(number=2).update(choice="fill")

    commit(batch, by=None)

    ana.refresh_from_db()
    assert (ana.position, ana.phone) == ("Chair", "123")


@pytest.mark.parametrize("mode", ImportMode.values)
def test_a_no_is_taken_whatever_the_mode(ana, mode):
    header = [*HEADER, "Unsubscribed"]

    commit(batch_in_mode(mode, ["Ana", "ana@x.example", "", "", "", "yes"], header=header), by=None)

    ana.refresh_from_db()
    assert ana.mailing_opt_out


# What the person confirmed


def confirmed_by(client, contact):
    address = reverse("stakeholders:me", args=[personal_token(contact)])
    client.post(address, {"name": contact.name, "position": "Confirmed", "phone": ""})
    contact.refresh_from_db()
    assert (contact.position, contact.confirmed_on is not None) == ("Confirmed", True)


def test_what_the_person_confirmed_is_marked_and_not_overwritten(ana, client):
    confirmed_by(client, ana)
    batch = batch_in_mode("update", *ROWS)
    row = batch.rows.get(number=2)
    assert (row.outcome, row.choice) == ("asked", "fill")
    assert "The person confirmed these data on" in row.reason

    commit(batch, by=None)

    ana.refresh_from_db()
    assert (ana.position, ana.phone, ana.group_words) == ("Confirmed", "123", ["15", "09"])


def test_the_button_for_all_does_not_overwrite_what_people_confirmed(
    ana, client, coordinator, user
):
    Contact.objects.filter(pk=ana.pk).update(confirmed_on=date(2026, 1, 1))
    upload(coordinator, csv_file(*ROWS, header=HEADER))
    batch = user.contact_imports.get()

    for show in ("changed", "asked"):
        coordinator.post(f"{batch.get_absolute_url()}?show={show}", {"all": "update"})
        page = coordinator.get(f"{batch.get_absolute_url()}?show={show}")
        assert ("update", "Update all") not in page.context["bulk"] or show == "changed"


def test_a_later_day_of_verification_is_the_newer_truth(ana):
    Contact.objects.filter(pk=ana.pk).update(verified_on=date(2026, 1, 1))
    header = ["Name", "E-mail", "Verified on"]

    old = batch_in_mode("update", ["Ana", "ana@x.example", "2025-05-05"], header=header)
    new = batch_in_mode("update", ["Ana", "ana@x.example", "2026-02-02"], header=header)

    assert outcomes(old) == {2: ("same", "skip")}
    assert outcomes(new) == {2: ("changed", "update")}


def test_notes_are_added_and_not_replaced(ana):
    Contact.objects.filter(pk=ana.pk).update(notes="Ours")
    header = ["Name", "E-mail", "Notes"]

    for _ in range(2):
        commit(batch_in_mode("update", ["Ana", "ana@x.example", "Theirs"], header=header), by=None)

    ana.refresh_from_db()
    assert ana.notes == "Ours\nTheirs"


# A No


@pytest.mark.parametrize(
    ("heading", "cell", "refused"),
    [
        ("Unsubscribed", "yes", ["mailings"]),
        ("UNSUB_TIME", "2024-05-05 10:00:00", ["mailings"]),
        ("Unsubscribed", "no", []),
        ("Unsubscribed", "", []),
        ("Bounced", "hard", ["mailings"]),
        ("Bounces", "0", []),
        ("Do not contact", "x", ["contact"]),
        ("Do not contact", "FALSE", []),
        ("Status", "Unsubscribed", ["mailings"]),
        ("Status", "cleaned", ["mailings"]),
        ("Status", "Subscribed", []),
        ("Consent", "declined", ["keep"]),
        ("Consent", "given", []),
        ("Einwilligung", "nein", ["keep"]),
        ("Einwilligung", "ja", []),
        ("Abgemeldet", "ja", ["mailings"]),
        ("Désinscrit", "oui", ["mailings"]),
        ("Non contattare", "sì", ["contact"]),
        ("Refused uses", "Invite me to surveys; Publish my name", ["survey", "publish_name"]),
    ],
)
@pytest.mark.parametrize("is_known", [True, False])
def test_a_column_of_a_mail_tool_brings_its_no(heading, cell, refused, is_known):
    if is_known:
        make_contact(name="Ana", email="ana@x.example")
    row = ["Ana", "ana@x.example", cell]

    commit(batch_in_mode("update", row, header=["Name", "E-mail", heading]), by=None)

    ana = Contact.objects.get()
    assert [str(use) for use in ana.refusals] == refused
    logged = ana.privacy_answers.filter(channel="file").values_list("use", flat=True)
    assert sorted(logged) == sorted(refused)


def test_a_no_keeps_its_day_and_its_file():
    header = ["Name", "E-mail", "Consent", "Consent on"]

    commit(
        batch_in_mode("add", ["Ana", "a@x.example", "declined", "2025-02-03"], header=header),
        by=None,
    )

    answer = Contact.objects.get().privacy_answers.get()
    assert (answer.on, answer.evidence) == (date(2025, 2, 3), "File a.csv")


def test_neither_a_file_nor_its_undo_lifts_a_no(ana):
    ana.record_answers({DataUse.CONTACT: Answer.REFUSED}, Circumstances())
    header = ["Name", "E-mail", "Do not contact", "Unsubscribed"]
    done = commit(
        batch_in_mode("update", ["Ana", "ana@x.example", "no", "yes"], header=header), by=None
    )

    undone = undo(done, by=None)

    ana.refresh_from_db()
    assert [str(use) for use in ana.refusals] == ["mailings", "contact"]
    assert "An undo does not lift a refusal: row 2." in undone.undo_note


def test_a_known_address_under_another_name_takes_the_no(ana):
    header = ["Name", "E-mail", "Unsubscribed"]
    batch = batch_in_mode("update", ["A. Silva", "ana@x.example", "yes"], header=header)
    assert outcomes(batch) == {2: ("duplicate", "refusal")}

    commit(batch, by=None)

    ana.refresh_from_db()
    assert (ana.name, ana.mailing_opt_out) == ("Ana", True)


# Unsubscribe lists


def test_an_unsubscribe_list_needs_nothing_but_addresses(coordinator, user, ana):
    shared = make_organisation()
    two = [
        make_contact(name=name, email="desk@x.example", organisation=shared)
        for name in ("Cy", "Dé")
    ]
    data = b"ANA@x.example\r\ndesk@x.example\r\nnobody@x.example\r\nana@x.example\r\n"

    file = SimpleUploadedFile("out.csv", data)
    address = coordinator.post(
        "/stakeholders/import/",
        {"file": file, "kind": "unsubscribe", "lawful_basis": "undecided"},
    ).url
    batch = user.contact_imports.get()
    assert address == batch.get_absolute_url()
    assert [(r.outcome, r.name) for r in batch.rows.all()] == [
        ("changed", "Ana"),
        ("changed", "Cy; Dé"),
        ("same", "nobody@x.example"),
        ("same", "ana@x.example"),
    ]
    coordinator.post(f"{address}commit/")

    for contact in (ana, *two):
        contact.refresh_from_db()
        assert contact.refusals == (DataUse.MAILINGS,)
    assert Contact.objects.count() == 3
