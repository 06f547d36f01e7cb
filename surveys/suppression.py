"""Figures that may be shown when answers are divided, so that nobody can work out the answers of a
few people. This module does not use Django.

A question is divided along two axes, group and country. Readers see its total, each shown category
of both axes, and each shown cell where the axes cross. From these figures they can compute sums
with any weights. The rule: every sum that is not zero counts the answers of at least `least`
people.

Reason: categories that are not shown are merged into one rest per axis. Regard categories as nodes,
and cells that are not shown as edges between them. A sum of shown figures gives an unshown cell the
weight f(row) + h(column), which is a difference of potentials across the edge, so that the cells
with a weight contain a cut of the graph. `plan` ensures that no cut has fewer than `least` people,
and `tests/test_suppression.py` tries to break it.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Plan:
    """The figures that may be shown: the total; rows (first axis); columns (second axis); cells."""

    total: bool
    rows: np.ndarray
    columns: np.ndarray
    cells: np.ndarray


def plan(counts, least):
    """Return the `Plan` for a table of numbers of people by row and column."""
    counts = np.asarray(counts, dtype=np.int64)
    if counts.sum() < least:
        rows, columns = (np.zeros(size, dtype=bool) for size in counts.shape)
        return Plan(False, rows, columns, np.zeros(counts.shape, dtype=bool))
    rows = _shown(counts.sum(axis=1), least)
    columns = _shown(counts.sum(axis=0), least)
    while _weak_side(_Merged(counts, rows, columns).counts, least) is not None:
        columns = _one_less(columns, counts.sum(axis=0), least)
    return Plan(True, rows, columns, _cells(counts, rows, columns, least))


def axis(counts, least):
    """Return True or False per category of a single axis: it may be shown beside the total."""
    counts = np.asarray(counts, dtype=np.int64)
    return plan(counts.reshape(-1, 1), least).rows


def _shown(numbers, least):
    """Return the categories that may be shown: empty ones, and those with `least` people, unless
    the rest would have fewer than two categories or fewer than `least` people."""
    return _with_a_safe_rest(numbers == 0, numbers, least, numbers >= least)


def _with_a_safe_rest(empty, numbers, least, shown):
    shown = shown | empty
    while True:
        hidden = ~shown
        rest = numbers[hidden]
        if not hidden.any() or (len(rest) > 1 and rest.sum() >= least):
            return shown
        shown = _without_smallest(shown, numbers)


def _without_smallest(shown, numbers):
    """Hide the smallest shown category with people. There is one when this is called, because the
    numbers add up to at least `least`."""
    candidates = np.flatnonzero(shown & (numbers > 0))
    if not len(candidates):
        return np.zeros_like(shown)
    shown = shown.copy()
    shown[candidates[np.argmin(numbers[candidates])]] = False
    return shown


def _one_less(shown, numbers, least):
    empty = numbers == 0
    fewer = _without_smallest(shown, numbers)
    if not (fewer & ~empty).any():
        return empty
    return _with_a_safe_rest(empty, numbers, least, fewer)


class _Merged:
    """The table with the unshown categories of each axis merged into a last one."""

    def __init__(self, counts, rows, columns):
        self.row_of = _places(rows)
        self.column_of = _places(columns)
        shape = self.row_of.max(initial=-1) + 1, self.column_of.max(initial=-1) + 1
        self.counts = np.zeros(shape, dtype=np.int64)
        np.add.at(self.counts, (self.row_of[:, None], self.column_of[None, :]), counts)
        self.row_is_rest = _is_rest(rows, shape[0])
        self.column_is_rest = _is_rest(columns, shape[1])


def _places(shown):
    places = np.cumsum(shown) - 1
    places[~shown] = shown.sum()
    return places


def _is_rest(shown, size):
    return np.arange(size) >= shown.sum()


def _cells(counts, rows, columns, least):
    """Return the cells that may be shown: start with cells that are empty or large enough, and hide
    more until the others cannot be worked out."""
    merged = _Merged(counts, rows, columns)
    inner = ~merged.row_is_rest[:, None] & ~merged.column_is_rest[None, :]
    shown = inner & ((merged.counts >= least) | (merged.counts == 0))
    while True:
        hidden = np.where(shown, 0, merged.counts)
        side = _weak_side(hidden, least)
        if side is None:
            break
        row_side, column_side = side
        crossing = shown & (merged.counts > 0) & (row_side[:, None] != column_side[None, :])
        places = np.argwhere(crossing)
        sizes = merged.counts[crossing]
        shown[tuple(places[np.argmin(sizes)])] = False
    allowed = shown[merged.row_of[:, None], merged.column_of[None, :]]
    return allowed & rows[:, None] & columns[None, :]


def _weak_side(table, least):
    """Return one side (rows, columns as True or False) of a cut with fewer than `least` people in a
    connected part of the graph whose edges are the cells with people, or None."""
    height, width = table.shape
    weights = np.zeros((height + width, height + width), dtype=np.int64)
    weights[:height, height:] = table
    weights[height:, :height] = table.T
    for part in _parts(weights):
        if len(part) < 2:
            continue
        cut, side = _smallest_cut(weights[np.ix_(part, part)])
        if cut < least:
            is_on_side = np.zeros(height + width, dtype=bool)
            is_on_side[[part[place] for place in side]] = True
            return is_on_side[:height], is_on_side[height:]
    return None


def _parts(weights):
    """Yield lists of connected nodes."""
    waiting = set(range(len(weights)))
    while waiting:
        part, front = [], [waiting.pop()]
        while front:
            node = front.pop()
            part.append(node)
            near = waiting.intersection(np.flatnonzero(weights[node]).tolist())
            waiting -= near
            front.extend(near)
        yield sorted(part)


def _smallest_cut(weights):
    """Return (people across the cut, nodes on one side) of a smallest cut. Source: Stoer and Wagner
    (1997), A Simple Min-Cut Algorithm, Journal of the ACM 44:585."""
    weights = weights.copy()
    groups = [[node] for node in range(len(weights))]
    best, best_side = None, []
    while len(groups) > 1:
        added, strength = [0], weights[0].copy()
        left = set(range(1, len(groups)))
        while left:
            tightest = max(left, key=lambda node: strength[node])
            left.remove(tightest)
            added.append(tightest)
            if left:
                strength = strength + weights[tightest]
        last, before = added[-1], added[-2]
        cut = int(weights[last].sum() - weights[last, last])
        if best is None or cut < best:
            best, best_side = cut, list(groups[last])
        groups[before] += groups[last]
        weights[before] += weights[last]
        weights[:, before] += weights[:, last]
        weights[before, before] = 0
        weights = np.delete(np.delete(weights, last, axis=0), last, axis=1)
        del groups[last]
    return best, best_side
