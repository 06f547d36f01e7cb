"""What the preview of a file says about each row."""

from datetime import date

import pytest

from stakeholders.imports import commit
from stakeholders.models import (
    Contact,
    Organisation,
    OrganisationAlias,
)

from .factories import make_contact, make_organisation
from .files import HEADER, csv_file, person
from .importing import batch_of, everything, outcomes

pytestmark = pytest.mark.django_db


def test_rows_are_new_changed_same_duplicate_or_refused():
    place = make_organisation(name="Institute 1")
    make_contact("02", "PT", name="Ana Silva", email="ana@x.example", organisation=place)
    make_contact("02", "PT", name="Bo Ek", email="bo@x.example", organisation=place)
    make_contact("02", "PT", name="Cy Dé", email="", organisation=place)

    batch = batch_of(
        csv_file(
            ["Nia New", "nia@x.example", "Institute 1", "2", "PT"],
            ["Ana Silva", "ANA@x.example", "Institute 1", "Patients", "PT"],
            ["Bo Ek", "bo@x.example", "institute 1", "2", "Portugal"],
            ["DE, Cy", "cy@x.example", "Institute 1", "2", "PT"],
            ["Another Name", "bo@x.example", "", "", ""],
            ["Zed", "not-an-address", "", "Astronauts", "Atlantis"],
            ["Nia New", "nia@x.example", "", "", ""],
            ["", "x@x.example", "", "", ""],
        )
    )

    assert outcomes(batch) == {
        2: ("new", "add"),
        3: ("changed", "update"),
        4: ("same", "skip"),
        5: ("duplicate", "skip"),
        6: ("duplicate", "skip"),
        7: ("new", "add"),
        8: ("same", "skip"),
        9: ("refused", "skip"),
    }
    rows = {row.number: row for row in batch.rows.all()}
    assert rows[3].changes == [
        [
            "Groups",
            "Clinical investigators and trial units",
            "Clinical investigators and trial units; Patients' representatives and carers",
        ]
    ]
    assert rows[7].reason == (
        "E-mail: not-an-address is left out. It is not an e-mail address. "
        "Groups: Astronauts is not a known target group, and is left out. "
        "Country: Atlantis is not a known country, and is left out."
    )
    assert rows[7].changes == [
        [
            "Notes",
            "",
            "In the file: E-mail: not-an-address; Groups: Astronauts; Country: Atlantis",
        ]
    ]
    assert rows[8].reason == "Row 2 is about the same person, and gets these new values."
    assert rows[9].reason == (
        "The name of the person is missing. Add it, or use the file as unsubscribe list."
    )


def test_a_known_address_with_another_name_waits_for_a_person():
    make_contact(name="Bo Ek", email="office@x.example")

    batch = batch_of(csv_file(["Ana Silva", "office@x.example", "", "", ""]))

    (row,) = batch.rows.all()
    assert (row.outcome, row.choices) == ("duplicate", "skip update add")


def test_a_person_is_known_by_a_former_address():
    contact = make_contact(name="Ana Silva", email="new@x.example")
    contact.other_emails.create(email="old@x.example", kind="former")

    batch = batch_of(csv_file(["Ana Silva", "old@x.example", "", "", ""]))

    assert outcomes(batch) == {2: ("same", "skip")}


def test_addresses_of_two_contacts_in_one_cell_are_refused():
    make_contact(email="a@x.example")
    make_contact(email="b@x.example")

    batch = batch_of(csv_file(["Ana", "a@x.example; b@x.example", "", "", ""]))

    assert batch.rows.get().reason == "The addresses belong to two contacts. Merge these first."


