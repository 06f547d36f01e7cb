"""The command as operators and scripts call it."""

import io
import json

import pytest
from django.core.management import call_command

from registers.tests.texts import ctis_file, ctis_record, euctr_file, euctr_text
from trials.models import Trial

pytestmark = pytest.mark.django_db


def run(*files, **options):
    """(exit status, last line as JSON, standard error)"""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command(
            "import_register", *map(str, files), json=True, stdout=out, stderr=err, **options
        )
    except SystemExit as stop:
        status = stop.code
    return status, json.loads(out.getvalue().splitlines()[-1]), err.getvalue()


@pytest.fixture
def write(tmp_path):
    def write(name, data):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def test_files_of_both_registers_go_in(write):
    files = (
        write("a.txt", euctr_file(euctr_text())),
        write("b.json", ctis_file(ctis_record(), ctis_record("2024-512346-12-00"))),
    )

    status, report, errors = run(*files)

    assert (status, errors) == (0, "")
    assert report == {
        "seen": 3,
        "created": 3,
        "changed": 0,
        "unchanged": 0,
        "failed": 0,
        "problems": [],
    }
    assert run(*files)[1]["unchanged"] == 3


def test_a_refused_record_gives_status_1_with_place_and_reason(write):
    bad = euctr_text("2015-000002-22").encode().replace(b"Adults", b"\xff")

    status, report, errors = run(write("mixed.txt", euctr_file(euctr_text()) + bad))

    assert (status, report["created"], report["failed"]) == (1, 1, 1)
    (problem,) = report["problems"]
    assert problem["record"] == "2015-000002-22/DE"
    assert problem["where"].startswith("mixed.txt, line ")
    assert "UTF-8" in problem["message"]
    assert "mixed.txt" in errors


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b"<html>Not found</html>", "web page"),
        (b"\x00\x01\x02binary\xff", "no EudraCT record"),
        (b'{"title": "no record"}', "not a CTIS record"),
        (b"PK\x03\x04broken", "zip archive is damaged"),
    ],
)
def test_what_is_no_register_file_gives_status_2_and_writes_nothing(write, data, reason):
    status, report, errors = run(write("thing.txt", data))

    assert (status, report["failed"]) == (2, 1)
    assert reason in report["problems"][0]["message"]
    assert "thing.txt" in errors
    assert not Trial.objects.exists()


def test_a_missing_file_is_named(tmp_path):
    status, report, _ = run(tmp_path / "missing.txt")

    assert status == 2
    assert report["problems"][0] == {
        "record": "",
        "where": "missing.txt",
        "message": "the file cannot be read: No such file or directory",
    }


def test_a_wrong_file_among_good_ones_is_named_and_the_others_go_in(write):
    status, report, _ = run(write("a.txt", euctr_file(euctr_text())), write("b.txt", b"hello"))

    assert (status, report["created"], report["failed"], report["seen"]) == (1, 1, 1, 2)


def test_a_dry_run_writes_nothing(write):
    status, report, _ = run(write("a.txt", euctr_file(euctr_text())), dry_run=True)

    assert (status, report["created"]) == (0, 1)
    assert not Trial.objects.exists()


def test_the_register_can_be_insisted_on(write):
    status, report, _ = run(write("a.txt", euctr_file(euctr_text())), register="ctis")

    assert status == 2
    assert "a file of EUCTR, not of CTIS" in report["problems"][0]["message"]
