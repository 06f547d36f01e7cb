"""Titles of charts that say what the chart shows."""

import pytest

from core.charts import Chart, Mark, Series
from core.charts.data import GROUPED, STACKED
from core.charts.headlines import leading_series, most, widest_difference


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"ES": 14, "IT": 3}, "ES has the most trials: 14 of 20"),
        ({"ES": 14, "IT": 14, "FR": 2}, "ES and IT have the most trials: 14 of 20 each"),
        ({"ES": 5, "IT": 5, "FR": 5, "DE": 5}, ""),
        ({"ES": 3, "IT": 1, "unknown": 9}, ""),
        ({"ES": 3, "IT": 1, "unknown": 3}, ""),
        ({"ES": 14}, ""),
        ({"ES": 0, "IT": 0}, ""),
        ({}, ""),
    ],
)
def test_the_headline_names_the_largest_category_if_one_stands_out(numbers, words):
    rows = [(value, value, number) for value, number in numbers.items()]

    assert most(rows, 20, noun="trials") == words


def test_a_headline_without_a_total_names_the_number_alone():
    rows = [("ES", "Spain", 2.44), ("IT", "Italy", 1.0)]

    words = most(rows, noun="trials per million", figure="{:.1f}".format)

    assert words == "Spain has the most trials per million: 2.4"


def two_series(rows, form=STACKED, paints=("ink", "mid")):
    """Return a chart with two series, "A" and "B"; `rows` are {category: (A, B)}."""
    series = tuple(
        Series(label, paint, tuple(Mark("", pair[place]) for pair in rows.values()))
        for place, (label, paint) in enumerate(zip("AB", paints, strict=True))
    )
    return Chart("one", "One", form, "Axis", tuple(rows), series)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ({"ES": (3, 1), "IT": (2, 1), "FR": (0, 4)}, "A has the most trials in 2 of 3 countries"),
        ({"ES": (3, 1), "IT": (2, 2)}, "A has the most trials in 1 of 2 countries"),
        (
            {"ES": (3, 1), "IT": (2, 1), "Not stated": (0, 9)},
            "A has the most trials in 2 of 2 countries",
        ),
        ({"ES": (3, 1), "IT": (1, 2)}, ""),
        ({"ES": (3, 1), "IT": (2, 2), "FR": (1, 1)}, ""),
        ({"ES": (3, 1), "IT": (0, 0)}, ""),
        ({"ES": (0, 0)}, ""),
        ({}, ""),
    ],
)
def test_the_headline_of_two_facts_counts_the_categories_that_one_series_leads(rows, words):
    assert leading_series(two_series(rows), noun="trials", categories="countries") == words


def test_a_series_that_states_nothing_does_not_lead():
    chart = two_series({"ES": (3, 1), "IT": (2, 1)}, paints=("unclear", "mid"))

    assert leading_series(chart, noun="trials", categories="countries") == ""


@pytest.mark.parametrize(
    ("rows", "totals", "words"),
    [
        ({"I": (8, 1), "II": (2, 9)}, (10, 20), "I differs most: 8 of 10 in A, 1 of 20 in B"),
        ({"I": (5, 10), "II": (5, 10)}, (10, 20), ""),
        ({"I": (6, 4), "II": (4, 6)}, (10, 10), ""),
        ({"I": (3, 0)}, (3, 0), ""),
    ],
)
def test_the_headline_of_a_comparison_names_the_widest_difference(rows, totals, words):
    assert widest_difference(two_series(rows, GROUPED), totals) == words
