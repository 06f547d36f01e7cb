"""Files of demand areas: checked cell by cell, previewed, imported and exported."""

import json

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from capacities.areas_file import COLUMNS, plan_of, values_of, write
from capacities.filters import regions
from capacities.models import AreaImport, DemandArea
from stakeholders.tests.factories import user_in

from .factories import make_facility, make_site
from .test_areas import make_area

pytestmark = pytest.mark.django_db
VIENNA = {
    "code": "AT13",
    "nuts_version": "2021",
    "name": "Wien",
    "country": "AT",
    "point": "Vienna",
    "latitude": "48.2082",
    "longitude": "16.3738",
    "population": "1,982,097",
    "source": "Eurostat demo_r_d2jan",
    "source_date": "2024-01-01",
    "patients": "40",
    "patients_source": "Registry of Vienna, 2024",
}


def file_of(*rows):
    lines = [";".join(COLUMNS)]
    lines += [";".join(str(row.get(name, "")) for name in COLUMNS) for row in rows]
    return "\n".join(lines).encode()


def only(**changes):
    (row,) = plan_of(file_of(VIENNA | changes))
    return row


def uploaded(data):
    return {"file": SimpleUploadedFile("areas.csv", data)}


def test_a_new_region_is_imported_with_the_source_of_each_number():
    plan = plan_of(file_of(VIENNA))

    assert write(plan, file_name="areas.csv", by=None) == {"created": 1, "changed": 0, "left": 0}

    area = DemandArea.objects.get(code="AT13")
    assert (area.population, area.patients, area.nuts_version) == (1_982_097, 40, 2021)
    assert (area.source, area.source_on.year) == ("Eurostat demo_r_d2jan", 2024)
    assert area.patients_source == "Registry of Vienna, 2024"


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"code": ""}, "code"),
        ({"code": "Vienna"}, "code"),
        ({"code": "DE1"}, "code"),  # of another country
        ({"nuts_version": "2019"}, "nuts_version"),
        ({"nuts_version": ""}, "nuts_version"),
        ({"latitude": "16.3738", "longitude": "48.2082"}, "latitude"),  # swapped
        ({"latitude": "north"}, "latitude"),
        ({"population": "-5"}, "population"),
        ({"population": "many"}, "population"),
        ({"population": ""}, "population"),
        ({"source": ""}, "source"),
        ({"source": "<b>Eurostat</b>"}, "source"),
        ({"source": "=1+1"}, "source"),
        ({"source": "someone@mail.example"}, "source"),
        ({"source": "x" * 301}, "source"),
        ({"source_date": "2024"}, "source_date"),
        ({"patients_source": ""}, "patients_source"),
        ({"patients": "5000000"}, "patients"),
        ({"country": "Atlantis"}, "country"),
    ],
)
def test_a_wrong_cell_refuses_its_row_with_a_sentence(changes, column):
    row = only(**changes)

    assert row.outcome == "refused"
    assert column in dict(row.problems)
    assert write([row], file_name="areas.csv", by=None) == {"created": 0, "changed": 0, "left": 0}
    assert not DemandArea.objects.filter(code="AT13").exists()


def test_two_rows_of_one_area_are_not_both_imported():
    plan = plan_of(file_of(VIENNA, VIENNA | {"population": "5"}))

    assert [row.outcome for row in plan] == ["new", "refused"]


def test_an_empty_cell_changes_nothing_and_the_preview_shows_old_and_new():
    make_area("AT13", 100, nuts_version=2021)
    row = {"code": "AT13", "population": "200"}

    (planned,) = plan_of(file_of(row))
    write([planned], file_name="areas.csv", by=None)

    assert planned.changes == [["population", 100, 200]]
    area = DemandArea.objects.get(code="AT13")
    assert (area.population, area.name) == (200, "Area AT13")


def test_an_area_that_somebody_changed_since_the_preview_is_left_out():
    make_area("AT13", 100, nuts_version=2021)
    plan = plan_of(file_of({"code": "AT13", "population": "200"}))
    DemandArea.objects.filter(code="AT13").update(population=150)

    assert write(plan, file_name="areas.csv", by=None) == {"created": 0, "changed": 0, "left": 1}
    assert DemandArea.objects.get(code="AT13").population == 150


def test_a_curator_sees_the_preview_before_anything_is_written(client):
    client.force_login(user_in("curator"))
    wrong = VIENNA | {"code": "AT12", "population": "-1"}

    preview = client.post("/capacities/areas/", uploaded(file_of(VIENNA, wrong)))

    text = " ".join(preview.content.decode().split())
    assert "Preview: 1 of 2 rows change something" in text
    assert "population: -1 is negative." in text
    assert not DemandArea.objects.filter(code="AT13").exists()

    client.post("/capacities/areas/", {"plan": preview.context["signed"]})
    area = DemandArea.objects.get(code="AT13")
    assert (area.population, area.source_on.isoformat()) == (1_982_097, "2024-01-01")


