"""Two to four scenarios beside each other."""

import pytest

from .factories import make_scenario, text_of

pytestmark = pytest.mark.django_db


def test_a_comparison_lists_only_what_differs(client):
    one = make_scenario({"price": "100000"}, is_demo=True)
    other = make_scenario({"price": "200000", "royalty": "0"}, is_demo=True)

    comparison = client.get(f"/economics/compare/?s={one.slug}&s={other.slug}").context[
        "comparison"
    ]

    assert [(label, words) for label, _, words in comparison.differences] == [
        ("List price", ["100,000", "200,000"]),
        ("Royalty on net sales", ["4 %", "0 %"]),
    ]


def test_scenarios_of_different_currencies_are_not_drawn_on_one_axis(client):
    one = make_scenario(is_demo=True)
    other = make_scenario({"currency": "USD"}, is_demo=True)

    page = client.get(f"/economics/compare/?s={one.slug}&s={other.slug}")

    assert page.context["comparison"].plot.is_empty
    assert "Amounts are not converted" in text_of(page)


@pytest.mark.parametrize("number", [1, 5])
def test_a_comparison_takes_two_to_four(client, number):
    slugs = [make_scenario(is_demo=True).slug for _ in range(number)]

    page = client.get("/economics/compare/", {"s": slugs})

    assert page.context["comparison"] is None
    assert "Select at" in text_of(page)


def test_versions_of_one_scenario_can_be_compared(client):
    scenario = make_scenario(is_demo=True)
    scenario.add_version({**scenario.versions.get().inputs, "price": "1"}, by=None)

    page = client.get(f"/economics/compare/?s={scenario.slug}:1&s={scenario.slug}:2")

    assert [label for label, _, _ in page.context["comparison"].differences] == ["List price"]


def test_a_hidden_scenario_cannot_be_compared(client):
    one, hidden = make_scenario(is_demo=True), make_scenario()

    assert client.get(f"/economics/compare/?s={one.slug}&s={hidden.slug}").status_code == 404
