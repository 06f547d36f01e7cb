"""Files of the list: the rows of the screen, nothing live in them, and what they are."""

import csv
import io
import json

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exports import safe_cell

from .factories import make_trial

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "|calc",
    "%x",
    "＝1+1",
    '"=1',
    " \u200b=1",
]


@pytest.fixture
def member(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("member", password="x"))
    return client


def download(client, format, **query):
    answer = client.get("/trials/export/", {"format": format, **query})
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    return b"".join(answer.streaming_content)


def rows(data, format):
    if format == "csv":
        return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    if format == "json":
        return json.loads(data)["trials"]
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Trials"]
    header, *body = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in body]


@pytest.mark.django_db
@pytest.mark.parametrize("format", ["csv", "json", "xlsx"])
def test_the_file_has_the_rows_of_the_screen_in_their_order(member, format):
    for title in ("B", "C", "A"):
        make_trial(title=title)
    make_trial(title="other", register_phase="III")
    query = {"phase": "II", "order": "title"}

    found = rows(download(member, format, **query), format)

    page = member.get("/trials/", query).context["page"]
    key = "title" if format == "json" else "Title"
    assert [row[key] for row in found] == [trial.title for trial in page.object_list]
    assert len(found) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("text", DANGEROUS)
def test_register_text_is_never_live(member, format, text):
    make_trial(title=text)

    (row,) = rows(download(member, format), format)

    # XML, and so a workbook, knows one kind of line end.
    kept = text.replace("\r", "\n") if format == "xlsx" else text
    assert row["Title"] == f"'{kept}"


@pytest.mark.django_db
@pytest.mark.parametrize("text", DANGEROUS)
def test_a_program_gets_register_text_unchanged(member, text):
    make_trial(title=text)

    (row,) = rows(download(member, "json"), "json")

    assert row["title"] == text


@pytest.mark.django_db
def test_numbers_and_dates_stay_typed_in_a_workbook(member):
    make_trial(subjects=20, started_on="2020-02-03")

    (row,) = rows(download(member, "xlsx"), "xlsx")

    assert row["Planned subjects"] == 20
    assert row["Started"].isoformat().startswith("2020-02-03")


@pytest.mark.django_db
def test_workbook_and_json_say_what_they_are(member):
    make_trial()
    make_trial(register_phase="III")

    about = json.loads(download(member, "json", phase="II"))
    book = openpyxl.load_workbook(io.BytesIO(download(member, "xlsx", phase="II")))
    notes = dict(book["About this file"].iter_rows(values_only=True))

    assert about["source"] == (
        "Source: EU Clinical Trials Register / CTIS, European Medicines Agency"
    )
    assert about["rows"] == notes["rows"] == "1 of 2 trials"
    assert about["filter"] == notes["filter"] == "Phase: Phase II"
    assert "as_of" in about


@pytest.mark.django_db
def test_an_empty_list_is_an_empty_file(member):
    assert rows(download(member, "csv"), "csv") == []
    assert rows(download(member, "json"), "json") == []
    assert rows(download(member, "xlsx"), "xlsx") == []


@pytest.mark.django_db
def test_an_unknown_format_is_refused_with_the_known_ones(member):
    answer = member.get("/trials/export/", {"format": "exe"})

    assert answer.status_code == 400
    assert "csv, xlsx, json" in answer.content.decode()


@pytest.mark.django_db
def test_an_impossible_filter_leads_back_to_the_list_and_its_message(member):
    answer = member.get("/trials/export/", {"year_from": "abc"})

    assert answer.status_code == 302
    assert answer["Location"] == "/trials/?year_from=abc"


@given(st.text())
def test_safe_text_is_the_text_with_at_most_an_apostrophe(text):
    safe = safe_cell(text)

    assert safe in (text, f"'{text}")
    assert not safe.lstrip("\"' \u200b\ufeff").startswith(("=", "+", "-", "@")) or safe[0] == "'"


@pytest.mark.parametrize("value", [None, 1, 2.5, True])
def test_other_values_are_left_alone(value):
    assert safe_cell(value) is value
