"""No sum over fewer than three facilities is shown or can be computed from the figures that are
shown."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from capacities.measures.suppression import MIN_FACILITIES_PER_FIGURE, shown_parts

counts_by_area = st.dictionaries(
    st.sampled_from("abcdefgh"), st.integers(0, 9), min_size=1, max_size=8
)


def null_space(rows, width):
    """Return a basis of all changes of the facilities' figures that leave every shown sum
    unchanged."""
    rows = [[Fraction(value) for value in row] for row in rows]
    pivots, place = [], 0
    for column in range(width):
        found = next((i for i in range(place, len(rows)) if rows[i][column]), None)
        if found is None:
            continue
        rows[place], rows[found] = rows[found], rows[place]
        rows[place] = [value / rows[place][column] for value in rows[place]]
        for i, row in enumerate(rows):
            if i != place and row[column]:
                rows[i] = [a - row[column] * b for a, b in zip(row, rows[place], strict=True)]
        pivots.append(column)
        place += 1
    basis = []
    for free in set(range(width)) - set(pivots):
        vector = [Fraction(0)] * width
        vector[free] = Fraction(1)
        for i, column in enumerate(pivots):
            vector[column] = -rows[i][free]
        basis.append(vector)
    return basis


def is_disclosed(basis, group):
    """Return whether the sum over a group of facilities follows from the figures that are shown."""
    return all(sum(vector[i] for i in group) == 0 for vector in basis)


@given(counts_by_area)
def test_no_sum_of_one_or_two_facilities_follows_from_what_is_shown(counts):
    areas, has_total = shown_parts(counts)
    owners = [area for area, number in counts.items() for _ in range(number)]
    rows = [[int(owner == area) for owner in owners] for area in areas]
    if has_total:
        rows.append([1] * len(owners))
    basis = null_space(rows, len(owners))

    for one in range(len(owners)):
        assert not is_disclosed(basis, [one])
        for other in range(one):
            assert not is_disclosed(basis, [one, other])


@given(counts_by_area)
def test_nothing_is_hidden_without_need(counts):
    areas, has_total = shown_parts(counts)
    filled = {area for area, number in counts.items() if number}

    assert areas <= filled
    if all(counts[area] >= MIN_FACILITIES_PER_FIGURE for area in filled) and filled:
        assert areas == filled
        assert has_total


def test_a_lone_small_area_takes_the_smallest_other_one_with_it():
    areas, has_total = shown_parts({"AT": 2, "DE": 9, "FR": 4, "IT": 0})

    assert areas == {"DE"}
    assert has_total


def test_where_no_other_part_is_left_the_total_is_hidden():
    assert shown_parts({"AT": 2}) == (set(), False)


def test_two_small_areas_with_two_facilities_take_a_third_with_them():
    assert shown_parts({"AT": 1, "CH": 1, "DE": 5}) == (set(), True)
