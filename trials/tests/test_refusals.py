"""A refusal counts for the country that refused: in filter, comparison, map, chart and export."""

import csv
import io
import json
import re

import pytest

from registers.tests.texts import euctr_file, euctr_text
from trials.models import Trial
from trials.past.states import keep

from .factories import import_bytes, make_trial
from .test_dashboard import count_on, marks, page

pytestmark = pytest.mark.django_db

ALL, SOME, NONE = "2020-000001-01", "2020-000002-02", "2020-000003-03"


@pytest.fixture(autouse=True)
def trials():
    """One trial that Germany and Italy refused, one that Germany refused and France authorised, and
    one that runs in Germany."""
    refused = {"status": "Not Authorised"}
    import_bytes(
        euctr_file(
            euctr_text(ALL, country="DE", **refused),
            euctr_text(ALL, country="IT", **refused),
            euctr_text(SOME, country="DE", **refused),
            euctr_text(SOME, country="FR"),
            euctr_text(NONE, country="DE"),
        )
    )
    Trial.objects.update(curated_atmp="yes", atmp="yes")


@pytest.fixture
def member(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("member"))
    return client


def found(member, query):
    rows = json.loads(member.get(f"/trials/export/?format=json&{query}").getvalue())["trials"]
    return sorted(row["eudract_number"] for row in rows)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("refused_in=DE", [ALL, SOME]),
        ("refused_in=IT", [ALL]),
        ("refused_in=IT&refused_in=FR", [ALL]),
        ("refused_in=any", [ALL, SOME]),
        ("refused_in=DE&country=FR", [SOME]),
        ("country=DE", [ALL, NONE]),
        ("country=DE&status=not_authorised", [ALL]),
        ("country=FR", [SOME]),
        ("country=unknown", []),
        ("region=south", [ALL]),
    ],
)
def test_list_and_counts_find_the_refusals_of_a_country(member, query, numbers):
    assert found(member, query) == numbers
    assert count_on(page(member, f"/trials/?{query}")) == len(numbers)


def test_the_facet_says_how_many_each_country_refused(member):
    html = page(member, "/trials/")

    values = re.findall(r'id="only-refused_in-(\w+)".*?</span> (\d+)</a>', html)
    assert values == [("any", "2"), ("DE", "2"), ("IT", "1")]


def test_the_comparison_of_two_countries_counts_their_refusals(member):
    response = member.get("/trials/compare/?a-country=DE&b-country=FR")

    rows = {label: figures for label, _, figures in response.context["comparison"].measures}
    german, french = rows["Refused by a country"]
    assert (german.count, german.of) == (2, 3)
    assert (french.count, french.of) == (0, 1)
    assert found(member, german.url.partition("?")[2]) == [ALL, SOME]


def test_without_a_country_the_refusals_of_any_country_count(member):
    response = member.get("/trials/?view=charts")

    rows = {label: figures for label, _, figures in response.context["measures"]}
    whole = rows["Refused by a country"][0]
    assert (whole.count, whole.of) == (2, 3)
    assert found(member, whole.url.partition("?")[2]) == [ALL, SOME]


def test_a_class_counts_its_own_refusals(member):
    make_trial("DE", refusing_countries="FR", register_atmp_class="TEP")

    response = member.get("/trials/?view=charts&country=DE&country=FR")

    labels = [column.label for column in response.context["columns"]]
    figures = {label: row for label, _, row in response.context["measures"]}
    tissue = figures["Refused by a country"][labels.index("TEP")]
    assert tissue.count == 1
    assert len(found(member, tissue.url.partition("?")[2])) == 1


@pytest.mark.parametrize("query", ["view=map", "view=map&country=DE", "view=charts"])
def test_each_refusal_on_a_map_or_chart_leads_to_its_trials(member, query):
    html = page(member, f"/trials/?{query}")

    refusals = [(url, number) for url, number in marks(html) if "refused_in" in url]
    for url, number in refusals:
        assert count_on(page(member, f"/trials/{url}")) == number
    assert "refused_in=DE" in html
    assert "refused_in=any" not in html.partition('class="charts"')[2].partition("<figcaption")[0]


def test_map_chart_and_export_files_have_the_refusals(member):
    def rows(address):
        text = b"".join(member.get(address)).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    on_map = {row["Country"]: row["Not authorised"] for row in rows("/trials/charts/map.csv")}
    assert (on_map["Germany"], on_map["Italy"], on_map["France"]) == ("2", "1", "0")
    chart = [list(row.values()) for row in rows("/trials/charts/refused-in.csv")]
    assert chart == [["Germany", "2"], ["Italy", "1"]]
    exported = {
        row["EudraCT number"]: row["Not authorised in"]
        for row in rows("/trials/export/?format=csv")
    }
    assert exported == {ALL: "Germany; Italy", SOME: "Germany", NONE: ""}


def test_the_list_on_an_earlier_day_can_be_asked_for_refusals(member):
    keep()
    day = Trial.objects.first().states.first().since

    response = member.get(f"/trials/as-of/?day={day}&refused_in=IT")

    assert response.status_code == 200
    assert ALL in response.content.decode()
    assert SOME not in response.content.decode()
