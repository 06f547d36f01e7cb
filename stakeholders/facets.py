"""Counts beside the filters, and the table of groups by country or kind of organisation.

The count of a value is the number of contacts after a click on it: all other filters apply, its own
filter does not. Contacts are grouped by the columns with the values, and the words in a column are
split here.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cache, partial
from itertools import product

from django.db.models import Count, Q

from core.countries import EUROPE, country_name
from core.lists import facet_of

from .choices import EngagementKind
from .models import Engagement

COLUMNS = {
    "group": "groups",
    "country": "countries",
    "kind": "organisation__kind",
    "role": "organisation__roles",
    "consent": "consent",
    "basis": "lawful_basis",
    "tag": "tags",
}
SEVERAL_WORDS = {"group", "country", "role", "tag"}
MAX_CONTACT_KEYS = 2_000
ACROSS = {
    "country": "country",
    "kind": "kind of organisation",
    "role": "role of the organisation",
}


class _Column:
    """The stored values of a facet. Thousands of rows have few different values, so that each value
    is split and tested once."""

    def __init__(self, name, selected):
        self.name, self.numbers = name, Counter()
        self.others = Counter()  # of the contacts that only this filter excludes
        selected = set(selected)
        self.words = cache(lambda stored: _words_of(name, stored))
        self.passes = cache(
            lambda stored: not (selected and selected.isdisjoint(self.words(stored)))
        )


def _words_of(name, stored):
    if name in SEVERAL_WORDS:
        return (stored or "").split() or (["none"] if name != "tag" else [])
    return [stored or "unknown"]


def _found_by(filterset):
    """Return keys of the contacts that a text finds, so that it is searched once for all counts;
    None if there is no text, or if it finds more than MAX_CONTACT_KEYS contacts."""
    words = filterset.form.cleaned_data["q"]
    if not words:
        return None
    keys = list(filterset.queryset.found_by(words).order_by().values_list("pk", flat=True))
    return keys if len(keys) <= MAX_CONTACT_KEYS else None


class Counts:
    """Counts of each facet of a valid filter set, the cells of the coverage table, and the number
    of contacts found. `across` is the second side of the table."""

    def __init__(self, filterset, across):
        self.filterset = filterset
        self.found = _found_by(filterset)
        self.counts = {name: Counter() for name in (*COLUMNS, "engagement")}
        self.added = {name: Counter() for name in (*COLUMNS, "engagement")}
        self.cells = Counter()
        self.total = self._count("group", across, cells=self.cells)
        self._count(*(name for name in ACROSS if name != across))
        self._count("consent", "basis", "tag")
        self._count_engagements()

    def _without(self, *names):
        """Return the contacts of all filters except the named ones."""
        if self.found is None:
            return self.filterset.without(*names)
        return self.filterset.without(*names, "q").filter(pk__in=self.found)

    def _count(self, *names, cells=None):
        """Group contacts by the columns of these facets; return how many match all filters."""
        rows = self._without(*names).values_list(*(COLUMNS[name] for name in names))
        columns = [_Column(name, self.filterset.selected(name)) for name in names]
        total = 0
        for *stored, number in rows.annotate(number=Count("*")):
            failed = [
                place for place, value in enumerate(stored) if not columns[place].passes(value)
            ]
            if not failed:
                total += number
            # The counts of a facet ignore its own filter and use all others.
            if len(failed) < 2:
                for place in failed or range(len(columns)):
                    columns[place].numbers[stored[place]] += number
                for place in failed:
                    columns[place].others[stored[place]] += number
            if cells is not None:
                for pair in product(*(c.words(v) for c, v in zip(columns, stored, strict=True))):
                    cells[pair] += number
        for column in columns:
            for counted, numbers in ((self.counts, column.numbers), (self.added, column.others)):
                for value, number in numbers.items():
                    for word in column.words(value):
                        counted[column.name][word] += number
        return total

    def _count_engagements(self):
        contacts = self._without("engagement")
        if not self.filterset.selected("engagement"):
            self.counts["engagement"] = _engagements_of(contacts, self.total)
            return
        total = contacts.count()
        self.counts["engagement"] = _engagements_of(contacts, total)
        others = contacts.exclude(pk__in=self._without().values("pk"))
        self.added["engagement"] = _engagements_of(others, total - self.total)


def _engagements_of(contacts, total):
    """Count from the engagements, where one index has all counted columns."""
    rows = Engagement.objects.order_by()
    if contacts.query.where:
        rows = rows.filter(contact__in=contacts)
    people = partial(Count, "contact", distinct=True)
    of_kind = {f"of_{kind}": people(filter=Q(kind=kind)) for kind in EngagementKind.values}
    found = rows.aggregate(anything=people(), **of_kind)
    counts = Counter({kind: found[f"of_{kind}"] for kind in EngagementKind.values})
    counts["none"] = total - found["anything"]
    return counts


def facets(filterset, counts, address):
    """Return the facets in the order of the filters, without values that nobody has."""
    found = [
        facet_of(
            name,
            filterset.form.fields[name],
            counts.counts[name],
            filterset.selected(name),
            address,
            added=counts.added[name],
            largest_first=name == "country",
        )
        for name in filterset.filters
        if name in counts.counts
    ]
    return [facet for facet in found if facet.values]


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


def coverage(counts, groups, named, across, address):
    """Return the Coverage table.

    `named` are the (value, label) headings across, except for countries; `address` returns the
    address of a cell's contacts.
    """
    if across == "country":
        outside = sorted({two for _, two in counts.cells} - {*EUROPE, "none"})
        heads = [(code, code, country_name(code)) for code in (*EUROPE, *outside)]
    else:
        heads = [(value, label, label) for value, label in named]
    rows, empty = [], 0
    for group in groups:
        cells = []
        for word, _, name in heads:
            number = counts.cells[group.word, word]
            empty += not number
            cells.append((number, address(group.word, word) if number else "", name))
        rows.append((group, cells, sum(number for number, _, _ in cells)))
    return Coverage(across, heads, rows, empty)
