"""Workbooks that go out: what a person finds in the cells."""

from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exports import xlsx_file

ABOUT = {"Export": "14"}


def read_back(header, rows):
    with xlsx_file(ABOUT, "Table", header, rows) as file:
        book = openpyxl.load_workbook(file)
    return book, [[cell.value for cell in row] for row in book["Table"].iter_rows()]


def test_a_column_may_hold_values_of_every_kind():
    values = [7, "007", None, "", Decimal("1.25"), True, "x" * 40_000]

    _, (_, *rows) = read_back(["A"], ([value] for value in values))

    assert [value for (value,) in rows] == [7, "007", None, None, 1.25, True, "x" * 32_000]


def test_a_day_is_a_day_also_beside_words():
    _, (_, (unknown,), (day,)) = read_back(["Day"], [["not stated"], [date(2026, 11, 22)]])

    assert unknown == "not stated"
    assert day.date() == date(2026, 11, 22)


def test_a_day_before_the_first_of_spreadsheets_is_text():
    _, (_, row) = read_back(["Day"], [[date(1848, 3, 18)]])

    assert row == ["1848-03-18"]


def test_a_table_without_rows_keeps_its_headings_and_says_what_it_is():
    book, (header, *_) = read_back(["A", "B"], [])

    assert header == ["A", "B"]
    assert dict(book["About this file"].iter_rows(values_only=True))["Export"] == "14"


def test_two_columns_with_one_heading_are_refused_and_not_lost():
    with pytest.raises(ValueError, match="same heading"):
        xlsx_file(ABOUT, "Table", ["A", "A"], [[1, 2]])


# Surrogates come from no database.
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), st.sampled_from("=+-@\t x"))
def test_no_text_is_live_in_a_spreadsheet(text, first):
    book, (_, (value,)) = read_back(["Text"], [[first + text]])

    assert book["Table"]["A2"].data_type != "f"
    assert book["Table"]["A2"].hyperlink is None
    if value and first in "=+-@":
        assert value.startswith("'")
