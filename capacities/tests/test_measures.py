"""The measures against the published example numbers, and their properties for any input."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacities.measures.catchment import by_steps, catchment, two_step
from capacities.measures.demand import (
    NO_DEMAND,
    NO_SUPPLY,
    RATIO,
    TrialNeed,
    coverage,
    demand_from_trials,
    need_in,
)
from capacities.measures.distance import great_circle_km
from capacities.measures.inequality import gini, hoover, location_quotient
from capacities.measures.matrix import step_matrix
from capacities.measures.ranges import BANDS, Range, band_of, total
from capacities.measures.response import Response
from capacities.measures.supply import Stated, chain_capacity, supply

MILAN, ROME = (45.4642, 9.19), (41.9028, 12.4964)
BERLIN, VIENNA = (52.52, 13.405), (48.2082, 16.3738)
WEIGHTS = {"R1": 40, "R2": 25, "R3": 10, "R4": 5}
KM = {
    (area, facility): km
    for area, near_and_far in {
        "R1": (20, 260),
        "R2": (180, 90),
        "R3": (320, 240),
        "R4": (700, 650),
    }.items()
    for facility, km in zip(("F1", "F2"), near_and_far, strict=True)
}
LOW, HIGH = {"F1": 30, "F2": 10}, {"F1": 60, "F2": 30}

places = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
ranges = st.tuples(st.integers(0, 999), st.integers(0, 999), st.booleans()).map(
    lambda one: Range(min(one[:2]), max(one[:2]), one[2])
)


# Ranges and supply


@pytest.mark.parametrize(
    ("number", "band"),
    [
        (0, "0"),
        (1, "1-4"),
        (4, "1-4"),
        (5, "5-9"),
        (999, "300-999"),
        (1000, "1000+"),
        (9e6, "1000+"),
    ],
)
def test_a_number_lies_in_its_band(number, band):
    assert band_of(number) == band


def test_bands_follow_each_other_without_a_hole():
    bands = list(BANDS.values())

    assert [one.low for one in bands[1:]] == [one.high + 1 for one in bands[:-1]]


def test_the_open_band_counts_its_lower_end_twice_and_says_at_least():
    assert (BANDS["1000+"].low, BANDS["1000+"].high) == (1000, 1000)
    assert str(BANDS["1000+"]) == "at least 1,000"
    assert str(BANDS["1000+"] + BANDS["5-9"]) == "at least 1,005"


@pytest.mark.parametrize(("low", "high"), [(-1, 4), (5, 2)])
def test_a_negative_or_reversed_range_is_refused(low, high):
    with pytest.raises(ValueError, match="negative or reversed"):
        Range(low, high)


@given(st.lists(ranges))
def test_a_sum_of_bands_is_the_sum_of_its_rows(rows):
    whole = total(rows)

    assert whole.low == sum(row.low for row in rows)
    assert whole.high == sum(row.high for row in rows)
    assert whole.is_open == any(row.is_open for row in rows)


def test_a_stale_statement_leaves_the_sum_and_is_counted_beside_it():
    rows = [
        Stated(1, BANDS["10-29"]),
        Stated(2, BANDS["5-9"], is_fresh=False),
        Stated(3, None),
        Stated(1, BANDS["1-4"], is_fresh=False),
    ]

    found = supply(rows)

    assert found.range == Range(10, 29)
    assert (found.facilities, found.without_figure, found.stale) == (1, 1, 1)


def test_supply_without_any_row_is_not_known():
    assert not supply([]).is_known


def test_the_chain_is_as_wide_as_its_narrow_step():
    chain = chain_capacity(
        {
            "apheresis": Range(200, 400),
            "vector": Range(10, 30),
            "processing": Range(40, 90),
            "release": Range(60, 120),
        }
    )

    assert chain.range == Range(10, 30)
    assert chain.narrow_steps == ("vector",)
    assert chain.unknown == ()


def test_a_step_without_known_supply_is_named_and_not_counted_as_zero():
    chain = chain_capacity({"vector": None, "processing": Range(40, 90)})

    assert chain.range == Range(40, 90)
    assert chain.unknown == ("vector",)


@given(st.dictionaries(st.sampled_from("abcdef"), ranges, min_size=1))
def test_no_step_of_a_chain_is_narrower_than_the_chain(steps):
    chain = chain_capacity(steps)

    assert all(
        one.low >= chain.range.low and one.high >= chain.range.high for one in steps.values()
    )
    assert set(chain.narrow_steps) <= set(steps)


# Demand and coverage


def test_demand_of_two_trials():
    found = demand_from_trials([TrialNeed(24, 3), TrialNeed(12, 2)], 0.1)

    assert found.batches == pytest.approx(15.5556, abs=5e-5)
    assert found.trials == 2


def test_a_trial_without_a_number_is_counted_apart():
    found = demand_from_trials([TrialNeed(None, 3), TrialNeed(30, 3, is_estimated=True)], 0)

    assert (found.batches, found.trials) == (10, 2)
    assert (found.estimated, found.without_number) == (1, 1)


@pytest.mark.parametrize(
    ("numbers", "whole", "countries", "expected"),
    [
        ([12, 8], 90, 3, TrialNeed(12, 3)),
        ([None], 90, 3, TrialNeed(30, 3, is_estimated=True)),
        ([], 90, 1, TrialNeed(90, 3)),
        ([], None, 3, TrialNeed(None, 3)),
        ([], 90, 0, TrialNeed(None, 3)),
    ],
)
def test_the_need_of_a_country_is_its_own_number_or_an_equal_share(
    numbers, whole, countries, expected
):
    assert need_in(numbers, whole, countries, 3) == expected


@pytest.mark.parametrize("rate", [-0.1, 1, 2])
def test_an_impossible_failure_rate_is_refused(rate):
    with pytest.raises(ValueError, match="failure rate"):
        demand_from_trials([], rate)


def test_a_trial_without_recruitment_time_is_refused():
    with pytest.raises(ValueError, match="must be more than 0"):
        demand_from_trials([TrialNeed(10, 0)], 0)


def test_coverage_tells_no_demand_from_a_gap():
    assert coverage(Range(10, 29), 0, 0).state == NO_DEMAND
    assert coverage(None, 12, 4).state == NO_SUPPLY
    assert coverage(Range(0, 0), 12, 4).state == NO_SUPPLY


def test_a_ratio_over_fewer_than_three_trials_colours_no_country():
    found = coverage(Range(10, 30), 20, 2)

    assert (found.state, found.range) == (RATIO, Range(0.5, 1.5))
    assert not found.may_colour
    assert coverage(Range(10, 30), 20, 3).may_colour


# Geography


def test_distances_between_known_cities():
    assert great_circle_km(MILAN, ROME) == pytest.approx(476.8853, abs=5e-5)
    assert great_circle_km(BERLIN, VIENNA) == pytest.approx(523.5457, abs=5e-5)


@given(places, places, places)
def test_distance_is_a_metric(one, two, three):
    assert great_circle_km(one, one) == 0
    assert great_circle_km(one, two) == pytest.approx(great_circle_km(two, one), abs=1e-6)
    detour = great_circle_km(one, three) + great_circle_km(three, two)
    assert great_circle_km(one, two) <= detour + 1e-3


@pytest.mark.parametrize("place", [(91, 0), (0, 181), (float("nan"), 0)])
def test_a_place_that_is_not_on_the_globe_is_refused(place):
    with pytest.raises(ValueError, match="not a place on the globe"):
        great_circle_km(place, MILAN)


def test_catchment_of_the_golden_example():
    found = catchment(WEIGHTS, KM, within_km=300)

    assert found.share == pytest.approx(0.9375)
    assert found.mean_km == pytest.approx(108.75)
    assert found.without_distance == 0


def test_catchment_counts_areas_without_a_distance_as_not_reached():
    found = catchment({"R1": 1, "R9": 3}, KM, within_km=300)

    assert (found.share, found.mean_km, found.without_distance) == (0.25, 20, 3)


def test_catchment_of_nobody_is_not_known():
    found = catchment({}, KM, within_km=300)

    assert (found.share, found.mean_km) == (None, None)


@pytest.mark.parametrize(
    ("supplies", "expected", "reachable"),
    [
        (LOW, [0.5948717949, 0.5948717949, 0.1333333333, 0], 40),
        (HIGH, [1.3230769231, 1.3230769231, 0.4, 0], 90),
    ],
)
def test_two_step_catchment_of_the_golden_example(supplies, expected, reachable):
    _, index = two_step(WEIGHTS, supplies, KM, within_km=300)

    assert list(index.values()) == pytest.approx(expected, abs=1e-9)
    assert sum(WEIGHTS[area] * value for area, value in index.items()) == pytest.approx(reachable)


def test_two_step_ratios_of_the_golden_example():
    ratios, _ = two_step(WEIGHTS, LOW, KM, within_km=300)

    assert list(ratios.values()) == pytest.approx([0.4615384615, 0.1333333333], abs=1e-9)


def test_two_step_catchment_with_distance_decay():
    _, index = two_step(WEIGHTS, LOW, KM, within_km=300, weigh=by_steps)

    assert list(index.values()) == pytest.approx([0.6204545455, 0.5772727273, 0.075, 0], abs=1e-9)
    assert sum(WEIGHTS[area] * value for area, value in index.items()) == pytest.approx(40)


@given(
    st.dictionaries(st.sampled_from("abcd"), st.integers(1, 1000), min_size=1),
    st.dictionaries(st.sampled_from("xyz"), st.integers(0, 1000), min_size=1),
    st.data(),
)
def test_two_step_hands_out_exactly_the_reachable_supply(weights, supplies, data):
    km = {(a, f): data.draw(st.integers(0, 600)) for a in weights for f in supplies}

    _, index = two_step(weights, supplies, km, within_km=300, weigh=by_steps)

    reachable = sum(s for f, s in supplies.items() if any(km[a, f] <= 300 for a in weights))
    assert sum(weights[a] * index[a] for a in weights) == pytest.approx(reachable)


# Inequality


@pytest.mark.parametrize(
    ("numbers", "expected"), [((3, 20, 30, 120), 0.6), ((10, 20, 50, 120), 1.2)]
)
def test_location_quotient(numbers, expected):
    assert location_quotient(*numbers) == pytest.approx(expected)


def test_location_quotient_without_trials_is_not_known():
    assert location_quotient(3, 20, 0, 120) is None


def test_hoover_and_gini_of_the_golden_example():
    population, slots = [0.5, 0.3, 0.2], [0.8, 0.15, 0.05]

    assert hoover(population, slots) == pytest.approx(0.3)
    assert gini(population, slots) == pytest.approx(0.315)


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**4)), min_size=1))
def test_inequality_lies_between_none_and_all(areas):
    population, slots = zip(*areas, strict=True)
    measures = [hoover(population, slots), gini(population, slots)]
    if not sum(population) or not sum(slots):
        assert measures == [None, None]
    else:
        assert all(-1e-9 <= value <= 1 + 1e-9 for value in measures)


def test_an_even_spread_has_no_inequality():
    assert hoover([10, 20], [1, 2]) == pytest.approx(0)
    assert gini([10, 20], [1, 2]) == pytest.approx(0)


# Matrix and response


def test_a_facility_counts_once_per_cell_and_a_lone_one_is_a_single_point():
    matrix = step_matrix(
        [("AT", "vector", 1), ("AT", "vector", 1), ("DE", "fill", 2), ("DE", "fill", 3)]
    )

    assert matrix.count("AT", "vector") == 1
    assert matrix.count("FR", "vector") == 0
    assert matrix.single_points == [("AT", "vector", 1)]
    assert matrix.single_in_europe == [("vector", 1)]


@pytest.mark.parametrize(("answered", "may_claim"), [(4, False), (5, True)])
def test_no_gap_is_claimed_below_half_of_the_known_facilities(answered, may_claim):
    assert Response(10, 8, answered).may_claim_gap is may_claim


def test_a_country_without_known_facilities_has_no_share_and_no_gap():
    assert Response(0, 0, 0).share is None
    assert not Response(0, 0, 0).may_claim_gap


def test_more_answers_than_invitations_are_refused():
    with pytest.raises(ValueError, match="More facilities answered"):
        Response(10, 2, 3)