def test_a_preview_that_was_tampered_with_is_refused(client):
    client.force_login(user_in("curator"))

    page = client.post("/capacities/areas/", {"plan": "forged"}, follow=True)

    assert "The preview is older than a day or damaged." in page.content.decode()


def test_a_file_with_other_columns_is_refused_in_words(client):
    client.force_login(user_in("curator"))

    page = client.post("/capacities/areas/", uploaded(b"code;colour\nAT13;red\n"))

    assert page.status_code == 400
    assert "unknown: colour" in page.content.decode()


@pytest.mark.parametrize("role", ["member", "coordinator", "reviewer"])
def test_the_page_is_closed_to_roles_without_the_permission(client, role):
    client.force_login(user_in(role))

    assert client.get("/capacities/areas/").status_code == 404


def test_an_exported_file_that_is_imported_again_changes_nothing(client):
    client.force_login(user_in("curator"))
    write(plan_of(file_of(VIENNA)), file_name="areas.csv", by=None)

    answer = client.get("/capacities/areas/?format=csv")
    plan = plan_of(b"".join(answer.streaming_content))

    assert len(plan) == DemandArea.objects.count() > 1
    assert {row.outcome for row in plan} == {"same"}


def test_a_region_of_the_filter_has_the_name_of_its_area():
    make_facility(site=make_site(nuts_code="AT130", nuts_version=2021))
    write(plan_of(file_of(VIENNA)), file_name="areas.csv", by=None)

    assert ("AT13", "AT13 Wien, Austria") in regions()


def test_the_command_reports_each_refused_row(tmp_path, capsys):
    path = tmp_path / "areas.csv"
    path.write_bytes(file_of(VIENNA, VIENNA | {"code": "AT12", "population": "-1"}))

    with pytest.raises(SystemExit) as stopped:
        call_command("import_areas", path, json=True)

    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert stopped.value.code == 1
    assert (report["seen"], report["created"], report["failed"]) == (2, 1, 1)
    assert report["problems"][0]["record"] == "AT12"


def test_a_dry_run_writes_nothing(tmp_path, capsys):
    path = tmp_path / "areas.csv"
    path.write_bytes(file_of(VIENNA))

    call_command("import_areas", path, dry_run=True)

    assert "1 created" in capsys.readouterr().out
    assert not DemandArea.objects.filter(code="AT13").exists()


def imported(client, *rows):
    """Import rows by the page; return its import."""
    preview = client.post("/capacities/areas/", uploaded(file_of(*rows)))
    client.post("/capacities/areas/", {"plan": preview.context["signed"]})
    return AreaImport.objects.first()


def undone(client, done):
    return client.post(f"/capacities/areas/{done.pk}/undo/", follow=True)


def test_an_undo_deletes_new_areas_and_restores_the_values_of_the_others(client):
    client.force_login(user_in("curator"))
    make_area("AT12", 100, nuts_version=2021, source_on="2023-01-01")
    before = values_of(DemandArea.objects.get(code="AT12"))
    done = imported(client, VIENNA, VIENNA | {"code": "AT12", "name": "Lower Austria"})
    assert (done.file_name, done.number, done.imported_by.username) == (
        "areas.csv",
        2,
        User.objects.get().username,
    )
    assert "Undo the import of areas.csv" in client.get("/capacities/areas/").text

    page = undone(client, done)

    assert "The import is undone." in page.text
    assert not DemandArea.objects.filter(code="AT13").exists()
    assert values_of(DemandArea.objects.get(code="AT12")) == before
    done.refresh_from_db()
    assert (done.undone_by, done.journal) == (User.objects.get(), [])


def test_an_undo_keeps_and_names_an_area_that_was_changed_after_the_import(client):
    client.force_login(user_in("curator"))
    make_area("AT12", 100, nuts_version=2021)
    done = imported(client, VIENNA, {"code": "AT12", "population": "200"})
    DemandArea.objects.filter(code="AT13").update(population=7)

    page = undone(client, done)

    assert "Wien was changed after the import and is kept." in page.text
    assert [area.population for area in DemandArea.objects.filter(code__in=["AT12", "AT13"])] == [
        100,
        7,
    ]


def test_an_import_is_undone_once(client):
    client.force_login(user_in("curator"))
    done = imported(client, VIENNA)
    undone(client, done)
    again = imported(client, VIENNA)

    assert "This import is undone already." in undone(client, done).text
    assert DemandArea.objects.filter(code="AT13").exists()
    assert again.undone_at is None


def test_a_file_that_changes_nothing_leaves_no_import(client):
    client.force_login(user_in("curator"))
    imported(client, VIENNA)

    write(plan_of(file_of(VIENNA)), file_name="again.csv", by=None)

    assert AreaImport.objects.count() == 1


@pytest.mark.parametrize("role", ["member", "coordinator", "reviewer"])
def test_nobody_without_the_permission_undoes_an_import(client, role):
    write(plan_of(file_of(VIENNA)), file_name="areas.csv", by=None)
    client.force_login(user_in(role))

    assert undone(client, AreaImport.objects.get()).status_code == 404
    assert DemandArea.objects.filter(code="AT13").exists()
