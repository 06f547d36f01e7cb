"""Sums that may be shown: none over fewer than three facilities, not even as a difference.

A sum of one or two facilities could reveal a figure that one of them stated in confidence, and so
could the difference between a total and its parts. The hidden parts of a total are therefore at
least two cells with at least three facilities together. If there is no other part to hide, the
total is hidden.
"""

MIN_FACILITIES_PER_FIGURE = 3


def shown_parts(counts):
    """Return (the areas whose sum may be shown, whether the total may be shown).

    `counts` are {area: number of facilities of its sum}; empty areas have nothing to hide.
    """
    filled = {area: number for area, number in counts.items() if number}
    total = sum(filled.values())
    hidden = {area for area, number in filled.items() if number < MIN_FACILITIES_PER_FIGURE}
    if not hidden:
        return set(filled), total >= MIN_FACILITIES_PER_FIGURE
    # The smallest others first, so that as many facilities as possible are shown.
    others = sorted(filled.keys() - hidden, key=lambda area: (filled[area], str(area)))
    while others and not _is_safe(hidden, filled):
        hidden.add(others.pop(0))
    return filled.keys() - hidden, _is_safe(hidden, filled)


def _is_safe(hidden, counts):
    return len(hidden) > 1 and sum(counts[area] for area in hidden) >= MIN_FACILITIES_PER_FIGURE
