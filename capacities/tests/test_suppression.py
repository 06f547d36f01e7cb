"""No sum over fewer than three facilities is shown or can be computed from the figures that are
shown, over all areas and classes together."""

from fractions import Fraction
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from capacities.figures import ALL, EVERYWHERE, _shown
from capacities.measures.suppression import MIN_FACILITIES_PER_FIGURE, shown_sums

AREAS, CLASSES = "abcd", ("G", "S", "T")
# One statement: its area, the classes in which it counts, and its facility.
statements = st.lists(
    st.tuples(
        st.sampled_from(AREAS),
        st.sets(st.sampled_from(CLASSES)).map(lambda own: frozenset({ALL, *own})),
        st.integers(0, 5),
    ),
    max_size=12,
).map(lambda rows: [(area, own, (area, number)) for area, own, number in rows])


def parts_of(rows):
    found = {}
    for area, own, facility in rows:
        found.setdefault((area, own), set()).add(facility)
    return found


def null_space(rows, width):
    """Return a basis of all changes of the figures that leave every shown sum unchanged."""
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


def rank(rows):
    return len(rows[0]) - len(null_space(rows, len(rows[0]))) if rows else 0


def is_disclosed(basis, group):
    """Return whether a combination of the figures of a group follows from the shown sums: the free
    changes of the group's figures are not independent of each other."""
    return rank([[vector[i] for vector in basis] or [0] for i in group]) < len(group)


@given(statements)
def test_nothing_about_one_or_two_facilities_follows_from_what_is_shown(rows):
    shown = _shown(parts_of(rows))
    sums = [
        [int(atmp_class in own and country in (area, EVERYWHERE)) for area, own, _ in rows]
        for atmp_class, countries in shown.items()
        for country in countries
    ]
    basis = null_space(sums, len(rows))
    facilities = sorted({facility for *_, facility in rows})

    for number in (1, 2):
        for people in combinations(facilities, number):
            group = [i for i, row in enumerate(rows) if row[2] in people]
            assert not is_disclosed(basis, group)


@given(statements)
def test_nothing_is_hidden_if_every_sum_has_many_facilities_of_its_own(rows):
    many = [
        (area, own, (area, number, copy)) for area, own, (_, number) in rows for copy in range(3)
    ]
    parts = parts_of(many)

    assert _shown(parts) == {
        atmp_class: sorted({EVERYWHERE} | {area for area, own in parts if atmp_class in own})
        for atmp_class in {each for _, own in parts for each in own}
    }


def test_the_difference_of_all_classes_and_one_class_is_not_shown():
    rows = [("a", frozenset({ALL, "G"}), n) for n in range(5)] + [("a", frozenset({ALL}), 9)]

    assert _shown(parts_of(rows)) == {ALL: [EVERYWHERE, "a"]}


def areas_of(counts):
    """Return (areas whose sum is shown, whether the total is) for numbers of facilities."""
    people = {area: {(area, n) for n in range(number)} for area, number in counts.items()}
    sums = {"total": set(counts)}
    sums |= {area: {area} for area in sorted(counts, key=lambda one: -counts[one])}
    shown = shown_sums(people, sums)
    return shown - {"total"}, "total" in shown


def test_a_lone_small_area_takes_the_smallest_other_one_with_it():
    assert areas_of({"AT": 2, "DE": 9, "FR": 4, "IT": 0}) == ({"DE"}, True)


def test_where_no_other_part_is_left_the_total_is_hidden():
    assert areas_of({"AT": MIN_FACILITIES_PER_FIGURE - 1}) == (set(), False)


def test_two_small_areas_with_two_facilities_take_a_third_with_them():
    assert areas_of({"AT": 1, "CH": 1, "DE": 5}) == (set(), True)
