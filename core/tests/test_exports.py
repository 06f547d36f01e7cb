"""Export files: the cells as a reader finds them."""

import json
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exports import (
    ABOUT_SHEET,
    csv_stream,
    json_stream,
    safe_cell,
    without_apostrophe,
    xlsx_file,
)

ABOUT = {"Export": "14"}
# Every sign that can start a formula or command, and its full-width form.
FORMULA_SIGNS = "=+-@|%＝＋－＠｜％"
IGNORED_SIGNS = ["", " ", "\u00a0", "\u200b", "\u200f", "\u2060", "\ufeff", '"', "'"]


def read_back(header, rows):
    with xlsx_file(ABOUT, "Table", header, rows) as file:
        book = openpyxl.load_workbook(file)
    return book, [[cell.value for cell in row] for row in book["Table"].iter_rows()]


def test_a_column_can_have_values_of_every_type():
    values = [7, "007", None, "", Decimal("1.25"), True, "x" * 40_000]

    _, (_, *rows) = read_back(["A"], ([value] for value in values))

    assert [value for (value,) in rows] == [7, "007", None, None, 1.25, True, "x" * 32_000]


def test_a_date_is_a_date_beside_text():
    _, (_, (unknown,), (day,)) = read_back(["Day"], [["not stated"], [date(2026, 11, 22)]])

    assert unknown == "not stated"
    assert day.date() == date(2026, 11, 22)


def test_a_day_before_the_first_of_spreadsheets_is_text():
    _, (_, row) = read_back(["Day"], [[date(1848, 3, 18)]])

    assert row == ["1848-03-18"]


def test_a_table_without_rows_has_headings_and_a_description():
    book, (header, *_) = read_back(["A", "B"], [])

    assert header == ["A", "B"]
    assert dict(book["About this file"].iter_rows(values_only=True))["Export"] == "14"


def test_two_columns_with_one_heading_are_refused():
    with pytest.raises(ValueError, match="same heading"):
        xlsx_file(ABOUT, "Table", ["A", "A"], [[1, 2]])


# No database returns surrogates.
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), st.sampled_from("=+-@\t x"))
def test_no_text_is_a_formula_in_a_spreadsheet(text, first):
    book, (_, (value,)) = read_back(["Text"], [[first + text]])

    assert book["Table"]["A2"].data_type != "f"
    assert book["Table"]["A2"].hyperlink is None
    if value and first in "=+-@":
        assert value.startswith("'")


@pytest.mark.parametrize("sign", FORMULA_SIGNS)
@pytest.mark.parametrize("before", IGNORED_SIGNS)
def test_every_sign_of_a_formula_is_disarmed_in_sheets_and_unchanged_for_programs(sign, before):
    text = f"{before}{sign}cmd"

    csv = b"".join(csv_stream(["Text"], [[text]])).decode("utf-8-sig")
    data = json.loads(b"".join(json_stream({"title": "x"}, "rows", ["Text"], [[text]])))
    _, (_, (cell,)) = read_back(["Text"], [[text]])

    assert safe_cell(text) == f"'{text}"
    assert without_apostrophe(f"'{text}") == text
    assert f"\"'{text}".replace('""', '"') in csv.replace('""', '"')
    assert data["rows"] == [{"Text": text}]
    assert cell == f"'{text}"


def test_a_file_names_the_release_that_made_it(settings):
    settings.RELEASE = "9.8.7"

    data = json.loads(b"".join(json_stream({"title": "x"}, "rows", ["Text"], [["y"]])))
    book, _ = read_back(["Text"], [["y"]])

    assert data["made_by"] == "JOIN4ATMP portal 9.8.7"
    assert ["Made by", "JOIN4ATMP portal 9.8.7"] in [
        [cell.value for cell in row] for row in book[ABOUT_SHEET]
    ]


@pytest.mark.parametrize("text", ["a=b", "1-2", "x@y.example", "50%", "", "Ａ＝Ｂ"])
def test_a_sign_inside_a_text_is_harmless(text):
    assert safe_cell(text) == text
