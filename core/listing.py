"""What a list does with its query string: rows, chips, addresses, pages. For lists whose filters
are a form; those with facets start from core.lists."""

from urllib.parse import urlencode

from django.core.paginator import Paginator

from .lists import nearest_page

PAGE_SIZE = 50


class Listing:
    """A filtered list at `url`. An impossible value is answered with a message and no rows;
    `extra` are names of the address that are no filters, such as the chosen matrix."""

    def __init__(self, request, filterset, url, extra=()):
        self.request, self.filterset, self.url = request, filterset, url
        self.is_valid = filterset.is_valid()
        self.rows = filterset.qs if self.is_valid else filterset.queryset.none()
        known = {*filterset.filters, *extra}
        self.values = {
            name: value.strip()
            for name, value in request.GET.items()
            if name in known and value.strip()
        }

    @property
    def form(self):
        return self.filterset.form

    def address(self, **changes):
        """The list with some values changed; None or "" takes one away. The page starts over."""
        values = {**self.values, **changes}
        query = urlencode({name: value for name, value in values.items() if value})
        return f"{self.url}?{query}" if query else self.url

    @property
    def query(self):
        """For an export: the same query string, with an & behind it where there is one."""
        return urlencode(self.values) + "&" if self.values else ""

    @property
    def chips(self):
        """What is chosen, each with the address that takes it away."""
        if not self.is_valid:
            return []
        chips = []
        for name, value in self.form.cleaned_data.items():
            if value in ("", None):
                continue
            field = self.form.fields[name]
            label = dict(getattr(field, "choices", ())).get(value, value)
            chips.append((f"{field.label}: {label}", self.address(**{name: None})))
        return chips

    def page(self, rows=None):
        """One page of the rows; a page out of range is the nearest one, with a message."""
        return nearest_page(self.request, Paginator(self.rows if rows is None else rows, PAGE_SIZE))

    @property
    def page_address(self):
        address = self.address()
        return address + ("&" if "?" in address else "?") + "page="
