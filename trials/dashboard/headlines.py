"""Titles of charts that say what the chart shows, such as "Spain has the most trials: 14 of 60"."""

MAX_NAMES = 3  # more categories with the same number do not stand out
UNRANKED = ("unknown", "other", "unclear", "none")


def most_trials(numbers, total, *, noun="trials", verb=("has", "have")):
    """Return a sentence about the categories with the largest number; "" if none stands out.

    `numbers` are (value, name, number). A value that states nothing is not ranked, and there is
    no sentence if it has as many trials as the first.
    """
    ranked = [(name, number) for value, name, number in numbers if value not in UNRANKED]
    most = max((number for _, number in ranked), default=0)
    unstated = max((number for value, _, number in numbers if value in UNRANKED), default=0)
    first = [name for name, number in ranked if number == most]
    if not most or unstated >= most or len(ranked) < 2 or len(first) > MAX_NAMES:
        return ""
    names = f"{', '.join(first[:-1])} and {first[-1]}" if len(first) > 1 else first[0]
    each = " each" if len(first) > 1 else ""
    return f"{names} {verb[len(first) > 1]} the most {noun}: {most:,} of {total:,}{each}"
