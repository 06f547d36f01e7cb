"""Titles of charts that say what the chart shows."""

import pytest

from trials.dashboard.headlines import most_trials

from .factories import make_trial


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"ES": 14, "IT": 3}, "ES has the most trials: 14 of 20"),
        ({"ES": 14, "IT": 14, "FR": 2}, "ES and IT have the most trials: 14 of 20 each"),
        ({"ES": 5, "IT": 5, "FR": 5, "DE": 5}, ""),
        ({"ES": 3, "IT": 1, "unknown": 9}, ""),
        ({"ES": 14}, ""),
        ({"ES": 0, "IT": 0}, ""),
        ({}, ""),
    ],
)
def test_the_headline_names_the_largest_category_if_one_stands_out(numbers, words):
    rows = [(value, value, number) for value, number in numbers.items()]

    assert most_trials(rows, 20) == words


@pytest.mark.django_db
def test_page_and_file_have_the_headline_as_title(client):
    for countries in ("ES", "ES DE", "ES"):
        make_trial(countries=countries, curation="included")
    words = "Spain has the most trials: 3 of 3"

    assert words in client.get("/trials/?view=charts").content.decode()
    assert words in client.get("/trials/?view=map").content.decode()
    assert words in b"".join(client.get("/trials/charts/country.svg")).decode()
    assert words not in client.get("/trials/?view=charts&country=ES").content.decode()
