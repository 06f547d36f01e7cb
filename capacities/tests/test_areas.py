"""Areas of demand: NUTS regions inside countries, a given place, demand from care; charts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacities import figures
from capacities.measures.areas import own_numbers, shared_out
from capacities.models import DemandArea
from capacities.reports import REPORTS
from trials.tests.factories import make_trial

from .factories import make_capability, make_facility, make_site, make_statement

AREA = {"point": "A place", "latitude": 48.2, "longitude": 16.4, "source": "A source"}
CARE = {"patients_source": "A registry"}
CODES = st.dictionaries(
    st.sampled_from(["AT", "AT1", "AT13", "AT130", "AT2", "DE", "DE2"]), st.integers(0, 1000)
)


def make_area(code, population=1_000_000, **fields):
    values = {"name": f"Area {code}", "country": code[:2], "population": population, **AREA, **CARE}
    DemandArea.objects.filter(code=code).delete()
    return DemandArea.objects.create(code=code, **values | fields)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def report_of(slug, **data):
    kind = REPORTS[slug]
    form = kind.form(data)
    assert form.is_valid(), form.errors
    return kind.build(form, figures.EVERYBODY)


def column(table, name):
    place = table.header.index(name)
    return {str(row[0]): str(row[place]) for row in table.rows}


# The measures


def test_people_of_a_region_are_not_counted_again_in_its_country():
    assert own_numbers({"AT": 9, "AT1": 5, "AT13": 2, "DE": 80}) == {
        "AT": 4,
        "AT1": 3,
        "AT13": 2,
        "DE": 80,
    }


def test_an_area_without_a_number_hides_nothing():
    assert own_numbers({"AT": 9, "AT1": None, "AT13": 2}) == {"AT": 7, "AT13": 2}


@given(CODES)
def test_own_numbers_are_never_negative_and_never_larger(numbers):
    own = own_numbers(numbers)

    assert set(own) == set(numbers)
    assert not [code for code, number in own.items() if not 0 <= number <= numbers[code]]


@given(st.floats(0, 1e6), st.dictionaries(st.text(), st.integers(1, 1000), min_size=1))
def test_a_shared_total_stays_the_same(total, weights):
    assert sum(shared_out(total, weights).values()) == pytest.approx(total)


# The reports


@pytest.fixture
def vienna(db):
    DemandArea.objects.all().delete()
    site = make_site("AT", nuts_code="AT130", nuts_version=2021)
    facility = make_facility(site=site, name="Vienna unit")
    make_capability(facility)
    return facility


def test_regions_are_measured_from_their_own_place_and_trials_are_counted_once(vienna):
    make_area("AT", 9_000_000, latitude=47.0, longitude=12.0)
    make_area("AT13", 2_000_000)
    for _ in range(9):
        make_trial(
            is_demo=True,
            register_atmp_class="GTMP",
            register_status="ongoing",
            countries="AT",
        )
    figures.refresh()

    (table,) = report_of("reach", step="processing", km="300").tables

    assert column(table, "Inhabitants") == {"Area AT": "7,000,000", "Area AT13": "2,000,000"}
    assert column(table, "Open trials") == {"Area AT": "7", "Area AT13": "2"}
    assert column(table, "Facilities") == {"Area AT": "1", "Area AT13": "1"}
    assert column(table, "Within 300 km") == {"Area AT": "no", "Area AT13": "yes"}


def test_any_place_may_be_the_centre_of_a_catchment(vienna):
    make_area("AT", 9_000_000)
    figures.refresh()

    report = report_of("reach", step="processing", km="100", place="48.3, 16.4")

    table = report.tables[1]
    assert [str(row[0]) for row in table.rows] == ["Vienna unit"]
    assert "1 facility, and areas with 9,000,000 inhabitants." in " ".join(report.summary)


def test_demand_from_care_is_part_of_the_demand_and_may_be_its_only_part(vienna):
    make_area("AT", patients=90)
    make_statement(vienna, "10-29")
    figures.refresh()

    table = report_of("gaps").tables[0]
    of_a_class = report_of("gaps", atmp_class="GTMP").tables[0]

    assert column(table, "Demand, batches per year") == {"Austria": "100.0"}
    assert column(table, "Of it from care") == {"Austria": "100.0"}
    assert of_a_class.rows == ()


def test_eligible_patients_within_reach_are_said(vienna):
    make_area("AT", patients=75)
    make_area("DE", patients=25, latitude=54.0, longitude=8.0)
    figures.refresh()

    report = report_of("reach", step="processing", km="100")

    assert "75.0% of the eligible patients" in " ".join(report.summary)


# Charts

ASKED = {
    "gaps": "",
    "reach": "step=processing&km=300",
    "referral": "place=Vienna&step=processing",
    "selection": "atmp_class=GTMP",
    "cooperation": "",
    "rules": "",
}


def test_every_report_has_a_question_here():
    assert set(ASKED) == set(REPORTS)


@pytest.mark.parametrize("slug", ASKED)
def test_every_report_has_a_chart_with_its_table_and_files(client, vienna, slug):
    vienna.open_to = "collaboration"
    vienna.save()
    make_area("AT", patients=90)
    figures.refresh()
    address = f"/capacities/reports/{slug}/?{ASKED[slug]}"

    page = client.get(address)
    plots = page.context["report"].plots

    assert plots
    for plot in plots:
        assert not plot.is_empty, plot.name
        assert f'id="chart-{plot.name}"' in page.content.decode()
        svg = client.get(f"{address}&format=svg&chart={plot.name}")
        assert svg.content.startswith(b"<?xml") or b"<svg" in svg.content[:200]
        png = client.get(f"{address}&format=png&chart={plot.name}")
        assert png.content.startswith(b"\x89PNG")
    assert client.get(f"{address}&format=pdf").content.startswith(b"%PDF")


def test_a_chart_that_does_not_exist_is_not_found(client, vienna):
    assert client.get("/capacities/reports/gaps/?format=svg&chart=none").status_code == 404


# The NUTS facet


def test_regions_are_a_facet_and_any_beginning_of_a_code_is_a_filter(client, vienna):
    make_facility("DE", name="Berlin unit")

    page = text_of(client.get("/capacities/"))
    assert "AT13, Austria" in page
    for query, names in {
        "nuts=AT13": ["Vienna unit"],
        "nuts=AT": ["Vienna unit"],
        "nuts=at130": ["Vienna unit"],
        "nuts=unknown": ["Berlin unit"],
        "nuts=AT13&nuts=unknown": ["Berlin unit", "Vienna unit"],
        "nuts=FR": [],
    }.items():
        found = client.get(f"/capacities/?{query}").content.decode()
        assert [name for name in ("Berlin unit", "Vienna unit") if name in found] == names, query


def test_a_region_that_is_no_code_is_refused(client, vienna):
    assert "is not one of the values" in text_of(client.get("/capacities/?nuts=A1"))