def test_two_rows_about_one_contact_are_taken_together():
    contact = make_contact(name="Ana", email="ana@x.example")
    contact.other_emails.create(email="other@x.example")
    make_contact(name="Bo", email="")

    batch = batch_of(
        csv_file(
            ["Ana", "ana@x.example", "", "Ethics", ""],
            ["Ana", "other@x.example", "", "Academia", ""],
            ["Bo", "", "", "Patients", ""],
            ["BO", "", "", "Academia", ""],
        )
    )

    assert outcomes(batch) == {
        2: ("changed", "update"),
        3: ("same", "skip"),
        4: ("duplicate", "skip"),
        5: ("same", "skip"),
    }
    assert batch.rows.get(number=3).reason.startswith("Row 2 is about the same person")
    commit(batch, by=None)
    contact.refresh_from_db()
    assert contact.group_words == ["15", "12", "03"]


def test_of_several_namesakes_the_one_at_the_place_is_meant():
    place = make_organisation(name="Institute 1")
    make_contact(name="Ana")
    meant = make_contact(name="Ana", organisation=place)

    row = batch_of(csv_file(["Ana", "", "Institute 1", "", ""])).rows.get()

    assert row.contact == meant
    assert row.reason.startswith("Ana, Institute 1 and 1 more have the same name")


def test_an_address_at_a_row_without_a_person_is_nobodys():
    figure = make_contact(email="", anonymised_on=date(2026, 1, 1))
    figure.other_emails.create(email="ana@x.example")

    assert outcomes(batch_of(csv_file(["Ana", "ana@x.example", "", "", ""]))) == {2: ("new", "add")}


@pytest.mark.parametrize(
    "cell",
    [
        "15; 13",
        "Patients | Legal, IP and technology-transfer experts",
        "patient representatives, legal",
        "PATIENT  REPRESENTATIVES;Tech-Transfer",
        "15 Patients' representatives and carers\nlegal",
    ],
)
def test_groups_are_known_in_any_spelling(cell):
    batch = batch_of(csv_file(["Ana", "ana@x.example", "", cell, ""]))
    commit(batch, by=None)

    assert Contact.objects.get().group_words == ["15", "13"]


def test_several_addresses_in_a_cell_and_a_country_for_the_organisation():
    batch = batch_of(
        csv_file(
            ["Ana", "Ana@x.example, second@x.example\nthird@x.example", "New Place", "1", "UK"]
        )
    )
    commit(batch, by=None)

    contact = Contact.objects.get()
    assert contact.email == "ana@x.example"
    assert sorted(contact.other_emails.values_list("email", flat=True)) == [
        "second@x.example",
        "third@x.example",
    ]
    assert (contact.organisation.name, contact.organisation.country) == ("New Place", "GB")
    assert (contact.lawful_basis, contact.source) == ("public_task", "File people.csv")


def test_organisations_are_known_by_alias():
    place = make_organisation(name="Assistance Publique")
    OrganisationAlias.objects.create(organisation=place, name="AP-HP")

    commit(batch_of(csv_file(["Ana", "ana@x.example", "A.P.H.P.", "", ""])), by=None)

    assert Contact.objects.get().organisation == place
    assert Organisation.objects.count() == 1


def test_a_file_gives_nobodys_consent():
    header = [*HEADER, "Consent", "Consent on", "Do not contact", "Owner", "ID"]
    data = csv_file([*person(1), "Given", "2026-01-01", "no", "admin", "7"], header=header)

    commit(batch_of(data), by=None)

    contact = Contact.objects.get()
    assert (contact.consent, contact.do_not_contact, contact.owner) == ("not_asked", False, None)


def test_an_empty_cell_empties_nothing():
    contact = make_contact("15 09", "DE", name="Ana", position="Chair", phone="1")
    before = everything()

    batch = batch_of(
        csv_file(
            ["Ana", contact.email, "", "15", ""], header=["Name", "Mail", "Job", "Group", "Phone"]
        )
        .replace(b"Job", b"Position")
        .replace(b"Mail", b"E-mail")
    )
    commit(batch, by=None)

    assert outcomes(batch) == {}
    assert everything() == before
