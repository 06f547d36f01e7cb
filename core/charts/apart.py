"""Round symbols of a map, moved apart so that none lies on another."""

import math
from collections import defaultdict

GAP = 2.0  # pixels between two symbols
RINGS = 8  # distances that are tried, each GAP + the symbol's radius further out
DIRECTIONS = 16


def moved_apart(circles, width, height):
    """Return [(x, y)] for circles [(x, y, radius)], in the order given.

    A circle keeps its place if it can; earlier circles are placed first. Otherwise the nearest free
    place around its own is taken. Where none is free within RINGS steps, it stays, over the others.
    """
    largest = max((radius for *_, radius in circles), default=0)
    side = 2 * largest + GAP or 1.0
    taken = defaultdict(list)
    found = []
    for x, y, radius in circles:
        place = next(
            (
                point
                for point in _around(x, y, radius)
                if _is_inside(*point, radius, width, height)
                and _is_free(*point, radius, taken, side)
            ),
            (x, y),
        )
        found.append(place)
        taken[_cell(*place, side)].append((*place, radius))
    return found


def _around(x, y, radius):
    yield x, y
    for ring in range(1, RINGS + 1):
        distance = ring * (radius + GAP)
        for turn in range(DIRECTIONS):
            angle = 2 * math.pi * turn / DIRECTIONS
            yield x + distance * math.cos(angle), y + distance * math.sin(angle)


def _is_inside(x, y, radius, width, height):
    return radius <= x <= width - radius and radius <= y <= height - radius


def _cell(x, y, side):
    return int(x // side), int(y // side)


def _is_free(x, y, radius, taken, side):
    column, row = _cell(x, y, side)
    return all(
        math.hypot(x - other_x, y - other_y) >= radius + other + GAP
        for each_column in (column - 1, column, column + 1)
        for each_row in (row - 1, row, row + 1)
        for other_x, other_y, other in taken.get((each_column, each_row), ())
    )
