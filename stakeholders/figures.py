"""Contacts as figures for a report: counts per group, country, kind and engagement, no rows.

Small figures are hidden, because a count of one or two in a small country may identify a person. If
the hidden figures of a table could be found by subtraction from the total, the next smallest
figures are hidden as well. It does not use the database.
"""

from collections import Counter

SMALLEST_SHOWN_COUNT = 5
HIDDEN = "not shown"
HEADINGS = ("Counted by", "Value", "Contacts")
NOT_STATED = "Not stated"
NOTE = (
    f"Figures below {SMALLEST_SHOWN_COUNT} are not shown. Figures from which a hidden one could be "
    "calculated are not shown either. A contact with several values is counted under each."
)


def figure_rows(headings, entries):
    """Return rows (heading, value, count or "not shown") for entries of texts, one per heading.

    Several values in one text have "; " between them. The first row is the number of entries.
    """
    rows = [("All", "Contacts", len(entries))]
    for place, heading in enumerate(headings):
        counts = Counter(
            value or NOT_STATED for entry in entries for value in set(entry[place].split("; "))
        )
        hidden = hidden_values(counts)
        rows += [
            (heading, value, HIDDEN if value in hidden else counts[value])
            for value in sorted(counts)
        ]
    return rows


def hidden_values(counts):
    """Return the values whose counts are hidden: all small ones, and as many of the next as it
    takes to hide two values with SMALLEST_SHOWN_COUNT or more contacts in all."""
    ordered = sorted(counts, key=lambda value: (counts[value], value))
    hidden = [value for value in ordered if counts[value] < SMALLEST_SHOWN_COUNT]
    others = ordered[len(hidden) :]
    while (
        hidden
        and others
        and (len(hidden) < 2 or sum(counts[value] for value in hidden) < SMALLEST_SHOWN_COUNT)
    ):
        hidden.append(others.pop(0))
    return set(hidden)
