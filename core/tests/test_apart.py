"""Symbols of a map are moved apart."""

import math
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from core.charts.apart import GAP, moved_apart

WIDTH, HEIGHT = 1000, 1000
CIRCLES = st.lists(
    st.tuples(st.floats(100, 900), st.floats(100, 900), st.sampled_from([9, 13, 18, 24])),
    max_size=12,
)


def overlap(circles, points):
    placed = [(*point, radius) for point, (*_, radius) in zip(points, circles, strict=True)]
    return [
        (one, other)
        for one, other in combinations(placed, 2)
        if math.dist(one[:2], other[:2]) < one[2] + other[2] + GAP - 1e-9
    ]


def test_circles_that_do_not_touch_stay():
    circles = [(100, 100, 9), (200, 100, 24)]

    assert moved_apart(circles, WIDTH, HEIGHT) == [(100, 100), (200, 100)]


def test_the_first_of_two_circles_at_one_place_stays():
    circles = [(100, 100, 24), (101, 100, 9)]

    first, second = moved_apart(circles, WIDTH, HEIGHT)

    assert first == (100, 100)
    assert overlap(circles, [first, second]) == []


def test_a_circle_at_the_edge_stays_inside():
    circles = [(9, 9, 9)] * 3

    points = moved_apart(circles, WIDTH, HEIGHT)

    assert overlap(circles, points) == []
    assert all(x >= 9 and y >= 9 for x, y in points)


def test_a_crowd_without_a_free_place_keeps_its_own():
    circles = [(50, 50, 24)] * 4

    assert moved_apart(circles, 100, 100) == [(50, 50)] * 4


@given(CIRCLES)
def test_no_circle_lies_on_another(circles):
    assert overlap(circles, moved_apart(circles, WIDTH, HEIGHT)) == []
