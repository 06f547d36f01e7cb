"""Titles of charts that say what the chart shows, such as "Spain has the most trials: 14 of 60".

Every function returns "" if the numbers support no such sentence; the chart then shows its title.
"""

MAX_NAMES = 3  # more categories with the same number do not stand out
UNRANKED = ("unknown", "other", "unclear", "none")


class Titled:
    """A picture with a `title`, which names its subject, and a `headline`, which says what it
    shows or is ""."""

    @property
    def shown_title(self):
        return self.headline or self.title

    @property
    def subject(self):
        """Return the line below a headline: the title, or "" if the title is shown itself."""
        return self.title if self.headline else ""


def in_a_row(names):
    """Return names as "a, b and c"."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def most(numbers, total=None, *, noun, verb=("has", "have"), degree="most", figure="{:,}".format):
    """Return a sentence about the categories with the largest number.

    `numbers` are (value, name, number), and `total` is the number that all of them count. A value
    that states nothing is not ranked, and there is no sentence if it has as many as the first.
    """
    ranked = [(name, number) for value, name, number in numbers if value not in UNRANKED]
    largest = max((number for _, number in ranked), default=0)
    unstated = max((number for value, _, number in numbers if value in UNRANKED), default=0)
    first = [name for name, number in ranked if number == largest]
    if largest <= 0 or unstated >= largest or len(ranked) < 2 or len(first) > MAX_NAMES:
        return ""
    of_all = "" if total is None else f" of {figure(total)}"
    each = " each" if len(first) > 1 else ""
    words = f"{in_a_row(first)} {verb[len(first) > 1]} the {degree} {noun}"
    return f"{words}: {figure(largest)}{of_all}{each}"


def leader(chart):
    """Return (label of a series, categories of a chart in which it alone has the largest number,
    all categories with a number); None if no series leads at least half of these.

    A category whose value states nothing is not counted, and a series that states nothing does
    not lead.
    """
    wins, counted = dict.fromkeys(range(len(chart.series)), 0), 0
    for category, marks in chart.rows:
        largest = max((mark.value for mark in marks), default=0)
        if not largest or category == "Not stated":
            continue
        counted += 1
        first = [place for place, mark in enumerate(marks) if mark.value == largest]
        if len(first) == 1:
            wins[first[0]] += 1
    best = max(wins.values(), default=0)
    first = [chart.series[place] for place, number in wins.items() if number == best]
    if counted < 2 or 2 * best < counted or len(first) > 1 or first[0].paint == "unclear":
        return None
    return first[0].label, best, counted


def leading_series(chart, *, noun, categories):
    """Return in how many categories of a chart one series has the largest number. `categories` is
    the plural of the axis, such as "countries"."""
    found = leader(chart)
    if not found:
        return ""
    label, best, counted = found
    return f"{label} has the most {noun} in {best:,} of {counted:,} {categories}"


def widest_difference(chart, totals):
    """Return the category in which two series differ most by share, with both figures.

    `totals` are the numbers that the shares of each series are of. Differences below one per cent
    are not reported.
    """
    if len(chart.series) != 2 or not all(totals):
        return ""
    gaps = [
        (abs(one.value / totals[0] - other.value / totals[1]), category, one.value, other.value)
        for category, (one, other) in chart.rows
    ]
    widest = max((gap for gap, *_ in gaps), default=0)
    first = [row for row in gaps if row[0] == widest]
    if widest < 0.01 or len(first) > 1:
        return ""
    _, category, one, other = first[0]
    return (
        f"{category} differs most: {one:,} of {totals[0]:,} in A, {other:,} of {totals[1]:,} in B"
    )
