"""Filters and facet counts: the number on a value is the number of trials after the click."""

from urllib.parse import parse_qs

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trials import choices
from trials.browse.facets import FilteredIndex, facets
from trials.browse.filters import StaffTrialFilter
from trials.dashboard.charts import BY_NAME, charts
from trials.models import Trial

from .factories import make_trial

pytestmark = pytest.mark.django_db

PHASES = st.sampled_from(["I", "I/II", "II", "II/III", "III", "IV", "unknown"])
COUNTRIES = st.sets(st.sampled_from(["DE", "ES", "FR", "SE", "PL", "US", "GB", "JP"]), max_size=4)
ROWS = st.fixed_dictionaries(
    {
        "register_phase": PHASES,
        "register_atmp": st.sampled_from(choices.Decision.values),
        "register_atmp_class": st.sampled_from(["", *choices.AtmpClass.values]),
        "register_status": st.sampled_from(choices.Status.values),
        "register_sponsor_type": st.sampled_from(choices.SponsorType.values),
        "register_disease_areas": st.sampled_from(
            ["C04", "C04 C10", "C10 C15", "other", "unknown"]
        ),
        "register_technology": st.sampled_from(["car-t lentivir", "til", "aav", "unknown"]),
        "register_delivery": st.sampled_from(["ex_vivo", "in_vivo", "ex_vivo in_vivo", "unknown"]),
        "register_cell_source": st.sampled_from(["autologous", "not_applicable", "unknown"]),
        "days_to_start": st.sampled_from([None, 0, 91, 92, 365, 366, 5000]),
        "registers": st.sampled_from(["ctis", "euctr", "ctis euctr"]),
        "countries": COUNTRIES.map(lambda codes: " ".join(sorted(codes))),
        "first_year": st.sampled_from([None, 2012, 2018, 2024]),
        "curation": st.sampled_from(choices.Curation.values),
        "search_text": st.sampled_from(["car t cells", "skin cells", "gene"]),
        "curated_phase": st.sampled_from(["", "", "I/II"]),
        "is_demo": st.booleans(),
        "has_authorised_product": st.booleans(),
    }
)


def few(values):
    return st.lists(st.sampled_from(values), max_size=2, unique=True)


QUERIES = st.fixed_dictionaries(
    {},
    optional={
        "q": st.sampled_from([["cells"], ["gene"], ["skin cells"]]),
        "phase": few(["I", "II", "III", "unknown"]),
        "atmp_class": few(choices.AtmpClass.values),
        "atmp": few(choices.Decision.values),
        "status": few(choices.Status.values),
        "country": few(["DE", "ES", "US", "JP", "IT", "unknown"]),
        "region": few(["north", "south", "east", "west", "outside"]),
        "disease_area": few(["C04", "C10", "C15", "other", "unknown"]),
        "sponsor_type": few(choices.SponsorType.values),
        "register": few(["euctr", "ctis"]),
        "phase_is": few(["I", "I/II", "II/III", "unknown"]),
        "technology": few(["car-t", "til", "aav", "unknown"]),
        "delivery": few(["ex_vivo", "in_vivo", "unknown"]),
        "cell_source": few(["autologous", "xenogeneic", "unknown"]),
        "year": few(["2012", "2018", "2019", "unknown"]),
        "time_to_start": few(["m3", "m6", "more", "unknown"]),
        "fate": few(["moved", "ended", "ongoing"]),
        "curation": few(choices.Curation.values),
        "demo": few(["yes", "no"]),
        "authorised": few(["yes", "no"]),
        "year_from": st.sampled_from([["2013"], ["2018"]]),
        "year_to": st.sampled_from([["2018"], ["2024"]]),
    },
)


def filterset(query):
    data = QueryDict(mutable=True)
    for name, values in query.items():
        data.setlist(name, values)
    found = StaffTrialFilter(data, queryset=Trial.objects.all())
    assert found.is_valid(), found.errors
    return found


