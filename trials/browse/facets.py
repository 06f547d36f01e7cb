"""Count the trials for each filter value: the number on a value is the number of trials after a
click on it.

A click on a value shows the trials with that value, and all other filters stay. So each facet, bar
or country of the map is counted with all filters except its own. All counts, the list and the
export start from the same filter set.
"""

from copy import copy
from functools import reduce
from operator import and_, or_

from django_filters.constants import EMPTY_VALUES

from core.lists import facet_of

from .index import DIMENSIONS, index_of
from .words import words_of

# Charts offer these as bars; the panel of filters has the range of years.
NOT_IN_PANEL = ("year", "time_to_start", "authorised")
LARGEST_FIRST = ("country", "refused_in", "disease_area", "technology")


class FilteredIndex:
    """The trials that pass a valid filter set, and the counts of all other choices."""

    def __init__(self, filterset, index=None):
        self.filterset = filterset
        self.index = index or index_of(filterset.queryset)
        self._passed = {}
        chosen = filterset.form.cleaned_data
        known = {name for name in chosen if name in DIMENSIONS}
        for name in known:
            if chosen[name]:
                self._passed[name] = self.index.with_any(name, chosen[name])
        years = {name: chosen.get(name) for name in ("year_from", "year_to")}
        for name, year in years.items():
            if year is not None:
                self._passed[name] = self._years(name, year)
        if chosen.get("q"):
            words = words_of(filterset.queryset)
            self._passed["q"] = words.found_by(chosen["q"]).bits_in(self.index)
        # Only the database can apply these, such as the transition.
        others = set(chosen) - known - {*years, "order", "q"}
        if any(chosen[name] not in EMPTY_VALUES for name in others):
            self._passed["others"] = self.index.bits_of(filterset.without(*known, *years, "q"))
        self.rows = self.but()
        self.total = self.rows.bit_count()

    def _years(self, name, limit):
        years = self.index.words["year"].items()
        inside = limit.__le__ if name == "year_from" else limit.__ge__
        return reduce(
            or_, (bits for year, bits in years if year != "unknown" and inside(int(year))), 0
        )

    def but(self, *names):
        """Return the bits of the trials that pass all filters except the named ones."""
        passed = (bits for name, bits in self._passed.items() if name not in names)
        return reduce(and_, passed, self.index.everything)

    def counts(self, name):
        """Return {value: number of trials if it alone is selected} for all values of visible
        trials."""
        rows = self.but(name)
        return {word: (rows & bits).bit_count() for word, bits in self.index.words[name].items()}

    def added(self, name):
        """Return {value: number of trials that it adds to those of the selected values}."""
        others = self.but(name) & ~self.rows
        return {word: (others & bits).bit_count() for word, bits in self.index.words[name].items()}

    def crossed(self, first, second):
        """Return {(value of first, value of second): number of trials if both are selected}."""
        rows = self.but(first, second)
        return {
            (one, other): (rows & bits & more).bit_count()
            for one, bits in self.index.words[first].items()
            for other, more in self.index.words[second].items()
        }

    def only_invented(self):
        """Return the same selection of the invented trials alone."""
        invented = copy(self)
        invented._passed = self._passed | {"invented": self.index.with_any("demo", ["yes"])}
        invented.rows = invented.but()
        invented.total = invented.rows.bit_count()
        return invented

    def keys(self):
        """Return the keys of the trials that pass."""
        return self.index.keys_of(self.rows)

    def all_trials(self):
        """Return the number of trials without any filter."""
        return self.index.size


def facets(filterset, selection, address):
    """Return the facets in the order of the filters.

    `address(name, values)` returns the list's address with the values of one filter replaced.
    """
    found = []
    for name in filterset.filters:
        if name not in DIMENSIONS or name in NOT_IN_PANEL:
            continue
        facet = facet_of(
            name,
            filterset.form.fields[name],
            selection.counts(name),
            filterset.selected(name),
            address,
            added=selection.added(name),
            largest_first=name in LARGEST_FIRST,
        )
        # If all trials are real, or all invented, there is nothing to choose.
        nothing_to_choose = name == "demo" and len(facet.values) == 1
        if facet.values and (not nothing_to_choose or filterset.selected(name)):
            found.append(facet)
    return found
