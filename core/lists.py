"""Parts of all lists that are filtered by their query string.

A list is a FilterSet over a queryset. Facets show the values of a filter with counts, chips show
the selected values, and every link is the address of the list with one change.
"""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.urls import reverse

from .exports import FORMATS
from .filters import NOT_STATED, Counted

MAX_VALUES_SHOWN = 8
PAGE_SIZE = 50  # rows per page, unless a list sets its own number
# Values with little meaning, which are last when values are sorted by count.
LAST_VALUES = ("other", "none", NOT_STATED)


@dataclass(frozen=True)
class FacetValue:
    value: str
    label: str
    count: int
    selected: bool
    url: str  # selects only this value, or adds it; "" if it is already the only one
    adds: bool = False  # beside selected values: `count` rows are added by selecting this one too


@dataclass(frozen=True)
class Facet:
    """One filter with the values that have rows."""

    name: str
    label: str
    values: tuple[FacetValue, ...]

    @property
    def first_values(self):
        """Return the values that are always visible: the first ones and all selected ones."""
        return [v for place, v in enumerate(self.values) if place < MAX_VALUES_SHOWN or v.selected]

    @property
    def more_values(self):
        first = self.first_values
        return [value for value in self.values if value not in first]


def facet_of(name, field, counts, selected, address, *, added=None, largest_first=False):
    """Return the facet of a filter; `counts` are the rows per value.

    `added` are the rows that each value adds to those of the selected values; it is needed if a
    row can have several values.
    """
    shown = [(v, label) for v, label in field.choices if counts.get(v) or v in selected]
    if largest_first:
        shown.sort(
            key=lambda one: (
                one[0].casefold() in LAST_VALUES,
                -counts.get(one[0], 0),
                str(one[1]).casefold(),
            )
        )
    added = counts if added is None else added
    values = [_facet_value(name, value, counts, added, selected, address) for value in shown]
    return Facet(name, field.label, tuple(values))


def _facet_value(name, choice, counts, added, selected, address):
    value, label = choice
    if selected and value not in selected:
        more = address(name, [*selected, value])
        return FacetValue(value, label, added.get(value, 0), False, more, adds=True)
    url = "" if selected == [value] else address(name, [value])
    return FacetValue(value, label, counts.get(value, 0), value in selected, url)


def _chosen(data, names):
    return {name: data.getlist(name) for name in data if name in names and any(data.getlist(name))}


def without_errors(filterset):
    """Return the filter set without its invalid values, so that a list with an error can still
    show the other filters."""
    if filterset.is_valid():
        return filterset
    data = filterset.data.copy()
    for name in filterset.form.errors:
        data.pop(name, None)
    accepted = type(filterset)(data, queryset=filterset.queryset)
    accepted.filters = filterset.filters  # their choices may depend on the user
    accepted.is_valid()
    return accepted


class ListAddress:
    """Addresses of the list with one change, from its first page."""

    def __init__(self, request, filterset, base, display=()):
        """Read the filters of `request`. `display` names parameters that control the display."""
        self.base = base
        self.values = _chosen(filterset.data, filterset.filters)
        self.display = _chosen(request.GET, display)

    def __call__(self, name="", values=(), **more):
        """Return the address with the values of one or several filters replaced."""
        query = self.values | self.display | more
        if name:
            query[name] = list(values)
        pairs = [(key, value) for key, chosen in query.items() for value in chosen if value]
        return f"?{urlencode(pairs)}" if pairs else self.base

    def whole(self, **more):
        """Return the same address with the path of the list, for links on other pages."""
        return self.base + self(**more).removeprefix(self.base)

    def to(self, address, **more):
        """Return another address with `more` and the query string of the list."""
        pairs = [(key, value) for key, chosen in self.values.items() for value in chosen]
        return f"{address}?{urlencode([*more.items(), *pairs])}"


