"""Inequality of the distribution of facilities or capacity over areas."""


def location_quotient(facilities_here, facilities, trials_here, trials):
    """Return the share of facilities divided by the share of trials of an area; 1 is even. Return
    None if there is no trial in the area, or no facility at all."""
    if not (facilities and trials and trials_here):
        return None
    return (facilities_here / facilities) / (trials_here / trials)


def hoover(populations, slots):
    """Return the share of slots (0 to 1) that would have to move for an even distribution. Both
    arguments are lists over the same areas. Return None if the sum of one of them is 0."""
    shares = _shares(populations, slots)
    return sum(abs(s - p) for p, s in shares) / 2 if shares else None


def gini(populations, slots):
    """Return the Gini coefficient (0 to below 1) of slots per inhabitant, with areas weighted by
    their population. Return None if the sum of one of them is 0."""
    shares = _shares(populations, slots)
    if not shares:
        return None
    area, reached = 0.0, 0.0
    # Areas without inhabitants count as the best served.
    for people, part in sorted(shares, key=lambda one: (one[0] == 0, one[1] / (one[0] or 1))):
        area += people * (2 * reached + part) / 2
        reached += part
    return 1 - 2 * area


def _shares(populations, slots):
    people, places = sum(populations), sum(slots)
    if not people or not places:
        return []
    return [(p / people, s / places) for p, s in zip(populations, slots, strict=True)]
