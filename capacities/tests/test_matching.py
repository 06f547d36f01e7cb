"""Matching: facilities by step and distance, the reasons, and the missing steps of a chain."""

import pytest
from django.contrib.auth.models import AnonymousUser

from capacities.chains import CELL_THERAPY, GENES_IN_VIVO, MODIFIED_CELLS, TISSUE, chain_for
from capacities.choices import Step
from capacities.matching import Wanted, match
from capacities.models import Authorisation
from capacities.places import CAPITALS, CITIES, LOCAL_NAMES, place_of
from capacities.question import understand
from capacities.tests.factories import make_capability, make_facility, make_site
from core.countries import EUROPE

pytestmark = pytest.mark.django_db
READER = AnonymousUser()
VIENNA = place_of("Vienna")
RELEASE = ("release_test", "certification")


def car_t(**changed):
    values = {
        "atmp_class": "GTMP",
        "technologies": ("car-t", "lentivir"),
        "steps": RELEASE,
        "place": VIENNA,
        "place_name": "Vienna",
        "km": 500,
    }
    return Wanted(**values | changed)


def found(wanted):
    return [one.facility for one in match(wanted, READER).matches]


def test_a_question_in_words_becomes_the_form():
    asked = understand("who can release a lentiviral CAR-T batch within 500 km of Vienna?")

    assert asked.fields == {
        "km": "500",
        "place": "Vienna",
        "technology": ["car-t", "lentivir"],
        "atmp_class": "GTMP",
        "step": ["release_test", "certification"],
    }
    assert asked.not_understood == ()


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (
            "who makes AAV vectors near Zürich",
            {"place": "Zurich", "technology": ["aav"], "step": ["vector"], "atmp_class": "GTMP"},
        ),
        (
            "apheresis for children in Rome",
            {"place": "Rome", "age_group": "children", "step": ["apheresis"]},
        ),
        (
            "CAR-T apheresis in Germany, the Netherlands or the Czech Republic",
            {
                "technology": ["car-t"],
                "atmp_class": "GTMP",
                "step": ["apheresis"],
                "country": ["CZ", "DE", "NL"],
            },
        ),
        (
            "release tests for TEP within 300 km of Göteborg",
            {
                "km": "300",
                "place": "Gothenburg",
                "atmp_class": "TEP",
                "step": ["release_test", "certification"],
            },
        ),
        ("store tissue engineered products", {"atmp_class": "TEP", "step": ["storage"]}),
        ("", {}),
    ],
)
def test_other_questions_are_understood(text, fields):
    asked = understand(text)

    assert asked.fields == fields
    assert asked.not_understood == ()


@pytest.mark.parametrize("name", LOCAL_NAMES)
def test_a_city_is_found_by_its_local_name(name):
    assert understand(f"apheresis near {name}").fields["place"] == LOCAL_NAMES[name]
    assert place_of(name) == place_of(LOCAL_NAMES[name]) is not None


def test_words_without_meaning_are_named_and_not_guessed():
    asked = understand("who can teleport CAR-T batches to Atlantis")

    assert asked.not_understood == ("teleport", "Atlantis")
    assert "place" not in asked.fields


def test_matches_are_within_the_distance_and_say_why():
    near = make_facility("AT")
    far = make_facility("ES")
    for facility in (near, far):
        for step in RELEASE:
            make_capability(facility, step, experience="released")
    Authorisation.objects.create(facility=near, type="GMP", number="G-1")

    (one,) = match(car_t(), READER).matches

    assert one.facility == near
    assert one.reasons == [
        "0 km from Vienna in a straight line",
        "Release test: GTMP, CAR-T cells, clinical, released for patients",
        "Certification by qualified person: GTMP, CAR-T cells, clinical, released for patients",
        "Valid today: GMP certificate",
        "Open to others: not stated",
    ]


def test_a_facility_that_does_some_steps_comes_after_those_that_do_all_and_names_the_rest():
    some, whole = make_facility("AT"), make_facility("DE")
    make_capability(some, "release_test")
    for step in RELEASE:
        make_capability(whole, step)

    result = match(car_t(km=1000), READER)

    assert [one.facility for one in result.matches] == [whole, some]
    assert [answer.text for answer in result.matches[1].wanted_open] == [
        "Certification by qualified person: not stated"
    ]


