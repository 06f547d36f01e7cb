"""Measures of agreement: between two coders (kappa), several coders (alpha), and members of a panel
(W, quartiles)."""

from collections import Counter
from itertools import permutations


def kappa(pairs):
    """Return Cohen's kappa of pairs (code of the first coder, code of the second coder), or None if
    it is not defined.

    Source: Cohen (1960), Educational and Psychological Measurement 20:37.
    """
    if not pairs:
        return None
    number = len(pairs)
    observed = sum(one == other for one, other in pairs) / number
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum(first[code] * second[code] for code in first) / number**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def alpha(units):
    """Return Krippendorff's alpha for nominal codes, or None if it is not defined. `units` are
    lists of codes, one code per coder who coded the unit.

    Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability.
    """
    together = Counter()
    for codes in units:
        if len(codes) > 1:
            for one, other in permutations(codes, 2):
                together[one, other] += 1 / (len(codes) - 1)
    totals = Counter()
    for (one, _), weight in together.items():
        totals[one] += weight
    number = sum(totals.values())
    expected = number**2 - sum(weight**2 for weight in totals.values())
    if not expected:
        return None
    differing = sum(weight for (one, other), weight in together.items() if one != other)
    return 1 - (number - 1) * differing / expected


def quantile(values, share):
    """Return the quantile of sorted numbers by linear interpolation (type 7); `share` is from 0 to
    1. Raise ValueError if there are no numbers."""
    if not values:
        raise ValueError("There are no numbers.")
    place = (len(values) - 1) * share
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (place - low) * (values[high] - values[low])


def kendall_w(ratings):
    """Return Kendall's coefficient of concordance, corrected for ties, or None if it is not
    defined. `ratings` has one list per rater, with a number per item.

    Source: Kendall and Babington Smith (1939), Annals of Mathematical Statistics 10:275.
    """
    if len(ratings) < 2 or len(ratings[0]) < 2:
        return None
    raters, items = len(ratings), len(ratings[0])
    ranked = [_ranks(one) for one in ratings]
    sums = [sum(ranks[item] for ranks in ranked) for item in range(items)]
    mean = sum(sums) / items
    spread = sum((one - mean) ** 2 for one in sums)
    ties = sum(size**3 - size for one in ratings for size in Counter(one).values())
    largest = raters**2 * (items**3 - items) - raters * ties
    return None if not largest else 12 * spread / largest


def _ranks(values):
    """Return ranks from 1; equal values share the mean of their ranks."""
    order = sorted(values)
    first = {value: order.index(value) for value in set(order)}
    sizes = Counter(order)
    return [first[value] + (sizes[value] + 1) / 2 for value in values]
