from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers.values import MAX_PERSONS, day, whole_number, without_entities


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("178", 178),
        (" 178 ", 178),
        ("0", 0),
        ("1,000", 1000),
        ("1.000", 1000),
        ("1 000", 1000),
        ("1\u00a0000", 1000),
        ("1\u202f000", 1000),
        ("1\u2009000", 1000),
        ("1'000", 1000),
        ("1\u2019000", 1000),
        ("1,234,567", 1_234_567),
        ("13.0", 13),
        ("13,00", 13),
        ("\uff11\uff10", 10),
        ("0100", 100),
    ],
)
def test_a_number_of_persons_is_read_in_every_published_form(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize(
    "text", ["", "-5", "1,5", "1,00,000", "1,000.000", "about 100", "10-20", "1e3", "9" * 30]
)
def test_what_is_no_whole_number_is_none(text):
    assert whole_number(text) is None


@given(st.integers(0, MAX_PERSONS), st.sampled_from([",", ".", " ", "'", "\u00a0", "\u202f"]))
def test_marks_between_thousands_change_no_number(number, mark):
    assert whole_number(f"{number:,}".replace(",", mark)) == number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-24", date(2024, 5, 24)),
        ("2024-05-24T15:14:59.077", date(2024, 5, 24)),
        ("24/05/2024", date(2024, 5, 24)),
        (" 2024-05-24 ", date(2024, 5, 24)),
        ("31/02/2024", None),
        ("2024-05", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_day_is_read_in_the_forms_of_both_registers(text, expected):
    assert day(text) == expected


@pytest.mark.parametrize("time", ["", " 10:00", "T22:00:00.000+0000"])
@pytest.mark.parametrize(
    "text",
    ["2025-02-01", "01/02/2025", "1/2/2025", "01.02.2025", "1.2.2025", "01-02-2025", "2025/02/01"],
)
def test_the_day_is_before_the_month_in_every_notation(text, time):
    assert day(text + time) == date(2025, 2, 1)


@pytest.mark.parametrize("text", ["12/31/2025", "1/2/20255", "1.2-2025", "2025.13.01", "0/1/2025"])
def test_a_day_that_cannot_be_is_none(text):
    assert day(text) is None


@given(st.text(max_size=20))
def test_any_text_can_be_read_as_a_day_or_number(text):
    assert day(text) is None or isinstance(day(text), date)
    assert whole_number(text) is None or whole_number(text) >= 0


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("M&#252;ller &amp; S&ouml;hne", "Müller & Söhne"),
        ("age &gt;= 18 and &lt; 65", "age >= 18 and < 65"),
        ("&#x2265; 2&nbsp;&micro;g", "≥ 2\u00a0µg"),
        ("Roche &amp;amp; Novartis", "Roche & Novartis"),
        ("AT&T; R&D &bogus; &copycat; &current", "AT&T; R&D &bogus; &copycat; &current"),
        ("a &#0; b &#xD800; &#99999999;", "a \ufffd b \ufffd &#99999999;"),
    ],
)
def test_entities_of_html_are_shown_as_characters(text, shown):
    assert without_entities(text) == shown