@given(st.lists(ROWS, min_size=1, max_size=25), QUERIES)
@settings(
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_facet_number_is_the_number_of_rows_behind_its_link(rows, query):
    Trial.objects.all().delete()
    for row in rows:
        make_trial(**row)
    shown = filterset(query)
    selection = FilteredIndex(shown)

    assert selection.total == shown.qs.count()
    assert selection.all_trials() == len(rows)
    for facet in facets(shown, selection, lambda name, values: f"{name}={','.join(values)}"):
        for value in facet.values:
            kept = shown.selected(facet.name) if value.adds else []
            after_click = filterset({**query, facet.name: [*kept, value.value]})
            before = shown.qs.count() if value.adds else 0
            assert value.count == after_click.qs.count() - before, (facet.name, value)
            if value.url:
                assert parse_qs(value.url) == {facet.name: [",".join([*kept, value.value])]}
    for name, value in (("phase", "IV"), ("region", "outside"), ("country", "PL")):
        if not selection.counts(name).get(value):
            assert not filterset({**query, name: [value]}).qs.exists()


@given(st.lists(ROWS, min_size=1, max_size=8), QUERIES)
@settings(
    deadline=None,
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_number_of_every_chart_is_the_number_of_rows_behind_its_link(rows, query):
    Trial.objects.all().delete()
    for row in rows:
        make_trial(**row)
    shown = filterset(query)

    for chart in charts(FilteredIndex(shown), lambda **filters: {**query, **filters}, BY_NAME):
        for mark in (mark for series in chart.series for mark in series.marks):
            if mark.value or len(chart.series) == 1:
                behind = filterset(mark.url or query).qs.count()
                assert mark.value == behind, (chart.name, mark)


def test_repeated_values_are_or_and_names_are_and():
    make_trial(register_phase="I/II", countries="DE ES")
    make_trial(register_phase="II", countries="DE")
    make_trial(register_phase="III", countries="ES")

    def count(**query):
        return filterset(query).qs.count()

    assert count(phase=["I"]) == 1
    assert count(phase=["II"]) == 2
    assert count(phase=["I", "III"]) == 2
    assert count(country=["DE", "ES"]) == 3
    assert count(phase=["II"], country=["ES"]) == 1


def test_regions_hold_their_countries_and_the_rest_is_outside():
    make_trial(countries="SE")
    make_trial(countries="US")
    make_trial(countries="DE US")
    make_trial(countries="")

    def count(*regions):
        return filterset({"region": list(regions)}).qs.count()

    assert (count("north"), count("west"), count("outside"), count("south")) == (1, 1, 2, 0)
    assert count("north", "outside") == 3


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("car t cells", 1),
        ("CÉLLS cAr", 1),
        ("2022-002568-62", 1),
        ("2022-0025", 1),
        ("køge", 1),
        ("koge", 1),
        ("nothing here", 0),
        ("%", 0),
        ("_", 0),
        ("'; DROP TABLE", 0),
        ("   ", 1),
        ("", 1),
    ],
)
def test_words_are_found_without_accents_and_all_of_them(query, found):
    make_trial(search_text="2022-002568-62 car-t cells koge hospital car t")

    assert Trial.objects.found_by(query).count() == found


def test_the_order_is_one_of_the_known_and_missing_values_come_last():
    none = make_trial(first_year=None, title="B")
    old = make_trial(first_year=2010, title="C")
    new = make_trial(first_year=2020, title="A")

    def order(name):
        return list(filterset({"order": [name]} if name else {}).qs)

    assert order("") == [new, old, none]
    assert order("first_entered") == [old, new, none]
    assert order("title") == [new, none, old]
    assert order("-title") == [old, none, new]


def test_a_curated_value_wins_in_filters_and_counts():
    make_trial(register_phase="III", curated_phase="I/II")

    assert filterset({"phase": ["I"]}).qs.count() == 1
    assert filterset({"phase": ["III"]}).qs.count() == 0


def test_any_trial_is_found_by_any_of_its_numbers():
    trial = make_trial(
        eudract_number="2019-001588-63", eu_ct_number="2024-510663-34-01", nct_number="NCT04494412"
    )
    make_trial()

    for number in ("2019-001588-63", "2024-510663-34-01", "2024-510663-34-00", "nct04494412"):
        assert list(Trial.objects.with_number(number)) == [trial]
    assert not Trial.objects.visible_to(AnonymousUser()).with_number("2019-001588-63")


@pytest.mark.django_db
def test_exactly_phase_one_two_can_be_ticked(client):
    make_trial(register_phase="I/II", is_demo=True)
    make_trial(register_phase="I", is_demo=True)

    text = client.get("/trials/?phase_is=I%2FII").content.decode()

    assert 'name="phase_is" value="I/II" id="phase_is-I/II" checked' in text
    assert "1 of 2 trials" in text
