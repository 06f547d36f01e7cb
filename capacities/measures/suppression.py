"""Sums that may be shown: none over fewer than three facilities, not even as a difference.

A sum of one or two facilities could reveal a figure that one of them stated in confidence. So could
the difference of two sums: a total and its parts, or all classes and one class. The sums of all
areas and classes are therefore decided together: a sum is shown only if no combination of it with
the sums that are already shown depends on fewer than three facilities.
"""

from collections import defaultdict

import numpy as np

MIN_FACILITIES_PER_FIGURE = 3
TOLERANCE = 1e-9


def shown_sums(facilities_of, sums):
    """Return the keys of the sums that may be shown together.

    `facilities_of` is {part: set of facilities whose figures are added in it}; `sums` is {key: set
    of parts}, the most wanted sums first. A sum without facilities has nothing to hide, and is not
    returned.
    """
    filled = [part for part, people in facilities_of.items() if people]
    place = {part: number for number, part in enumerate(filled)}
    secrets = _Secrets(facilities_of, place)
    # The projection on everything that can be computed from the sums that are shown.
    known = np.zeros((len(place), len(place)))
    shown = set()
    for key, parts in sums.items():
        people = set().union(*(facilities_of[part] for part in parts))
        if len(people) < MIN_FACILITIES_PER_FIGURE:
            continue
        rest = np.zeros(len(place))
        rest[[place[part] for part in parts if part in place]] = 1
        for _ in range(2):  # the second time removes the error of rounding
            rest -= known @ rest
        length = np.linalg.norm(rest)
        if length > TOLERANCE:
            rest /= length
            wider = known + np.outer(rest, rest)
            if secrets.follow_from(wider):
                continue
            known = wider
        shown.add(key)
    return shown


class _Secrets:
    """The combinations of parts that belong to fewer than three facilities.

    A combination follows from the shown sums if the complement of their projection, restricted to
    its parts, is singular.
    """

    def __init__(self, facilities_of, place):
        small = {part: one for part, one in facilities_of.items() if 0 < len(one) < 3}
        self.small = np.array([place[part] for part in small], int)
        own, common = defaultdict(list), defaultdict(list)
        for part, people in small.items():
            if len(people) == 1:
                own[next(iter(people))].append(place[part])
            else:
                common[frozenset(people)].append(place[part])
        lone = [person for person, parts in own.items() if len(parts) == 1]
        self.lone = np.array([own[person][0] for person in lone], int)
        several = own.keys() - set(lone)
        pairs = {
            frozenset((one, other)) for one in several for other in own if one != other
        } | common.keys()
        bundles = [own[person] for person in several]
        bundles += [sum((own[person] for person in pair), common[pair]) for pair in pairs]
        by_size = defaultdict(list)
        for bundle in bundles:
            by_size[len(bundle)].append(bundle)
        self.bundles = [np.array(rows) for size, rows in by_size.items() if size > 1]

    def follow_from(self, known):
        hidden = np.eye(len(known)) - known
        if np.any(np.diag(hidden)[self.small] < TOLERANCE):
            return True
        block = hidden[np.ix_(self.lone, self.lone)]
        free = np.diag(block)
        determinants = np.outer(free, free) - block**2
        np.fill_diagonal(determinants, 1)
        if np.any(determinants < TOLERANCE):
            return True
        return any(
            np.any(np.linalg.eigvalsh(hidden[rows[:, :, None], rows[:, None, :]]) < TOLERANCE)
            for rows in self.bundles
        )
