"""The list, the map, the step matrix, the files and the page of a facility, as readers see them."""

import csv
import io
import json
import math
import re
from datetime import timedelta
from itertools import combinations

import pytest
from django.utils import timezone

from capacities.choices import Step
from capacities.filters import FacilityFilter
from capacities.models import Authorisation, Facility
from capacities.tests.factories import make_capability, make_facility, make_site, make_statement
from core.charts.shapes import Layer, Link
from core.countries import EUROPE

pytestmark = pytest.mark.django_db
PAGES = ("/capacities/", "/capacities/map/", "/capacities/steps/")


def names(answer):
    return [facility.name for facility in answer.context["page"]]


def rows_of(client, query=""):
    answer = client.get(f"/capacities/export/?format=csv{query}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("address", PAGES)
def test_pages_say_so_when_nothing_is_published(client, address):
    make_facility(published=False)

    assert "No facility is published yet" in client.get(address).content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_a_filter_without_rows_says_how_to_go_on(client, address):
    make_facility()

    answer = client.get(f"{address}?kind=QC")

    assert "Remove one of the filters" in answer.content.decode()


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(
    "query", ["country=Atlantis", "step=magic", "nuts=@", "place=x", f"q={'x' * 201}"]
)
def test_an_impossible_filter_gives_a_message_and_no_rows(client, address, query):
    make_facility()

    answer = client.get(f"{address}?{query}")

    assert answer.status_code == 200
    assert answer.context["listing"].form.errors
    assert "Cell unit" not in answer.content.decode().partition('id="count"')[2]


def facility_with_everything():
    """Return a facility that every filter finds by its first value below."""
    facility = make_facility(
        classes="GTMP",
        technologies="car-t",
        age_groups="children",
        open_to="service",
        site=make_site(nuts_code="AT130", nuts_version=2021),
    )
    make_capability(facility, "vector")
    Authorisation.objects.create(facility=facility, type="GMP", number="G-1")
    return facility


FILTERS = {
    "q": ("Cell", "nowhere"),
    "kind": ("GMP-C", "QC"),
    "country": ("AT", "DE"),
    "step": ("vector", "storage"),
    "atmp_class": ("GTMP", "TEP"),
    "technology": ("car-t", "aav"),
    "age_group": ("children", "adults"),
    "authorisation": ("GMP", "MIA"),
    "open_to": ("service", "no"),
    "state": ("operating", "closed"),
    "verified": ("fresh", "stale"),
    "nuts": ("AT1", "DE3"),
    "place": ("cell", "none"),
    "order": ("kind", "-name"),
}


def test_every_filter_is_tried():
    assert set(FILTERS) == set(FacilityFilter.base_filters)


@pytest.mark.parametrize("name", [name for name in FILTERS if name != "order"])
def test_a_filter_finds_the_facility_and_only_it(client, name):
    facility = facility_with_everything()
    hit, miss = FILTERS[name]
    hit = facility.site.map_cell if hit == "cell" else hit

    assert names(client.get("/capacities/", {name: hit})) == [facility.name]
    assert names(client.get("/capacities/", {name: miss})) == []


def test_the_number_on_a_value_is_the_number_of_rows_behind_it(client):
    facility_with_everything()
    make_facility("DE", open_to="both", kind="QC", verified_on=None, verified_by="")
    make_facility("IT", released=["identity"])

    facets = client.get("/capacities/").context["listing"].facets

    assert len(facets) >= 9
    for facet in facets:
        for value in facet.values:
            found = client.get("/capacities/", {facet.name: value.value})
            assert found.context["page"].paginator.count == value.count, (facet.name, value)


def test_the_number_beside_selected_values_is_the_number_of_rows_that_a_value_adds(client):
    facility_with_everything()
    make_facility("DE", open_to="both", kind="QC", released=["identity"])
    make_facility("IT", released=["identity"])

    added = 0
    for facet in client.get("/capacities/").context["listing"].facets:
        for selected in facet.values:
            page = client.get("/capacities/", {facet.name: selected.value})
            shown = next(f for f in page.context["listing"].facets if f.name == facet.name)
            before = page.context["page"].paginator.count
            for value in (one for one in shown.values if one.adds):
                after = client.get(f"/capacities/{value.url}").context["page"].paginator.count
                assert after - before == value.count, (facet.name, selected.value, value)
                added += 1
    assert added


def test_the_filter_for_countries_asks_for_the_sites_own_country(client):
    site = make_site("DE")
    site.organisation.country = "AT"
    site.organisation.save()
    facility = make_facility(site=site)

    assert names(client.get("/capacities/?country=DE")) == [facility.name]
    assert names(client.get("/capacities/?country=AT")) == []


def test_a_facility_without_capabilities_stays_when_its_short_list_has_the_step(client):
    facility = make_facility(steps="storage")

    assert names(client.get("/capacities/?step=storage")) == [facility.name]


def test_an_expired_licence_leaves_the_filter_on_the_day(client):
    today = timezone.localdate()
    facility = make_facility()
    row = Authorisation.objects.create(
        facility=facility, type="GMP", number="G-1", valid_until=today
    )
    assert names(client.get("/capacities/?authorisation=GMP")) == [facility.name]

    Authorisation.objects.filter(pk=row.pk).update(valid_until=today - timedelta(days=1))
    assert names(client.get("/capacities/?authorisation=GMP")) == []
    assert "Expired" in client.get(facility.get_absolute_url()).content.decode()


def test_lists_ask_the_same_number_of_questions_for_one_and_for_many_rows(
    client, django_assert_max_num_queries
):
    counted = {}
    for number in (2, 12):
        while Facility.objects.count() < number:
            make_capability(make_facility())
        for address in (*PAGES, "/capacities/export/?format=json"):
            with django_assert_max_num_queries(60) as captured:
                answer = client.get(address)
                if answer.streaming:
                    b"".join(answer.streaming_content)
            counted.setdefault(address, set()).add(len(captured))

    assert [address for address, numbers in counted.items() if len(numbers) > 1] == []


def test_the_map_and_its_table_hold_every_facility(client):
    make_facility("AT")
    make_facility("AT")
    make_facility("ES")
    lost = make_site(latitude=None, longitude=None, precision="none", city="Nowhere")
    make_facility(site=lost)

    page = client.get("/capacities/map/")

    found = page.context["map"]
    assert [place.number for place in found.places] == [2, 1]
    assert (found.without_coordinates, found.number) == (1, 4)
    text = page.content.decode()
    assert "4 facilities in 2 countries" in " ".join(text.split())
    assert len(found.none_known) == len(EUROPE) - 2
    links = re.findall(r'<a class="chart-mark" href="([^"]+)"', text)
    assert len(links) == 4  # each place in the layer for wide screens and in that for phones
    links = sorted(set(links))
    for link, place in zip(sorted(links), sorted(found.places, key=lambda p: p.url), strict=True):
        rows = client.get(link.replace("&amp;", "&")).context["page"].paginator.count
        assert rows == place.number
    assert client.get("/capacities/?place=none").context["page"].paginator.count == 1


def test_the_symbols_for_a_phone_are_large_and_none_lies_on_another(client):
    for step in range(6):
        make_facility(site=make_site(latitude=48.2 + step * 0.4, longitude=16.3 + step * 0.4))
        make_facility(site=make_site("FR", latitude=48.8 + step * 0.4))

    places = client.get("/capacities/map/").context["map"]

    (layer,) = [
        one for one in places.drawing.items if isinstance(one, Layer) and one.name == "narrow"
    ]
    circles = [link.shapes[0] for link in layer.items if isinstance(link, Link)]
    assert len(circles) == len(places.places) > 3
    for one, other in combinations(circles, 2):
        assert math.dist((one.x, one.y), (other.x, other.y)) >= one.radius + other.radius
    phone = 358 / places.drawing.width
    assert min(2 * circle.radius * phone for circle in circles) >= 22


def test_a_facility_without_coordinates_is_in_the_list_with_a_badge(client):
    make_facility(site=make_site(latitude=None, longitude=None, precision="none"))

    assert "not on the map" in client.get("/capacities/").content.decode()


def test_every_cell_of_the_step_matrix_opens_its_rows(client):
    make_facility("AT", steps="vector storage")
    make_facility("AT", steps="storage")
    make_facility("DE", steps="storage")

    page = client.get("/capacities/steps/").context["matrix"]

    numbers = {row[0]: [cell.number for cell in row[2]] for row in page.rows}
    storage, vector = list(Step).index("storage"), list(Step).index("vector")
    assert (numbers["Austria"][storage], numbers["Austria"][vector]) == (2, 1)
    assert (numbers["Germany"][storage], numbers["Germany"][vector]) == (1, 0)
    cells = [cell for row in page.rows for cell in row[2] if cell.url]
    assert len(cells) == 3
    for cell in (*cells, *(one for one in page.total if one.url)):
        assert client.get(cell.url).context["page"].paginator.count == cell.number


def test_single_points_name_their_facility(client):
    lone = make_facility("AT", steps="vector storage")
    make_facility("DE", steps="storage")

    page = client.get("/capacities/steps/").context["matrix"]

    assert page.single_in_europe == (("Vector or plasmid", lone),)
    assert [(country, facility) for country, facility, _ in page.single_points] == [
        ("Austria", lone),
        ("Germany", Facility.objects.exclude(pk=lone.pk).get()),
    ]
    text = client.get("/capacities/steps/").content.decode()
    assert "none known" in text


def test_the_file_has_exactly_the_rows_of_the_screen(client):
    make_facility("AT", steps="vector")
    make_facility("DE", steps="vector")
    make_facility("DE", steps="storage")
    make_facility(published=False)
    query = "&step=vector&country=DE"

    screen = names(client.get(f"/capacities/?{query[1:]}"))

    assert len(screen) == 1
    assert [row["name"] for row in rows_of(client, query)] == screen
    answer = client.get(f"/capacities/export/?format=json{query}")
    whole = json.loads(b"".join(answer.streaming_content))
    assert [row["name"] for row in whole["facilities"]] == screen
    assert whole["rows"] == "1 of 3 published facilities"
    answer = client.get(f"/capacities/export/?format=geojson{query}")
    shape = json.loads(b"".join(answer.streaming_content))
    assert [one["properties"]["name"] for one in shape["features"]] == screen
    assert shape["features"][0]["geometry"]["coordinates"] == [13.405, 52.52]
    answer = client.get(f"/capacities/export/?format=xlsx{query}")
    assert b"".join(answer.streaming_content).startswith(b"PK")


def test_geojson_keeps_facilities_without_coordinates(client):
    make_facility(site=make_site(latitude=None, longitude=None, precision="none"))

    answer = client.get("/capacities/export/?format=geojson")

    (feature,) = json.loads(b"".join(answer.streaming_content))["features"]
    assert feature["geometry"] is None


def test_an_unknown_format_is_refused_in_words(client):
    answer = client.get("/capacities/export/?format=doc")

    assert answer.status_code == 400
    assert "geojson" in answer.content.decode()


def test_a_facility_page_tells_yes_no_and_not_stated_apart(client):
    facility = make_facility()
    make_capability(facility, "processing")
    make_capability(facility, "vector", answer="no")

    page = client.get(facility.get_absolute_url()).context["page"]

    assert [(line.step, line.answer) for line in page.steps] == [
        ("vector", "no"),
        ("processing", "yes"),
    ]
    assert "Storage" in page.steps_not_stated


def test_stale_and_disputed_records_say_so_on_their_page(client):
    today = timezone.localdate()
    stale = make_facility(verified_on=today - timedelta(days=600))
    make_statement(stale, as_of=today - timedelta(days=600))
    disputed = make_facility(is_disputed=True)

    assert "stale, not counted in sums" in client.get(stale.get_absolute_url()).content.decode()
    assert "is disputed" in client.get(disputed.get_absolute_url()).content.decode()


@pytest.mark.parametrize("address", ["/capacities/nowhere/", "/capacities/nowhere/request/"])
def test_a_facility_that_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404