def test_the_missing_step_of_the_chain_is_named_with_the_nearest_one_beyond():
    maker, vectors = make_facility("AT"), make_facility("ES")
    for step in MODIFIED_CELLS:
        if step != Step.VECTOR:
            make_capability(maker, step)
    make_capability(vectors, "vector", technology="lentivir")

    result = match(car_t(), READER)

    (missing,) = result.missing
    assert missing.step == Step.VECTOR
    assert missing.nearest_beyond.facility == vectors
    assert round(missing.nearest_beyond.km) == 1810


@pytest.mark.parametrize(
    ("fields", "is_found"),
    [
        ({}, True),
        ({"technology": "til"}, False),
        ({"atmp_class": "TEP"}, False),
        ({"technology": "unknown"}, True),
        ({"atmp_class": ""}, True),
        ({"answer": "no"}, False),
        ({"answer": "unknown"}, False),
    ],
)
def test_class_and_technology_of_the_step_decide(fields, is_found):
    make_capability(make_facility("AT"), "release_test", **fields)

    assert bool(found(car_t())) is is_found


def test_a_step_for_a_vector_asks_for_the_vector_and_not_for_the_cells():
    facility = make_facility("AT")
    make_capability(facility, "vector", technology="car-t")
    assert found(car_t(steps=("vector",))) == []

    make_capability(facility, "vector", technology="lentivir")
    assert found(car_t(steps=("vector",))) == [facility]


def test_a_step_of_the_short_list_is_possible_and_not_stated():
    make_facility("AT", steps="release_test", classes="GTMP", technologies="car-t")

    (one,) = match(car_t(), READER).matches

    assert one.answers["release_test"].state == "possible"
    assert "combination not stated" in " ".join(one.reasons)


def test_an_explicit_no_is_stronger_than_the_short_list():
    facility = make_facility("AT", steps="release_test", classes="GTMP", technologies="car-t")
    make_capability(facility, "release_test", answer="no")

    assert found(car_t()) == []


def test_unreleased_capabilities_match_nothing():
    facility = make_facility("AT", released=["identity"], steps="release_test")
    make_capability(facility, "release_test")

    assert found(car_t()) == []


def test_closed_facilities_and_those_without_a_place_are_left_out_and_counted():
    closed = make_facility("AT", state="closed")
    lost = make_facility(site=make_site(latitude=None, longitude=None, precision="none"))
    for facility in (closed, lost):
        make_capability(facility, "release_test")

    result = match(car_t(), READER)

    assert result.matches == ()
    assert result.without_distance == 1
    assert found(car_t(place=None, km=0)) == [lost]


@pytest.mark.parametrize(
    ("changed", "is_found"),
    [
        ({"countries": ("AT",)}, True),
        ({"countries": ("DE",)}, False),
        ({"age_group": "children"}, True),
        ({"age_group": "adults"}, False),
        ({"open_only": True}, True),
        ({"authorisation": "MIA"}, False),
    ],
)
def test_every_further_wish_narrows(changed, is_found):
    facility = make_facility("AT", age_groups="children", open_to="both")
    make_capability(facility, "release_test")

    assert bool(found(car_t(**changed))) is is_found


def test_the_chain_follows_class_and_technology():
    assert chain_for("GTMP", ("car-t", "lentivir")) == MODIFIED_CELLS
    assert chain_for("GTMP", ("aav",)) == GENES_IN_VIVO
    assert chain_for("sCTMP") == CELL_THERAPY
    assert chain_for("TEP", ("chondrocyte",)) == TISSUE


def test_many_facilities_ask_as_few_questions_as_few(django_assert_max_num_queries):
    counted = set()
    for number in (1, 8):
        while len(found(car_t())) < number:
            make_capability(make_facility("AT"), "release_test")
        with django_assert_max_num_queries(10) as captured:
            match(car_t(), READER)
        counted.add(len(captured))

    assert len(counted) == 1


def test_every_european_country_has_its_capital():
    assert set(CAPITALS) == set(EUROPE)
    assert len(CITIES) > len(EUROPE)
