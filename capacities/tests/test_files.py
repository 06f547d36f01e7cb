"""Imports and exports of facilities: accepted rows, refused cells, undo, and an unchanged round
trip."""

import csv
import io
import json

import pytest
from django.core.management import call_command

from capacities import demo
from capacities.files import commit, undo
from capacities.files.columns import COLUMNS, Refused, read
from capacities.files.commit import Changed
from capacities.files.plan import grown
from capacities.files.upload import new_import, plan_of
from capacities.models import (
    Authorisation,
    CapacityStatement,
    Facility,
    FacilityContact,
    RestrictedExport,
    Site,
)
from capacities.tests.factories import (
    make_capability,
    make_contact,
    make_facility,
    make_site,
    make_statement,
)
from stakeholders.models import Organisation

pytestmark = pytest.mark.django_db

ROW = {
    "facility_id": "AT-1",
    "organisation": "Institute of Cells",
    "ror_id": "02nv7yv05",
    "name": "Cell unit",
    "kind": "GMP-C",
    "country": "AT",
    "city": "Vienna",
    "postcode": "1090",
    "latitude": "48.2082",
    "longitude": "16.3738",
    "nuts": "AT130:2021",
    "state": "operating",
    "open_to_others": "both",
    "classes": "GTMP | sCTMP",
    "technologies": "car-t",
    "steps": "processing | release_test",
    "rooms_a_in_b": "2",
    "square_metres": "240",
    "capacity_measure": "batches_per_year",
    "capacity_band": "10-29",
    "capacity_exact": "12",
    "utilisation_band": "120 %",
    "as_of": "2026-01-31",
    "licences": "MIA-IMP:AT-77:2030-01-01 | GMP:G-1",
    "accreditations": "JACIE",
    "age_groups": "children",
    "languages": "de | en",
    "website": "https://cells.example/",
    "consent_blocks": "identity | capabilities",
    "contact_name": "Ada",
    "contact_email": "ada@cells.example",
    "source": "Survey",
    "source_date": "2026-01-31",
}