class Listing:
    """A filtered list at `url`.

    An invalid value gives a message and no rows; facets and chips use the `accepted` values.
    `display` names other parameters of the address, such as the selected matrix.
    """

    orders, default_order = {}, ""  # {name in the address: label}

    def __init__(self, request, filterset, url, display=()):
        self.request, self.filterset, self.url = request, filterset, url
        self.is_valid = filterset.is_valid()
        self.accepted = without_errors(filterset)
        self.address = ListAddress(request, self.accepted, url, display)

    @property
    def rows(self):
        return self.filterset.qs if self.is_valid else self.filterset.queryset.none()

    @property
    def form(self):
        return self.filterset.form

    @property
    def order(self):
        return self.accepted.form.cleaned_data.get("order") or self.default_order

    @property
    def kept(self):
        """Return the hidden fields of the filter form."""
        return pairs_of(self.address.display)

    @cached_property
    def chips(self):
        """Return (label, address without it) for each selected value."""
        return chips_of(self.accepted, self.address)

    @property
    def filters_in_words(self):
        return "; ".join(label for label, _ in self.chips)

    @cached_property
    def facets(self):
        """Return the facets. Each is counted with all filters except its own, so that the count of
        a value is the number of rows after selecting it, or of rows that it adds to those of the
        selected values."""
        found = [
            facet_of(
                name,
                self.accepted.form.fields[name],
                filter.counts(self.accepted.without(name)),
                self.accepted.selected(name),
                self.address,
                added=self._added(name, filter),
                largest_first=filter.largest_first,
            )
            for name, filter in self.accepted.filters.items()
            if isinstance(filter, Counted)
        ]
        return [facet for facet in found if facet.values]

    def _added(self, name, filter):
        """Return the rows per value that the selected values do not find; None if no value is
        selected."""
        if not self.accepted.selected(name):
            return None
        found = self.accepted.without().values("pk")
        return filter.counts(self.accepted.without(name).exclude(pk__in=found))

    @property
    def asked_url(self):
        """Return the requested address, whose page shows the error."""
        return f"{self.url}?{self.request.GET.urlencode()}"

    def exports(self, url_name, formats=FORMATS):
        """Return (format, address) of the exports of this list."""
        url = reverse(url_name)
        return [(format, self.address.to(url, format=format)) for format in formats]

    @property
    def page_address(self):
        """Return the address to which the number of a page is appended."""
        address = self.address()
        return f"{address}{'&' if '?' in address else '?'}page="


def pairs_of(values):
    """Return {name: [value, ...]} as (name, value) pairs for form fields."""
    return [(name, value) for name, chosen in values.items() for value in chosen]


def page_of(request, rows, *, size=0, count=None):
    """Return the requested page, or the nearest page and a message if it does not exist.

    `count` is the number of rows, if it is already known.
    """
    paginator = Paginator(rows, size or PAGE_SIZE)
    if count is not None:
        paginator.count = count
    wanted = request.GET.get("page", "1")
    page = paginator.get_page(wanted)
    if str(page.number) != wanted.strip() and paginator.count:
        text = f"There is no page {wanted[:12]}. This is page {page.number} of the list."
        messages.info(request, text)
    return page


def page_by_keys(request, rows, listed, *, count):
    """Return the same page, but read its keys first, from an index alone if possible.

    Sorting then moves no long texts. `listed` is the queryset that reads the rows of the page.
    """
    page = page_of(request, rows.values_list("pk", flat=True), count=count)
    order = list(page.object_list)
    found = listed.order_by().in_bulk(order)
    page.object_list = [found[key] for key in order if key in found]
    return page


def heading(label, sort, order, address):
    """Return the head of a column: label, current direction, and the address that sorts by it or
    reverses the order. `sort` is "" for a column that cannot be sorted."""
    if not sort:
        return {"label": label}
    direction = {sort: "ascending", f"-{sort}": "descending"}.get(order, "")
    turned = f"-{sort}" if direction == "ascending" else sort
    return {"label": label, "direction": direction, "url": address("order", [turned])}


def chips_of(filterset, address):
    """Return (label, address without it) for each selected value."""
    chips = []
    for name, value in filterset.form.cleaned_data.items():
        if name == "order" or value in ("", None, []):
            continue
        field = filterset.form.fields[name]
        if isinstance(value, list):
            labels = dict(field.choices)
            for one in value:
                rest = [other for other in value if other != one]
                chips.append((f"{field.label}: {labels.get(one, one)}", address(name, rest)))
        else:
            chips.append((f"{field.label}: {value}", address(name, [])))
    return chips
