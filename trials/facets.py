"""Counts beside the filters: the number on a value is the number of trials after clicking it.

A click on a value shows the trials with that value, everything else filtered as before. So each
facet is counted with all filters but its own. Two grouped queries answer for all facets: facts
with few values form one small table of cells, and the countries are grouped by their column, whose
words are taken apart here.
"""

from collections import Counter

from django.db.models import Count
from django_filters.constants import EMPTY_VALUES

from core.countries import country_name, region_of
from core.lists import Facet, FacetValue

from .choices import DISEASE_AREAS

# Filter -> column, in the order of the index `trial_facets`: grouped in that order, the cells come
# out of the index without being sorted.
CELL_FACTS = {
    "demo": "is_demo",
    "curation": "curation",
    "atmp": "atmp",
    "phase": "phase",
    "atmp_class": "atmp_class",
    "status": "status",
    "sponsor_type": "sponsor_type",
    "register": "registers",
    "disease_area": "disease_areas",
}


def _words_of(name, stored):
    """The filter values that a stored value counts for."""
    if name == "phase":
        return stored.split("/")
    if name == "demo":
        return ("yes" if stored else "no",)
    if name in ("register", "disease_area"):
        return stored.split()
    return (stored,)


class FacetCounts:
    """Counts of every facet of a valid filter set, and the number of trials that it finds."""

    def __init__(self, filterset):
        self.filterset = filterset
        self.total = 0
        self.in_cells = 0
        self.counts = {}
        self._count_cells()
        self._count_places()

    def _selection(self, *names):
        return {name: set(self.filterset.selected(name)) for name in names}

    def _grouped(self, without, columns):
        rows = self.filterset.without(*without).values_list(*columns)
        return rows.annotate(number=Count("*"))

    def _count_cells(self):
        names = [name for name in CELL_FACTS if name in self.filterset.filters]
        selected = self._selection(*names)
        self.counts.update({name: Counter() for name in names})
        for *cell, number in self._grouped(names, CELL_FACTS.values()):
            stored = dict(zip(CELL_FACTS, cell, strict=True))
            words = {name: _words_of(name, stored[name]) for name in names}
            self.in_cells += number
            self.total += self._add(words, selected, number)

    def _count_places(self):
        selected = self._selection("country", "region")
        self.counts.update(country=Counter(), region=Counter())
        for countries, number in self._grouped(("country", "region"), ["countries"]):
            codes = countries.split()
            words = {"country": codes, "region": {region_of(code) for code in codes}}
            self._add(words, selected, number)

    def all_trials(self):
        """How many trials there are without any filter; the cells know it, unless a filter that is
        not one of theirs narrowed them."""
        chosen = {
            name
            for name, value in self.filterset.form.cleaned_data.items()
            if value not in EMPTY_VALUES
        }
        if chosen - {*CELL_FACTS, "order"}:
            return self.filterset.queryset.count()
        return self.in_cells

    def _add(self, words, selected, number):
        """Counts a group of trials for each facet whose own filter is the only one they may fail;
        gives the number back if they pass all."""
        failed = [
            name for name, chosen in selected.items() if chosen and not chosen & set(words[name])
        ]
        if len(failed) > 1:
            return 0
        for name in failed or words:
            for word in words[name]:
                self.counts[name][word] += number
        return 0 if failed else number


def facets(filterset, counts, address):
    """The facets in the order of the filters. `address(name, values)` is the list's address with
    the values of one filter replaced."""
    found = []
    for name, count in counts.counts.items():
        field = filterset.form.fields[name]
        selected = filterset.selected(name)
        values = [
            FacetValue(
                value,
                _label(name, value, label),
                count[value],
                value in selected,
                "" if selected == [value] else address(name, [value]),
            )
            for value, label in field.choices
            if count[value] or value in selected
        ]
        if name in ("country", "disease_area"):
            values.sort(
                key=lambda value: (value.value in ("unknown", "other"), -value.count, value.label)
            )
        # Where all trials are real, or all invented, there is nothing to choose.
        if values and (name != "demo" or len(values) > 1 or selected):
            found.append(Facet(name, field.label, tuple(values)))
    order = list(filterset.filters)
    return sorted(found, key=lambda facet: order.index(facet.name))


def _label(name, value, label):
    if name == "country":
        return country_name(value)
    return DISEASE_AREAS.get(value, label) if name == "disease_area" else label
