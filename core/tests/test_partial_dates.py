"""Dates known by year or month: parsing, comparison and errors."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.partial_dates import days_between, is_before, parse


@pytest.mark.parametrize(
    ("text", "shown", "first", "last"),
    [
        ("2023", "2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2023-02", "Feb 2023", date(2023, 2, 1), date(2023, 2, 28)),
        ("2024-02-29", "29 Feb 2024", date(2024, 2, 29), date(2024, 2, 29)),
    ],
)
def test_a_date_is_as_precise_as_its_text(text, shown, first, last):
    found = parse(text)

    assert (str(found), found.first, found.last) == (shown, first, last)


@pytest.mark.parametrize(
    "text", ["23", "2023-13", "2023-02-30", "17.05.2023", "1823", "2023-5", "２０２３", " 2023"]
)
def test_text_that_is_not_a_date_is_refused(text):
    with pytest.raises(ValueError, match=r"date|day|year"):
        parse(text)


@pytest.mark.parametrize("text", ["2023", "2023-05", "2023-05-17"])
def test_a_date_is_not_before_itself(text):
    assert not is_before(parse(text), parse(text))


def test_the_next_day_is_later_across_a_month_and_a_year():
    assert is_before(parse("2023-05-31"), parse("2023-06"))
    assert is_before(parse("2023"), parse("2024-01-01"))
    assert not is_before(parse("2024-01-01"), parse("2023"))


def test_a_year_is_not_before_a_month_of_it():
    assert not is_before(parse("2023"), parse("2023-05"))
    assert is_before(parse("2023-04"), parse("2023-05"))
    assert not is_before(None, parse("2023"))


def test_a_length_says_whether_it_is_known_to_the_day():
    assert days_between(parse("2023-01-01"), parse("2023-01-31")) == (30, True)
    assert days_between(parse("2023-01"), parse("2023-03"))[1] is False
    assert days_between(parse("2023"), None) == (None, False)


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)), st.sampled_from([4, 7, 10]))
def test_every_day_lies_within_its_own_text(day, length):
    found = parse(day.isoformat()[:length])

    assert found.first <= day <= found.last
    assert found.first <= found.middle <= found.last