def csv_of(*rows, delimiter=","):
    text = io.StringIO()
    header = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(text, header, delimiter=delimiter, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def take(*rows):
    file, plan = new_import(data=csv_of(*rows), file_name="f.csv", by=None)
    commit(file, by=None)
    return plan


def reasons(*rows):
    return [row.reason for row in plan_of(csv_of(*rows))[1]]


def test_a_row_becomes_a_draft_with_all_its_parts():
    take(ROW)

    facility = Facility.objects.get(reference="AT-1")
    assert facility.review == "draft"
    assert (facility.site.city, facility.site.nuts_code, facility.site.nuts_version) == (
        "Vienna",
        "AT130",
        2021,
    )
    assert facility.site.organisation.name == "Institute of Cells"
    assert facility.shown_steps == " processing release_test "
    assert facility.clean_rooms.get().rooms == 2
    statement = facility.statements.get()
    assert (statement.band, statement.exact, statement.utilisation) == ("10-29", 12, ">100")
    assert facility.authorisations.count() == 2
    assert facility.contacts.get().email == "ada@cells.example"
    assert sorted(facility.releases.values_list("block", flat=True)) == ["capabilities", "identity"]


def test_the_same_file_again_changes_nothing():
    take(ROW)

    (row,) = plan_of(csv_of(ROW))[1]

    assert (row.outcome, row.changes) == ("same", [])


def test_an_export_of_everything_imports_without_a_change(tmp_path, capsys):
    facility = make_facility(steps="processing", classes="GTMP", languages="de")
    make_capability(facility, "vector", technology="lentivir")
    make_statement(facility, step="", exact=12, utilisation=">100")
    Authorisation.objects.create(facility=facility, type="MIA", number="A-1")
    make_facility("DE", kind="QC")
    path = tmp_path / "all.xlsx"
    call_command("export_facilities", path)

    call_command("import_facilities", path, json=True)

    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert report == {
        "seen": 2,
        "created": 0,
        "changed": 0,
        "unchanged": 2,
        "failed": 0,
        "problems": [],
    }


def test_the_demonstration_facilities_come_back_from_their_export_without_a_change(tmp_path):
    demo.load()
    path = tmp_path / "demo.xlsx"
    call_command("export_facilities", path)

    _, plan = plan_of(path.read_bytes())

    assert len(plan) >= 40
    assert [(row.name, row.outcome, row.changes) for row in plan if row.outcome != "same"] == []


@pytest.mark.parametrize(
    ("column", "old", "new", "after"),
    [
        ("age_groups", "children | adults", "adults | children", "children | adults"),
        ("age_groups", "children | adults", "adolescents", "adolescents | adults | children"),
        ("licences", "MIA:B-2: | GMP:A-1:", "GMP:A-1:", "MIA:B-2: | GMP:A-1:"),
        ("licences", "MIA:B-2:", "MIA:B-2:2030-01-31", "MIA:B-2:2030-01-31"),
    ],
)
def test_a_column_grows_by_new_values_and_another_order_is_no_change(column, old, new, after):
    assert grown(column, old, new) == after


def test_the_operators_export_has_contacts_only_for_a_purpose_that_is_kept(tmp_path):
    make_contact(make_facility(), email="ada@cells.example")
    call_command("export_facilities", tmp_path / "plain.csv")
    call_command("export_facilities", tmp_path / "mail.csv", contacts_for="Survey 2027")

    assert "ada@cells.example" not in (tmp_path / "plain.csv").read_text()
    assert "ada@cells.example" in (tmp_path / "mail.csv").read_text()
    assert RestrictedExport.objects.get().purpose == "Survey 2027"


BAD_CELLS = [
    ("latitude", "north", "not a number of degrees"),
    ("latitude", "91", "is more than 90"),
    ("nuts", "AT130", "NUTS version is missing"),
    ("nuts", "AT130:1999", "no NUTS version 1999"),
    ("nuts", "Vienna:2021", "not a NUTS code"),
    ("nuts", "DE300:2021", "a country other than AT"),
    ("licences", "MIA:???", "not a licence number"),
    ("licences", "MIA-IMP", "cannot be read"),
    ("licences", "MIA:A-1:31.12.2026", "not a date"),
    ("licences", "HE:A-1", "belongs to a product"),
    ("capacity_band", "-5", "not a band"),
    ("capacity_exact", "-5", "negative"),
    ("capacity_exact", "many", "not a whole number"),
    ("utilisation_band", "busy", "not a utilisation"),
    ("rooms_other", "-1", "negative"),
    ("square_metres", "-4", "not possible"),
    ("square_metres", "1.200", "can be read as 1.2 or 1200"),
    ("square_metres", "1,2,3", "not a number"),
    ("capacity_exact", "12,5", "not a whole number"),
    ("rooms_other", "1 2", "not a whole number"),
    ("kind", "Factory", "not a valid kind of facility"),
    ("country", "Atlantis", "not a country"),
    ("steps", "processing | magic", "“magic” is not a valid step"),
    ("ror_id", "abc", "not a ROR identifier"),
    ("website", "javascript:alert(1)", "not a web address"),
    ("contact_email", "ada", "not an e-mail address"),
    ("languages", "klingon", "not a known language"),
    ("as_of", "yesterday", "not a date"),
    ("name", "=HYPERLINK(1)", "begins like a formula"),
    ("name", "<script>alert(1)</script>", "contains HTML"),
    ("address", "Write to ada@cells.example", "e-mail address"),
    ("name", "x" * 201, "Shorten it to 200"),
    ("source", "x" * 9_000, "Shorten it to 300"),
]


@pytest.mark.parametrize(("column", "text", "words"), BAD_CELLS)
def test_a_bad_cell_is_refused_with_its_column_and_a_sentence(column, text, words):
    (reason,) = reasons(ROW | {column: text})

    assert reason.startswith(f"{column}: ")
    assert words in reason


def test_every_column_but_free_texts_refuses_a_word_without_meaning():
    free = {"facility_id", "organisation", "name", "city", "postcode", "address", "contact_name"}
    free |= {"source", "accreditations"}
    checked = [name for name in COLUMNS if name not in free]
    assert len(checked) > 20
    for name in checked:
        with pytest.raises(Refused):
            read(name, "¿qué?")


def test_swapped_coordinates_are_named_as_swapped():
    (reason,) = reasons(ROW | {"latitude": "16.3738", "longitude": "48.2082"})

    assert "seem to be swapped" in reason


def test_coordinates_far_from_europe_are_refused():
    (reason,) = reasons(ROW | {"latitude": "-33.8", "longitude": "151.2"})

    assert "outside Europe" in reason


def test_an_expired_licence_is_taken_as_it_is():
    take(ROW | {"licences": "MIA:A-1:2020-01-01"})

    assert Authorisation.objects.get().state == "expired"


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("218 %", ">100"),
        ("100%", ">90"),
        ("90", "75-90"),
        ("75", "50-75"),
        ("12", "<50"),
        (">100", ">100"),
    ],
)
def test_a_percentage_lies_in_its_band_and_more_than_100_is_not_clipped(text, band):
    assert read("utilisation_band", text) == band


