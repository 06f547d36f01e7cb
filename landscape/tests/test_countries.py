"""Country profiles, coverage, comparison of a fact, and the taxonomy."""

import json
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.countries import EUROPE
from landscape.choices import EEA
from landscape.models import CountryFact, FactKind, TaxonomyEntry
from landscape.profiles import comparison_of, coverage
from landscape.tests.factories import make_fact
from trials.browse.selection import TrialSelection
from trials.tests.factories import make_trial
from usecases.tests.factories import make_user

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


def test_there_are_30_countries_of_the_eea_and_two_beside_it():
    assert len(EEA) == 30
    assert {"IS", "LI", "NO"} < set(EEA)
    assert set(EUROPE) - set(EEA) == {"CH", "GB"}


@pytest.mark.parametrize("code", EUROPE)
def test_every_country_has_a_profile_with_every_fact_or_not_collected(client, code):
    page = client.get(f"/countries/{code}/")

    text = page.content.decode()
    facts = [fact for _, rows in page.context["profile"].groups for _, fact in rows]
    assert len(facts) == FactKind.objects.count()
    assert text.count("Not collected") == facts.count(None) > 0
    assert text.count("To be verified") == len(facts) - facts.count(None) > 0


def test_a_profile_without_any_fact_shows_only_not_collected(client):
    CountryFact.objects.filter(country="MT").delete()

    page = client.get("/countries/MT/").content.decode()

    assert page.count("Not collected") == FactKind.objects.count()


@pytest.mark.parametrize("code", ["ZZ", "US", "EU", "XYZ", "1", "%00"])
def test_an_unknown_country_is_not_found(client, code):
    assert client.get(f"/countries/{code}/").status_code in (400, 404)


def test_small_letters_lead_to_the_profile(client):
    assert client.get("/countries/at/").url == "/countries/AT/"


def test_the_coverage_counts_facts_known_of_facts_asked():
    before = {row.code: row for row in coverage()}
    make_fact("AT", "hta-body", verified_on="2026-11-29")

    after = {row.code: row for row in coverage()}

    assert len(after) == 32
    assert after["AT"].known == before["AT"].known + 1
    assert after["AT"].verified == 1
    assert after["AT"].asked == FactKind.objects.count()
    assert sum(after["AT"].by_group) == after["AT"].known


def test_the_gmo_framework_of_the_source_is_loaded_for_its_23_countries(client):
    kind = FactKind.objects.get(code="gmo-framework")

    found = comparison_of(kind)

    numbers = {label: number for _, label, number in found.legend}
    assert numbers == {
        "Deliberate release only": 12,
        "Contained use or deliberate release": 7,
        "Contained use only": 4,
        "Not collected": 9,
    }
    page = client.get(kind.get_absolute_url()).content.decode()
    assert page.count("to be verified".capitalize()) == 23


def test_the_comparison_links_every_country_of_the_map_with_its_group():
    drawing = comparison_of(FactKind.objects.get(code="gmo-order")).drawing

    labels = {item.label for item in drawing.items if getattr(item, "url", "")}
    assert "Bulgaria: GMO first" in labels
    assert "Norway: Not collected" in labels


@pytest.mark.parametrize("fields", [{"source": ""}, {"country": "AT"}])
def test_a_fact_without_a_source_or_twice_is_refused_by_the_database(fields):
    make_fact("AT")

    with pytest.raises(IntegrityError), transaction.atomic():
        make_fact(**{"country": "DE"} | fields)


def test_the_export_has_the_filtered_facts_with_source_and_date(client):
    address = reverse("landscape:fact_export")
    response = client.get(address, {"format": "json", "country": ["AT", "IE"]})

    rows = json.loads(b"".join(response.streaming_content))["country-facts"]
    assert {row["Country code"] for row in rows} == {"AT", "IE"}
    assert all(row["Source"] and row["Date"] for row in rows)


def test_an_export_with_an_unknown_country_or_format_says_so(client):
    address = reverse("landscape:fact_export")

    refused = client.get(address, {"country": "ZZ"}, follow=True).content.decode()
    assert "ZZ is not one of the values" in refused
    assert client.get(address, {"format": "doc"}).status_code == 400


def test_the_taxonomy_counts_trials_and_each_number_opens_its_rows(client):
    make_trial(
        eudract_number="2020-000001-10",
        curation="included",
        register_technology="car-t lentivir",
        register_atmp_class="GTMP",
    )
    make_trial(
        eudract_number="2020-000002-10", curation="included", register_technology="chondrocyte"
    )

    entries = client.get("/taxonomy/").context["entries"]

    counted = {row.entry.code: row for rows in entries.values() for row in rows}
    assert counted["engineered-lymphocytes"].count == 1
    assert counted["cancer-vaccines"].count == 1
    assert counted["chondrocytes"].count == 1
    assert counted["endothelial"].count is None
    for row in counted.values():
        if row.count:
            selection = TrialSelection(VISITOR, row.url.partition("?")[2])
            assert selection.trials.count() == row.count


def test_every_filter_of_the_taxonomy_is_known_to_the_list_of_trials():
    queries = [row.trials_query for row in TaxonomyEntry.objects.exclude(trials_query="")]

    assert len(queries) > 20
    for query in queries:
        selection = TrialSelection(VISITOR, query)
        assert selection.pairs, query
        assert selection.errors == [], query


def test_readers_see_when_a_second_person_verified_a_fact_and_not_who(client):
    fact = CountryFact.objects.filter(country="AT").first()
    fact.verified_by = reviewer = make_user("reviewer")
    fact.verified_on = date(2026, 5, 4)
    fact.save()

    for address in (fact.get_absolute_url(), fact.kind.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "Verified by a second person on 4 May 2026" in page
        assert reviewer.username not in page
