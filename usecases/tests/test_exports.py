"""The exports of hurdles, solutions, recommendations and milestones have the rows of the lists."""

import csv
import io
import json

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from .factories import make_case, make_hurdle, make_milestone, make_recommendation, make_solution

pytestmark = pytest.mark.django_db
KINDS = ["hurdles", "solutions", "recommendations", "use-cases/milestones"]


@pytest.fixture
def member(client):
    client.force_login(User.objects.create_user("member", password="x"))
    return client


def download(client, kind, format="csv", **query):
    answer = client.get(f"/{kind}/export/", {"format": format, **query})
    assert answer.status_code == 200
    data = b"".join(answer.streaming_content)
    if format == "csv":
        return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    if format == "json":
        return json.loads(data)[kind.rpartition("/")[2]]
    book = openpyxl.load_workbook(io.BytesIO(data))
    header, *body = book.worksheets[0].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in body]


@pytest.mark.parametrize("format", ["csv", "xlsx", "json"])
def test_the_file_has_the_rows_of_the_list(member, format):
    make_hurdle(title="One", category="H01", countries="DE EU", severity=4)
    make_hurdle(title="Two", category="H02")

    (row,) = download(member, "hurdles", format, category="H01")

    assert row["Hurdle"] == "One"
    assert row["Countries"] == "Germany; EU, all member states"
    assert float(row["Severity (1 to 5)"]) == 4


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_no_cell_of_a_sheet_is_a_formula(member, format):
    case = make_case(short_name="=cmd()")
    hurdle = make_hurdle(case, title="=1+1")
    make_solution(hurdle, title="+1")
    make_recommendation(hurdle, title="@x")
    make_milestone(case, note="-1")

    rows = [row for kind in KINDS for row in download(member, kind, format)]
    texts = [value for row in rows for value in row.values() if isinstance(value, str)]

    assert "'=1+1" in texts
    assert not [text for text in texts if text.startswith(("=", "+", "@", "-"))]


@pytest.mark.parametrize("kind", KINDS)
def test_the_number_of_queries_does_not_grow_with_rows(member, kind):
    counts = []
    for _ in range(2):
        case = make_case()
        for _ in range(2):
            make_milestone(case)
            make_recommendation(make_hurdle(case))
        make_solution(case.hurdles.first())
        with CaptureQueriesContext(connection) as captured:
            download(member, kind)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_an_unknown_format_is_refused_with_the_known_ones(member):
    answer = member.get("/hurdles/export/?format=exe")

    assert answer.status_code == 400
    assert "csv, xlsx, json" in answer.content.decode()