@pytest.mark.parametrize(
    ("column", "text", "number"),
    [
        ("square_metres", "120,5", "120.5"),
        ("square_metres", "1,200.5", "1200.5"),
        ("square_metres", "12 500", "12500"),
        ("square_metres", "1,200", "1200"),
        ("square_metres", "45.1250", "45.1250"),
        ("capacity_exact", "1,200", "1200"),
        ("capacity_exact", "12 500", "12500"),
    ],
)
def test_a_comma_separates_thousands_only_before_three_digits(column, text, number):
    assert read(column, text) == number == read(column, number)


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("capacity_measure", "batches a year", "batches_per_year"),
        ("capacity_measure", "Patients per year", "patients_per_year"),
        ("capacity_measure", "slots a month", "slots_per_month"),
        ("consent_blocks", "Capacity band | exact capacity", "capacity | exact"),
    ],
)
def test_words_that_surveys_print_are_read_as_their_codes(column, text, code):
    assert read(column, text) == code


def test_a_figure_needs_its_measure_and_day():
    row = {name: ROW[name] for name in ("organisation", "name", "kind", "country", "city")}

    (reason,) = reasons(row | {"capacity_band": "10-29"})

    assert "capacity_measure: The cell is empty, but capacity_band needs it" in reason
    assert "as_of: The cell is empty, but capacity_band needs it" in reason


def test_a_contact_without_an_address_is_refused():
    (reason,) = reasons({**ROW, "contact_email": ""})

    assert "The contact has no e-mail address" in reason


def test_two_rows_with_one_facility_id_are_not_both_taken():
    first, second = reasons(ROW, ROW | {"name": "Other"})

    assert first == ""
    assert "Row 2 has the same facility_id" in second


def test_an_unknown_heading_refuses_the_file(tmp_path, capsys):
    path = tmp_path / "f.csv"
    path.write_bytes(csv_of(ROW | {"mail of the boss": "x"}))

    with pytest.raises(SystemExit) as stopped:
        call_command("import_facilities", path, json=True)

    assert stopped.value.code == 2
    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert "Unknown columns: mail of the boss" in report["problems"][0]["message"]
    assert not Facility.objects.exists()


def test_a_semicolon_and_other_spellings_of_headings_are_read():
    data = csv_of(ROW, delimiter=";").replace(b"facility_id", b"Facility ID")

    (row,) = plan_of(data)[1]

    assert (row.outcome, row.problems) == ("new", [])


NEW_TWIN = {
    "facility_id": "AT-2",
    "organisation": "Institute of Cells",
    "name": "Cell unit, new name",
    "kind": "GMP-C",
    "country": "AT",
    "city": "Vienna",
}


@pytest.mark.parametrize(
    ("twin", "why"),
    [
        (NEW_TWIN, "same organisation, city and kind"),
        (NEW_TWIN | {"kind": "QC", "licences": "GMP:G-1"}, "has the authorisation G-1"),
        (
            NEW_TWIN | {"organisation": "IoC", "name": "Cell unit", "ror_id": "02nv7yv05"},
            "same ROR identifier, name and city",
        ),
    ],
)
def test_one_facility_under_two_names_waits_for_a_person(twin, why):
    take(ROW)

    (row,) = take(twin)

    assert row.outcome == "candidate"
    assert why in row.reason
    assert Facility.objects.count() == 1


