"""Contacts in: what the preview says is what happens, all of it or nothing, and can be undone."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from stakeholders.imports import Changed, commit, new_batch, replan, undo
from stakeholders.models import (
    Contact,
    ContactEmail,
    ImportBatch,
    ImportHeading,
    ImportRow,
    Organisation,
    OrganisationAlias,
)

from .factories import make_contact, make_organisation, user_in
from .files import HEADER, csv_file, person, xlsx_file
from .test_reader import REFUSED

pytestmark = pytest.mark.django_db
IMPORT = "/stakeholders/import/"


@pytest.fixture
def user():
    return user_in("coordinator")


@pytest.fixture
def coordinator(client, user):
    client.force_login(user)
    return client


def batch_of(data, user=None, name="people.csv"):
    batch = new_batch(
        by=user, by_name="test", data=data, file_name=name, lawful_basis="public_task"
    )
    replan(batch)
    return batch


def outcomes(batch):
    return {row.number: (row.outcome, row.choice) for row in batch.rows.all()}


def upload(client, data, name="people.csv"):
    file = SimpleUploadedFile(name, data)
    return client.post(IMPORT, {"file": file, "lawful_basis": "public_task"})


def everything():
    """All that an import could touch, as it is stored."""
    models = (Contact, ContactEmail, Organisation, Contact.history.model)
    return [list(model.objects.order_by("pk").values()) for model in models]


# What the preview says


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
        6: ("refused", "skip"),
        7: ("refused", "skip"),
        8: ("refused", "skip"),
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
        "E-mail: not-an-address is not an e-mail address. "
        "Groups: Astronauts is no target group that is known here. "
        "Country: Atlantis is no country that is known here."
    )
    assert rows[8].reason == "Row 2 has the same e-mail address."
    assert rows[9].reason == "The name of the person is missing."


def test_a_known_address_with_another_name_waits_for_a_person():
    make_contact(name="Bo Ek", email="office@x.example")

    batch = batch_of(csv_file(["Ana Silva", "office@x.example", "", "", ""]))

    (row,) = batch.rows.all()
    assert (row.outcome, row.choices) == ("duplicate", "skip update")


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
    data = csv_file([*person(1), "Given", "2026-01-01", "yes", "admin", "7"], header=header)

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


# What happens


def test_the_same_file_twice_changes_nothing():
    data = csv_file(*(person(number) for number in range(5)))
    commit(batch_of(data), by=None)
    before = everything()

    again = batch_of(data)
    assert {row.outcome for row in again.rows.all()} == {"same"}
    commit(again, by=None)

    assert everything() == before


def test_an_export_comes_back_unchanged(coordinator, user):
    for text in ("=1+1", "-Ana", "@x"):
        make_contact(
            name=f"{text} García", notes=text, expertise="a; b", tags="sab", groups="03 15"
        )
    make_contact("", "", name="Without e-mail", email="", languages="")
    for format in ("csv", "xlsx"):
        data = coordinator.post("/stakeholders/export/", {"choice": f"backup:{format}"}).content

        batch = batch_of(data, user)

        assert {row.outcome for row in batch.rows.all()} == {"same"}


def test_what_was_chosen_happens(coordinator, user):
    ana = make_contact(name="Ana Silva", email="ana@x.example")
    batch = batch_of(
        csv_file(
            ["Ana Silva", "", "", "9", "SE"],
            ["Bo", "bo@x.example", "", "", ""],
            ["Cy", "cy@x.example", "", "", ""],
        ),
        user,
    )

    coordinator.post(batch.get_absolute_url(), {"row-2": "update", "row-4": "x"})
    coordinator.post(
        reverse("stakeholders:import-commit", args=[batch.pk]), {"row-3": "skip", "row-99": "add"}
    )

    ana.refresh_from_db()
    batch.refresh_from_db()
    assert ana.group_words == ["15", "09"]
    assert sorted(Contact.objects.values_list("name", flat=True)) == ["Ana Silva", "Cy"]
    assert batch.counts == {
        "seen": 3,
        "created": 1,
        "changed": 1,
        "unchanged": 0,
        "failed": 0,
        "left_out": 1,
    }
    assert batch.data == b""
    assert ana.history.first().history_user == user


def test_nothing_is_written_when_the_register_changed_since_the_preview():
    contact = make_contact(name="Ana", email="ana@x.example")
    batch = batch_of(csv_file(["Ana", "ana@x.example", "", "9", ""], person(1)))
    contact.groups = " 01 "
    contact.save()
    before = everything()

    with pytest.raises(Changed, match="Nothing was written"):
        commit(batch, by=None)

    assert everything() == before
    assert batch.rows.get(number=2).changes[0][1] == "Preclinical research and alternative methods"
    commit(batch, by=None)
    assert Contact.objects.count() == 2


def test_a_breakdown_half_way_writes_nothing(monkeypatch):
    batch = batch_of(csv_file(person(1), person(2)))
    before = everything()

    def full(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(ImportBatch, "save", full)

    with pytest.raises(OSError, match="disk full"):
        commit(batch, by=None)

    assert everything() == before
    assert ImportBatch.objects.get().state == "waiting"


def test_a_file_is_imported_once(coordinator, user):
    batch = batch_of(csv_file(person(1)), user)
    commit(batch, by=user)

    with pytest.raises(Changed, match="imported already"):
        commit(batch, by=user)
    answer = coordinator.post(reverse("stakeholders:import-commit", args=[batch.pk]), follow=True)
    assert "imported already" in answer.content.decode()


# Undo


def test_undo_leaves_everything_as_it_was():
    make_contact("15", "DE", name="Ana", email="ana@x.example", position="Chair")
    before = everything()[:3]
    header = [*HEADER, "Position"]
    ana = ["Ana", "ana@x.example; b@x.example", "Somewhere", "9", "SE", "Member"]
    batch = batch_of(csv_file(ana, [*person(1), ""], header=header))

    undone = undo(commit(batch, by=None), by=None)

    contacts, *rest = everything()[:3]
    changing = {"updated_at"}
    assert [{k: v for k, v in c.items() if k not in changing} for c in contacts] == [
        {k: v for k, v in c.items() if k not in changing} for c in before[0]
    ]
    assert rest == before[1:]
    assert undone.state == "undone"
    assert not ImportRow.objects.exists()
    assert not Contact.history.filter(name="Person 1").exists()


def test_undo_keeps_what_people_did_since():
    batch = batch_of(csv_file(person(1), person(2)))
    commit(batch, by=None)
    changed = Contact.objects.get(name="Person 1")
    changed.position = "Chair"
    changed.save()

    undone = undo(batch, by=None)

    assert list(Contact.objects.values_list("name", flat=True)) == ["Person 1"]
    assert "kept as they are: rows 2." in undone.undo_note
    with pytest.raises(Changed, match="nothing to undo"):
        undo(batch, by=None)


# The pages


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_upload_is_answered_with_a_sentence_and_writes_nothing(coordinator, name):
    data, message = REFUSED[name]

    answer = upload(coordinator, data)

    assert answer.status_code == 400
    text = answer.content.decode()
    assert message in text or "The submitted file is empty" in text
    assert not ImportBatch.objects.exists()


def test_markup_in_a_file_stays_text(coordinator):
    answer = upload(
        coordinator,
        csv_file(["<script>alert(1)</script>", "<b>@x", "<i>", "<u>", ""]),
        name="<script>.csv",
    )

    page = coordinator.get(answer["Location"]).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_unknown_columns_are_asked_for_once(coordinator):
    data = csv_file(person(1), header=["Wer", "Wo erreichbar", "Haus", "Nichts", "Land"])

    answer = upload(coordinator, data)
    address = answer["Location"]
    assert address.endswith("/columns/")
    assert "Wo erreichbar" in coordinator.get(address).content.decode()

    wrong = coordinator.post(address, {"column-0": "name"})
    assert wrong.status_code == 400
    assert "Say what these columns hold" in wrong.content.decode()
    twice = coordinator.post(
        address, {f"column-{n}": f for n, f in enumerate(["name", "name", "-", "-", "-"])}
    )
    assert "Two columns cannot both be: Name" in twice.content.decode()
    coordinator.post(
        address,
        {
            f"column-{n}": f
            for n, f in enumerate(["name", "email", "organisation", "-", "countries"])
        },
    )

    assert ImportHeading.objects.count() == 5
    again = upload(coordinator, data.replace(b"Wer", b"WER"))
    assert not again["Location"].endswith("/columns/")


def test_a_waiting_file_is_its_uploaders_alone(coordinator, client):
    batch = batch_of(csv_file(person(1)), user_in("coordinator"))

    for name in ("batch", "columns", "commit", "undo", "discard"):
        address = reverse(f"stakeholders:import-{name}", args=[batch.pk])
        assert client.get(address).status_code in (404, 405)
        assert client.post(address).status_code == 404
    assert ImportBatch.objects.get().state == "waiting"


def test_a_waiting_file_goes_after_a_day(coordinator, user):
    batch = batch_of(csv_file(person(1)), user)
    ImportBatch.objects.update(created_at=timezone.now() - timedelta(hours=25))

    coordinator.get(IMPORT)

    assert not ImportBatch.objects.filter(pk=batch.pk).exists()


@pytest.mark.parametrize("rows", [1, 60])
def test_the_preview_takes_the_same_queries_whatever_its_size(
    coordinator, user, rows, django_assert_max_num_queries
):
    batch = batch_of(csv_file(*(person(number) for number in range(rows))), user)

    with django_assert_max_num_queries(14):
        assert coordinator.get(batch.get_absolute_url()).status_code == 200


def test_a_choice_for_all_rows_of_a_kind(coordinator, user):
    batch = batch_of(csv_file(*(person(number) for number in range(60))), user)

    coordinator.post(batch.get_absolute_url() + "?show=new", {"all": "skip"})

    assert set(batch.rows.values_list("choice", flat=True)) == {"skip"}


@pytest.mark.parametrize("role", ["member", "curator", "reviewer"])
def test_others_import_nothing(client, role):
    client.force_login(user_in(role))

    assert upload(client, csv_file(person(1))).status_code == 404
    assert client.get(IMPORT).status_code == 404
    assert not ImportBatch.objects.exists()


# The command


def run(path, *options, capsys):
    capsys.readouterr()
    status = 0
    try:
        call_command("import_stakeholders", path, *options, "--json")
    except SystemExit as exit:
        status = exit.code
    return status, json.loads(capsys.readouterr().out.splitlines()[-1])


def test_the_command_reads_through_the_same_code(tmp_path, capsys):
    file = tmp_path / "people.xlsx"
    file.write_bytes(xlsx_file(person(1), person(2)))

    assert run(file, "--dry-run", capsys=capsys)[0] == 0
    assert not Contact.objects.exists()
    assert not ImportBatch.objects.exists()

    status, report = run(file, capsys=capsys)
    assert (status, report["seen"], report["created"], report["failed"]) == (0, 2, 2, 0)
    assert Contact.objects.count() == 2

    status, report = run(file, capsys=capsys)
    assert (status, report["unchanged"], report["created"]) == (0, 2, 0)


def test_the_command_names_what_it_left_out(tmp_path, capsys):
    file = tmp_path / "people.csv"
    file.write_bytes(csv_file(person(1), person(2, country="Atlantis")))

    status, report = run(file, capsys=capsys)

    assert (status, report["created"], report["failed"]) == (1, 1, 1)
    assert report["problems"] == [
        {
            "record": "Person 2",
            "where": "row 3",
            "message": "Country: Atlantis is no country that is known here.",
        }
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n\0", "neither XLSX"),
        (csv_file(person(1), header=["Name", "A", "B", "C", "D"]), "Say what these columns hold"),
        (csv_file(person(1, country="Atlantis")), "Atlantis"),
    ],
)
def test_the_command_refuses_with_status_2(tmp_path, capsys, content, message):
    file = tmp_path / "people.csv"
    file.write_bytes(content)

    status, report = run(file, capsys=capsys)

    assert status == 2
    assert message in report["problems"][0]["message"]
    assert not Contact.objects.exists()
    assert run(tmp_path / "missing.csv", capsys=capsys)[0] == 2
