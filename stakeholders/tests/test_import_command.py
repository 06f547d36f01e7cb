"""Contacts in by command: the same code, and an exit status."""

import json

import pytest
from django.core.management import call_command

from stakeholders.models import (
    Contact,
    ImportBatch,
)

from .files import csv_file, person, xlsx_file

pytestmark = pytest.mark.django_db


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

    assert (status, report["created"], report["failed"]) == (1, 2, 0)
    assert report["problems"] == [
        {
            "record": "Person 2",
            "where": "row 3",
            "message": "Country: Atlantis is not a known country, and is left out.",
        }
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n\0", "neither XLSX"),
        (
            csv_file(person(1), header=["Name", "A", "B", "C", "D"]),
            "The field of these columns is not known",
        ),
        (csv_file(["", "a@x.example", "", "", ""]), "name of the person"),
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
