"""Counts beside the filters, and the table of groups by country or kind of organisation.

The number on a value is the number of contacts after clicking it: everything else stays filtered,
the filter itself does not count. Contacts are grouped by the columns that hold the values, and the
words in a column are taken apart here.
"""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from core.countries import EUROPE, country_name
from core.lists import Facet, FacetValue

COLUMNS = {
    "group": "groups",
    "country": "countries",
    "kind": "organisation__kind",
    "consent": "consent",
    "tag": "tags",
}
SEVERAL_WORDS = {"group", "country", "tag"}
ACROSS = {"country": "country", "kind": "kind of organisation"}


def _words_of(name, stored):
    if name in SEVERAL_WORDS:
        return stored.split() or (["none"] if name != "tag" else [])
    return [stored or "unknown"]


class Counts:
    """Counts of each facet of a valid filter set, the cells of the coverage table, and the number
    of contacts found. `across` is the second side of the table."""

    def __init__(self, filterset, across):
        self.filterset = filterset
        self.total = 0
        self.counts = {name: Counter() for name in (*COLUMNS, "engagement")}
        self.cells = Counter()
        other = "kind" if across == "country" else "country"
        self.total = self._count("group", across, cells=self.cells)
        self._count(other, "consent")
        self._count("tag")
        self._count_engagements()

    def _count(self, *names, cells=None):
        """Groups contacts by the columns of these facets; gives back how many pass all filters."""
        rows = self.filterset.without(*names).values_list(*(COLUMNS[name] for name in names))
        selected = {name: set(self.filterset.selected(name)) for name in names}
        total = 0
        for *stored, number in rows.annotate(number=Count("*")):
            words = {
                name: _words_of(name, value) for name, value in zip(names, stored, strict=True)
            }
            failed = [
                name for name in names if selected[name] and not selected[name] & {*words[name]}
            ]
            if not failed:
                total += number
            if len(failed) < 2:
                for name in failed or names:
                    for word in words[name]:
                        self.counts[name][word] += number
            if cells is not None:
                first, second = (words[name] for name in names)
                for one in first:
                    for two in second:
                        cells[one, two] += number
        return total

    def _count_engagements(self):
        rows = self.filterset.without("engagement").values_list("engagements__kind")
        for kind, number in rows.annotate(number=Count("pk", distinct=True)):
            self.counts["engagement"][kind or "none"] = number


def facets(filterset, counts, address):
    """The facets in the order of the filters, without values that nobody has."""
    found = []
    for name in filterset.filters:
        if name not in counts.counts:
            continue
        field, count = filterset.form.fields[name], counts.counts[name]
        selected = filterset.selected(name)
        values = [
            FacetValue(
                value,
                label,
                count[value],
                value in selected,
                "" if selected == [value] else address(name, [value]),
            )
            for value, label in field.choices
            if count[value] or value in selected
        ]
        if name == "country":
            values.sort(key=lambda value: (value.value == "none", -value.count, value.label))
        if values:
            found.append(Facet(name, field.label, tuple(values)))
    return found


@dataclass(frozen=True)
class Coverage:
    """Target groups by countries or kinds, with their counts; empty cells are part of it."""

    across: str
    heads: list  # (word, short text, whole name)
    rows: list  # (group, [(count, address)], total)
    empty: int

    @property
    def cells(self):
        return len(self.heads) * len(self.rows)


def coverage(counts, groups, kinds, across, address):
    """The table; `address` leads to the contacts of a cell."""
    if across == "country":
        outside = sorted({two for _, two in counts.cells} - {*EUROPE, "none"})
        heads = [(code, code, country_name(code)) for code in (*EUROPE, *outside)]
    else:
        heads = [(value, label, label) for value, label in kinds]
    rows, empty = [], 0
    for group in groups:
        cells = []
        for word, _, name in heads:
            number = counts.cells[group.word, word]
            empty += not number
            cells.append((number, address(group.word, word) if number else "", name))
        rows.append((group, cells, sum(number for number, _, _ in cells)))
    return Coverage(across, heads, rows, empty)
