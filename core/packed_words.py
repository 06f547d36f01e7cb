"""Several short words in one column: " DE ES " for countries, " 15 03 " for groups.

One column keeps lists, counts and history on one row. Words have a space on both sides, so that a
search for one word never finds part of another.
"""

from django.db.models import Q


def packed(words):
    """Return the words as one text with each word once, in their order; "" without words."""
    unique = dict.fromkeys(str(word) for word in words if word)
    return f" {' '.join(unique)} " if unique else ""


def unpacked(column):
    """Return the list of words."""
    return column.split()


def holds_any(column, words):
    """Return the condition that the column contains at least one of the words."""
    condition = Q(pk__in=[])
    for word in words:
        condition |= Q(**{f"{column}__contains": f" {word} "})
    return condition
