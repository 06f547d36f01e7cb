"""Which facilities a row of a licence register may belong to. Nothing is ever merged by itself."""

from collections import defaultdict

from core.text import name_key

from ..models import Authorisation, Facility

MAX_CANDIDATES = 20


class Matcher:
    """Facilities by licence number and by holder, read once for all rows of a list."""

    def __init__(self):
        self._by_licence, self._by_holder = defaultdict(set), defaultdict(set)
        stated = Authorisation.objects.exclude(number="").values_list("type", "number", "facility")
        for kind, number, facility in stated.iterator():
            self._by_licence[kind, name_key(number)].add(facility)
        rows = Facility.objects.values_list(
            "pk", "site__organisation__name_key", "name", "site__city", "site__country"
        )
        for key, holder, name, city, country in rows.iterator():
            for each in {holder, name_key(name)}:
                self._by_holder[each, country].add((key, name_key(city)))

    def candidates(self, row):
        """Return (keys of facilities, the surest first, and why they are candidates)."""
        if row.licence and (found := self._by_licence.get((row.type, name_key(row.licence)))):
            return sorted(found)[:MAX_CANDIDATES], "holds a licence of this number"
        named = self._by_holder.get((name_key(row.holder), row.country), set())
        city = name_key(row.city)
        here = sorted(key for key, place in named if place == city)
        if here:
            return here[:MAX_CANDIDATES], "same holder and city"
        elsewhere = sorted(key for key, _ in named)
        return elsewhere[:MAX_CANDIDATES], "same holder in another city" if elsewhere else ""