def test_a_twin_inside_one_file_waits_for_a_person():
    first, second = take(ROW, {**ROW, "facility_id": "AT-9", "licences": "", "ror_id": ""})

    assert (first.outcome, second.outcome) == ("new", "candidate")
    assert Facility.objects.count() == 1


def test_lists_only_grow_and_an_empty_cell_empties_nothing():
    take(ROW)
    take({"facility_id": "AT-1", "steps": "vector", "website": ""})

    facility = Facility.objects.get()
    assert set(facility.steps.split()) == {"processing", "release_test", "vector"}
    assert facility.website == "https://cells.example/"


def test_another_day_is_another_statement_and_the_same_day_a_correction():
    take(ROW)
    later = {name: ROW[name] for name in ("facility_id", "capacity_measure")}
    take(later | {"as_of": "2026-06-30", "capacity_band": "30-99"})
    take(later | {"as_of": "2026-06-30", "capacity_band": "100-299"})

    bands = CapacityStatement.objects.order_by("as_of").values_list("as_of", "band")
    assert [(str(day), band) for day, band in bands] == [
        ("2026-01-31", "10-29"),
        ("2026-06-30", "100-299"),
    ]


def test_a_new_address_of_a_shared_site_leaves_the_other_facility_where_it_is():
    site = make_site(address="Old street 1")
    moved = make_facility(site=site, reference="AT-1")
    other = make_facility(site=site)

    take({"facility_id": "AT-1", "address": "New street 2"})

    moved.refresh_from_db()
    other.refresh_from_db()
    assert moved.site.address == "New street 2"
    assert other.site.address == "Old street 1"


def test_undoing_an_import_leaves_no_trace():
    take(ROW)
    file, _ = new_import(
        data=csv_of(
            {**ROW, "name": "Renamed", "licences": "MIA:NEW-1"},
            NEW_TWIN | {"kind": "TC", "city": "Graz"},
        ),
        file_name="f.csv",
        by=None,
    )
    before = plan_of(csv_of(ROW))[1][0].outcome
    commit(file, by=None)
    assert Facility.objects.count() == 2

    assert undo(file, by=None) == []

    assert before == plan_of(csv_of(ROW))[1][0].outcome == "same"
    assert Facility.objects.get().name == "Cell unit"
    assert Site.objects.count() == Organisation.objects.count() == 1


def test_undo_keeps_what_somebody_changed_since():
    take(ROW)
    file, _ = new_import(data=csv_of({**ROW, "name": "Renamed"}), file_name="f.csv", by=None)
    commit(file, by=None)
    facility = Facility.objects.get()
    facility.name = "Renamed by hand"
    facility.save()

    kept = undo(file, by=None)

    assert kept == ["Renamed by hand was changed after the import and is kept."]
    assert Facility.objects.get().name == "Renamed by hand"


def test_an_import_is_refused_when_the_facility_changed_after_the_preview():
    take(ROW)
    file, _ = new_import(data=csv_of({**ROW, "name": "Renamed"}), file_name="f.csv", by=None)
    Facility.objects.update(name="Changed meanwhile")

    with pytest.raises(Changed, match="changed after this preview"):
        commit(file, by=None)

    assert Facility.objects.get().name == "Changed meanwhile"


def test_a_committed_file_cannot_be_committed_again_and_keeps_no_contacts():
    file, _ = new_import(data=csv_of(ROW), file_name="f.csv", by=None)
    commit(file, by=None)

    with pytest.raises(Changed):
        commit(file, by=None)
    file.refresh_from_db()
    assert bytes(file.data) == b""
    assert "ada@" not in json.dumps(list(file.rows.values("changes", "reason")))


def test_a_dry_run_writes_nothing(tmp_path, capsys):
    path = tmp_path / "f.csv"
    path.write_bytes(csv_of(ROW, ROW | {"facility_id": "AT-3", "kind": "?"}))

    with pytest.raises(SystemExit) as stopped:
        call_command("import_facilities", path, dry_run=True, json=True)

    assert stopped.value.code == 1
    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (report["seen"], report["created"], report["failed"]) == (2, 1, 1)
    assert not Facility.objects.exists()


def test_a_contact_from_a_file_is_not_used_before_the_person_agreed():
    take(ROW)

    assert FacilityContact.objects.usable().count() == 0  # a file gives nobody's consent
