"""Attacks on divided figures: all shown figures are added and subtracted in every way."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.suppression import axis, plan

LEAST = 5
NUMBERS = st.sampled_from([0, 0, 1, 1, 2, 3, 4, 5, 6, 9])
TABLES = st.integers(1, 5).flatmap(
    lambda height: st.integers(1, 5).flatmap(
        lambda width: st.lists(
            st.lists(NUMBERS, min_size=width, max_size=width),
            min_size=height,
            max_size=height,
        )
    )
)  # fmt: skip


def figures_shown(counts, shown):
    """Return one row per shown figure, with the cells that it adds up, filters included."""
    height, width = counts.shape
    found = []

    def add(rows, columns):
        figure = np.zeros((height, width))
        figure[np.ix_(rows, columns)] = 1
        found.append(figure.ravel())

    everything = list(range(height)), list(range(width))
    if shown.total:
        add(*everything)
    for row in np.flatnonzero(shown.rows):
        add([row], everything[1])
    for column in np.flatnonzero(shown.columns):
        add(everything[0], [column])
    for row, column in np.argwhere(shown.cells):
        add([row], [column])
    return np.array(found).reshape(-1, height * width)


def smallest_secret(counts, figures):
    """The fewest people whose answers some sum of the figures gives; None where no sum gives
    anything. A sum gives the people of a set of cells where leaving these cells out makes the
    figures depend on each other more than before."""
    people = counts.ravel()
    met = people > 0
    figures, people = figures[:, met], people[met]
    rank = np.linalg.matrix_rank(figures) if figures.size else 0
    light = [place for place, number in enumerate(people) if number < LEAST]
    for size in range(1, LEAST):
        for cells in combinations(light, size):
            if people[list(cells)].sum() >= LEAST:
                continue
            rest = np.delete(figures, cells, axis=1)
            if (np.linalg.matrix_rank(rest) if rest.size else 0) < rank:
                return int(people[list(cells)].sum())
    return None


@settings(max_examples=150, deadline=None)
@given(TABLES)
def test_no_sum_of_shown_figures_gives_the_answers_of_a_few(table):
    counts = np.array(table)

    shown = plan(counts, LEAST)

    assert smallest_secret(counts, figures_shown(counts, shown)) is None


def test_the_attack_finds_a_secret_in_figures_that_are_not_suppressed():
    """So that the test above can fail: a single category left out beside the total."""
    counts = np.array([[7, 6], [8, 2]])
    rows = np.array([[1, 1, 0, 0], [1, 1, 1, 1], [1, 0, 1, 0], [0, 1, 0, 0]])

    assert smallest_secret(counts, rows) == 2


def test_two_axes_that_differ_by_one_person_are_not_both_shown():
    """Everybody in the first column is in the first row, but for one."""
    counts = np.array([[9, 0], [1, 9]])

    shown = plan(counts, LEAST)

    assert shown.rows.all()
    assert not shown.columns.any()


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ([7, 5, 5, 6], [True] * 4),
        ([7, 5, 4, 6], [True, False, False, True]),
        ([7, 5, 4, 4], [True, True, False, False]),
        ([9, 7, 1, 1], [True, False, False, False]),
        ([4, 0, 1, 0], [False, True, False, True]),
        ([1, 1, 1], [False] * 3),
        ([9, 0], [True, True]),
        ([9, 1], [False, False]),
    ],
)
def test_small_categories_take_the_smallest_large_one_along(numbers, shown):
    assert axis(numbers, LEAST).tolist() == shown


def test_nothing_is_shown_of_fewer_people_than_the_limit():
    shown = plan(np.array([[4]]), LEAST)

    assert not shown.total
    assert not shown.rows.any()


def test_cell_that_is_small_hides_three_others():
    counts = np.array([[20, 20, 20], [20, 2, 20], [20, 20, 30]])

    shown = plan(counts, LEAST)

    assert shown.rows.all()
    assert shown.columns.all()
    assert not shown.cells[1, 1]
    assert (~shown.cells).sum() >= 4
    assert (~shown.cells).sum(axis=0).tolist().count(1) == 0


def test_the_groups_of_the_example_that_may_be_shown():
    """h04 of the invented questionnaire: ten groups with fewer than five answers."""
    answered = {"-99": 1, "1": 4, "2": 7, "3": 5, "4": 5, "5": 1, "6": 4, "7": 2, "8": 4, "9": 0}
    answered |= {"10": 1, "11": 1, "12": 1, "15": 6}

    shown = axis(list(answered.values()), LEAST)

    large = {group for group, yes in zip(answered, shown, strict=True) if yes and answered[group]}
    assert large == {"2", "3", "4", "15"}


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 16), st.integers(2, 12), st.randoms(use_true_random=False))
def test_large_tables_are_planned_too(height, width, random):
    counts = np.array(
        [[random.choice([0, 1, 3, 40, 200]) for _ in range(width)] for _ in range(height)]
    )

    shown = plan(counts, LEAST)

    figures = figures_shown(counts, shown)
    light = (counts.ravel() > 0) & (counts.ravel() < LEAST)
    met = counts.ravel() > 0
    if figures.size:
        rank = np.linalg.matrix_rank(figures[:, met])
        for cell in np.flatnonzero(light[met]):
            rest = np.delete(figures[:, met], cell, axis=1)
            assert np.linalg.matrix_rank(rest) == rank
