"""What every list of this app does with its query string: rows, facets, chips, exports, pages."""

from collections import Counter
from functools import cached_property

from django.core.paginator import Paginator
from django.urls import reverse

from core.lists import ListAddress, chips_of, facet_of, nearest_page

from .exports import FORMATS
from .filters import Counted

PAGE_SIZE = 50


class Listing:
    """A filtered list at `url`. An impossible value is answered with a message and no rows;
    `display` names what else the address says, such as the chosen matrix."""

    def __init__(self, request, filterset, url, display=()):
        self.request, self.filterset, self.url = request, filterset, url
        self.address = ListAddress(request, filterset, url, display=display)
        self.is_valid = filterset.is_valid()
        self.rows = filterset.qs if self.is_valid else filterset.queryset.none()

    @property
    def form(self):
        return self.filterset.form

    @property
    def kept(self):
        """What the form carries along."""
        return [(name, value) for name, values in self.address.display.items() for value in values]

    @cached_property
    def chips(self):
        """What is chosen, each with the address that takes it away."""
        return chips_of(self.filterset, self.address) if self.is_valid else []

    @cached_property
    def facets(self):
        """Each counted with all filters but its own: the number on a value is that of the rows
        after clicking it."""
        if not self.is_valid:
            return []
        found = [
            facet_of(
                name,
                self.form.fields[name],
                Counter(filter.counts(self.filterset.without(name))),
                self.form.cleaned_data[name],
                self.address,
            )
            for name, filter in self.filterset.filters.items()
            if isinstance(filter, Counted)
        ]
        return [facet for facet in found if facet.values]

    def exports(self, url_name):
        url = reverse(url_name)
        return [(format, self.address.to(url, format=format)) for format in FORMATS]

    def page(self, rows, size=PAGE_SIZE):
        """One page of the rows; a page out of range is the nearest one, with a message."""
        return nearest_page(self.request, Paginator(rows, size))

    @property
    def page_address(self):
        address = self.address()
        return address + ("&" if "?" in address else "?") + "page="
