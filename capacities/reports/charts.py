"""The charts of the reports: the numbers of one column of a table, as bars."""

import re

from core.charts import Plot, Rule, Span
from core.charts.plot import SPANS

MAX_BARS = 25
NUMBER = re.compile(r"\d[\d,]*(\.\d+)?")


def number_in(cell):
    """Return the number that a cell of a table begins with, None for a cell in words."""
    found = NUMBER.match(str(cell))
    return float(found[0].replace(",", "")) if found else None


def bars_of(table, column, *, name, title, x_label, headline, rule=None):
    """Return a Plot of one column of a table, the rows in their order; `rule` is (number, word).

    `headline` is called with (label, label, number) of the rows with a number, and returns the
    sentence that says what the plot shows.

    Rows without a number have no bar and are counted in the note.
    """
    place = table.header.index(column)
    rows = [(str(row[0]), str(row[place]), number_in(row[place])) for row in table.rows]
    known = [(label, words, value) for label, words, value in rows if value is not None]
    notes = []
    drawn = _largest(known)
    if len(known) > MAX_BARS:
        notes.append(f"The {MAX_BARS} largest of {len(known)} rows with a number are drawn.")
    if len(known) < len(rows):
        missing = len(rows) - len(known)
        words = (
            "1 row without a number has"
            if missing == 1
            else f"{missing} rows without a number have"
        )
        notes.append(f"{words} no bar.")
    return Plot(
        name,
        title,
        SPANS,
        (table.header[0], column),
        tuple((label, words) for label, words, _ in rows),
        tuple(Span(label, 0, value, words) for label, words, value in drawn),
        (Rule(*rule),) if rule and known else (),
        x_label=x_label,
        note=" ".join(notes) or ("" if known else table.empty),
        headline=headline([(label, label, value) for label, _, value in known]),
    )


def _largest(known):
    """Return the rows with the largest numbers, in their order, so that the row of the headline is
    among them."""
    places = sorted(range(len(known)), key=lambda place: -known[place][2])[:MAX_BARS]
    return [known[place] for place in sorted(places)]
