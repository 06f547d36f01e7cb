"""Rules of single rows, and their states on a day."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from capacities.choices import Block, Freshness, ReviewState
from capacities.models import Authorisation, CapacityStatement, Facility, Release, Site
from capacities.models.sites import place_problem
from capacities.review import move_facility
from capacities.shown import refresh_one
from capacities.tests.factories import (
    make_capability,
    make_facility,
    make_site,
    make_statement,
    release,
)
from core.transitions import InvalidTransition
from stakeholders.tests.factories import make_organisation, user_in

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"valid_until": DAY}, "ends_soon"),
        ({"valid_until": DAY - timedelta(days=1)}, "expired"),
        ({"valid_until": DAY + timedelta(days=183)}, "ends_soon"),
        ({"valid_until": DAY + timedelta(days=184)}, "valid"),
        ({"valid_until": None}, "valid"),
        ({"valid_until": None, "number": ""}, "unknown"),
        ({"valid_until": None, "withdrawn_on": DAY}, "withdrawn"),
        ({"valid_until": None, "withdrawn_on": DAY + timedelta(days=1)}, "valid"),
    ],
)
def test_the_state_of_an_authorisation_turns_on_the_day(fields, state):
    row = Authorisation(**{"type": "MIA", "number": "A-1"} | fields)

    assert row.state_on(DAY) == state


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (0, Freshness.FRESH),
        (364, Freshness.FRESH),
        (365, Freshness.DUE),
        (547, Freshness.DUE),
        (548, Freshness.STALE),
    ],
)
def test_the_verification_clock_and_the_filter_say_the_same(age, expected):
    today = timezone.localdate()
    facility = make_facility(verified_on=today - timedelta(days=age))

    assert facility.freshness == expected
    found = [word for word in Freshness if Facility.objects.verified_as([word]).exists()]
    assert found == [expected]


def test_a_disputed_or_never_verified_record_says_so():
    assert make_facility(is_disputed=True).freshness == Freshness.DISPUTED
    assert make_facility(verified_on=None, verified_by="").freshness == Freshness.NEVER
    assert Facility.objects.verified_as([Freshness.DISPUTED]).count() == 1
    assert Facility.objects.verified_as([Freshness.NEVER]).count() == 1


def test_an_exact_figure_sets_its_band_and_may_not_contradict_it():
    row = CapacityStatement(measure="rooms", exact=12, as_of=DAY)
    row.clean()
    assert row.band == "10-29"

    row.band = "1-4"
    with pytest.raises(ValidationError, match="is not in the band"):
        row.clean()


def test_a_capacity_statement_is_stale_after_18_months():
    today = timezone.localdate()
    facility = make_facility()
    fresh = make_statement(facility, as_of=today - timedelta(days=547))
    stale = make_statement(facility, as_of=today - timedelta(days=548))

    assert [fresh.is_fresh(), stale.is_fresh()] == [True, False]
    assert list(CapacityStatement.objects.fresh()) == [fresh]


@pytest.mark.parametrize(
    "fields",
    [
        {"latitude": 48.2, "longitude": None},
        {"precision": "none"},
        {"latitude": 95, "longitude": 16},
        {"nuts_code": "AT130", "nuts_version": None},
        {"nuts_code": "AT130", "nuts_version": 1999},
    ],
)
def test_the_database_refuses_half_a_place(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_site(**fields)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ((None, None), ""),
        ((48.2082, 16.3738), ""),
        ((16.3738, 48.2082), "swapped"),
        ((-33.8, 151.2), "outside Europe"),
        ((95, 16), "not a place on the globe"),
        ((48.2, None), "Latitude or longitude is missing"),
        ((float("nan"), 16.0), "not a place on the globe"),
    ],
)
def test_a_place_outside_europe_is_explained(place, words):
    problem = place_problem(*place)

    assert words in problem
    assert bool(problem) == bool(words)


def test_a_nuts_code_of_another_country_is_refused_and_greece_has_its_own_letters():
    site = Site(organisation=make_organisation(), city="Athens", country="GR", nuts_code="EL303")
    site.clean()

    site.country = "IT"
    with pytest.raises(ValidationError, match="a country other than"):
        site.clean()


def test_a_hospital_exemption_names_its_product():
    with pytest.raises(ValidationError, match="Name the product"):
        Authorisation(type="HE", number="A-1").clean()


def test_a_block_is_released_once_and_withdrawn_by_somebody():
    facility = make_facility()
    with pytest.raises(IntegrityError), transaction.atomic():
        release(facility, Block.IDENTITY)
    with pytest.raises(IntegrityError), transaction.atomic():
        facility.releases.update(withdrawn_on=DAY)


def test_withdrawing_identity_removes_the_facility_and_keeps_the_fact():
    facility = make_facility()
    row = Release.objects.get(facility=facility, block=Block.IDENTITY)
    row.withdrawn_on, row.withdrawn_by = DAY, "Head"
    row.save()
    refresh_one(facility)

    assert not Facility.objects.visible_to(user_in("member")).exists()
    assert facility.search_text == ""
    assert Release.objects.filter(withdrawn_on=DAY).count() == 1


def test_capabilities_that_are_not_released_leave_no_trace_for_filters():
    facility = make_facility(released=[Block.IDENTITY], classes="GTMP", technologies="car-t")
    make_capability(facility, "vector", technology="lentivir")
    facility.refresh_from_db()

    assert facility.shown_classes == facility.shown_technologies == facility.shown_steps == ""
    assert "lentiviral" not in facility.search_text
    assert not Facility.objects.doing_step(["vector"]).exists()


def test_a_capability_answered_with_no_is_not_shown_as_one():
    facility = make_facility()
    make_capability(facility, "vector", answer="no")
    facility.refresh_from_db()

    assert facility.shown_steps == ""


@pytest.mark.parametrize("role", ["member", "coordinator", "curator", "administrator"])
def test_drafts_and_refusals_have_no_page_for_anybody(role):
    make_facility(published=False)
    make_facility(released=[])

    assert not Facility.objects.visible_to(user_in(role)).exists()


def test_a_facility_is_published_by_a_second_person(client):
    curator, reviewer = user_in("curator"), user_in("reviewer")
    facility = make_facility(published=False)
    facility.history.update(history_user=curator)
    move_facility(facility, ReviewState.IN_REVIEW, by=curator)

    with pytest.raises(InvalidTransition, match="Another person"):
        move_facility(facility, ReviewState.PUBLISHED, by=curator)
    move_facility(facility, ReviewState.PUBLISHED, by=reviewer)

    assert facility.published_on == timezone.localdate()
    assert [event.new for event in facility.events.all()] == ["in_review", "published"]


def test_somebody_who_wrote_a_part_may_not_publish_either():
    writer = user_in("reviewer")
    facility = make_facility(published=False)
    make_statement(facility).history.update(history_user=writer)
    move_facility(facility, ReviewState.IN_REVIEW, by=writer)

    with pytest.raises(InvalidTransition, match="Another person"):
        move_facility(facility, ReviewState.PUBLISHED, by=writer)


def test_a_draft_does_not_become_public_without_review():
    with pytest.raises(InvalidTransition):
        move_facility(make_facility(published=False), ReviewState.PUBLISHED, by=user_in("reviewer"))
