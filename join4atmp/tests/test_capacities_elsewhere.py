"""Facilities in the search, the interface for programs and frozen issues."""

import pytest

from capacities.tests.factories import make_capability, make_contact, make_facility, make_statement
from join4atmp.issues.contents import TABLES
from stakeholders.tests.factories import user_in

pytestmark = pytest.mark.django_db


def test_the_search_finds_published_facilities_by_what_they_released(client):
    facility = make_facility(name="Vienna cells")
    make_capability(facility, "vector")
    make_facility(name="Hidden cells", published=False)

    page = client.get("/search/?q=cells").content.decode()

    assert facility.get_absolute_url() in page
    assert "Hidden" not in page
    assert facility.get_absolute_url() in client.get("/search/?q=plasmid").content.decode()


def test_programs_read_the_rows_and_facts_of_the_page(client):
    facility = make_facility("AT", steps="vector")
    make_facility("DE")
    make_statement(facility, step="", exact=12, utilisation=">100")
    make_contact(facility, email="head@facility.example")

    answer = client.get("/api/v1/facilities/?country=AT")

    (row,) = answer.json()["results"]
    assert row["facts"]["steps"] == "vector"
    assert row["facts"]["capacity_band"] == "10-29"
    assert row["facts"]["capacity_exact"] == row["facts"]["utilisation_band"] == ""
    assert "head@" not in answer.content.decode()
    one = client.get(f"/api/v1/facilities/{facility.slug}/").json()
    assert one["facts"] == row["facts"]


def test_a_member_reads_exact_figures_that_are_released(client):
    facility = make_facility(released=["identity", "capacity", "exact"])
    make_statement(facility, step="", exact=12)
    client.force_login(user_in("member"))

    (row,) = client.get("/api/v1/facilities/").json()["results"]

    assert row["facts"]["capacity_exact"] == "12"


def test_a_facility_that_is_not_published_is_not_found_by_programs(client):
    facility = make_facility(published=False)

    assert client.get(f"/api/v1/facilities/{facility.slug}/").status_code == 404


def test_the_interface_asks_the_same_number_of_questions_for_one_and_for_many_rows(
    client, django_assert_max_num_queries
):
    counted = set()
    for number in (1, 8):
        while client.get("/api/v1/facilities/").json()["count"] < number:
            make_capability(make_facility())
        with django_assert_max_num_queries(20) as captured:
            client.get("/api/v1/facilities/")
        counted.add(len(captured))

    assert len(counted) == 1


def test_an_issue_freezes_numbers_and_no_names():
    make_facility("AT", steps="vector storage")
    make_facility("AT", steps="vector")
    make_facility("AT", steps="vector", is_demo=True)
    (table,) = (one for one in TABLES if one.name == "capacities")

    assert list(table.rows(False)) == [
        ("Austria", "Vector or plasmid", 2, "no"),
        ("Austria", "Storage", 1, "no"),
    ]
