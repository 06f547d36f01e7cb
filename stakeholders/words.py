"""Several short values in one column: "DE ES" for countries, "15 03" for groups.

One column keeps lists, counts and history on one row. Words come with a blank on both sides, so
that no word is found inside another one.
"""

from django.db.models import Q


def packed(words):
    """How the words are stored; each once, in their order."""
    unique = dict.fromkeys(str(word) for word in words if word)
    return f" {' '.join(unique)} " if unique else ""


def unpacked(column):
    return column.split()


def holds_any(column, words):
    """A condition: the column holds one of the words."""
    condition = Q(pk__in=[])
    for word in words:
        condition |= Q(**{f"{column}__contains": f" {word} "})
    return condition
