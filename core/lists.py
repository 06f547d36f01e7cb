"""Lists that are filtered by their address: the parts that all of them share.

A list is a FilterSet over a queryset; its address is the query string. Facets show the values of a
filter with counts, chips what is chosen, and every link is the address with one thing changed.
"""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.urls import reverse

from .exports import FORMATS
from .filters import NOT_STATED, Counted

MOST_SHOWN = 8
PAGE_SIZE = 50  # rows, where a list does not say otherwise
# Values that say little: where the others are ordered by their number, these come last.
LAST_VALUES = ("other", "none", NOT_STATED)


@dataclass(frozen=True)
class FacetValue:
    value: str
    label: str
    count: int
    selected: bool
    url: str  # shows this value alone; "" where that is what is shown already


@dataclass(frozen=True)
class Facet:
    """One filter with its values, the ones without rows left out."""

    name: str
    label: str
    values: tuple[FacetValue, ...]

    @property
    def first_values(self):
        """What is shown at once: the first ones, and every chosen one wherever it stands."""
        return [v for place, v in enumerate(self.values) if place < MOST_SHOWN or v.selected]

    @property
    def more_values(self):
        first = self.first_values
        return [value for value in self.values if value not in first]


def facet_of(name, field, counts, selected, address, *, largest_first=False):
    """The facet of a filter: `counts` by value, without values that no row has."""
    values = [
        FacetValue(
            value,
            label,
            counts.get(value, 0),
            value in selected,
            "" if selected == [value] else address(name, [value]),
        )
        for value, label in field.choices
        if counts.get(value) or value in selected
    ]
    if largest_first:
        values.sort(
            key=lambda one: (one.value.casefold() in LAST_VALUES, -one.count, one.label.casefold())
        )
    return Facet(name, field.label, tuple(values))


def _chosen(data, names):
    return {name: data.getlist(name) for name in data if name in names and any(data.getlist(name))}


def without_errors(filterset):
    """The filter set as it would be without the values that it refuses, so that a list that cannot
    be shown still offers the others."""
    if filterset.is_valid():
        return filterset
    data = filterset.data.copy()
    for name in filterset.form.errors:
        data.pop(name, None)
    accepted = type(filterset)(data, queryset=filterset.queryset)
    accepted.filters = filterset.filters  # their choices may be those of one reader
    accepted.is_valid()
    return accepted


class ListAddress:
    """Addresses of the list with one thing changed; the page starts over."""

    def __init__(self, request, filterset, base, display=()):
        """`display` names what else the address says about how the list is shown."""
        self.base = base
        self.values = _chosen(filterset.data, filterset.filters)
        self.display = _chosen(request.GET, display)

    def __call__(self, name="", values=(), **more):
        """With the values of one filter, or of several by name, replaced."""
        query = self.values | self.display | more
        if name:
            query[name] = list(values)
        pairs = [(key, value) for key, chosen in query.items() for value in chosen if value]
        return f"?{urlencode(pairs)}" if pairs else self.base

    def whole(self, **more):
        """The same for links on other pages: never relative to the page they stand on."""
        return self.base + self(**more).removeprefix(self.base)

    def to(self, address, **more):
        """Another address with the same query string behind `more`."""
        pairs = [(key, value) for key, chosen in self.values.items() for value in chosen]
        return f"{address}?{urlencode([*more.items(), *pairs])}"


class Listing:
    """A filtered list at `url`. An impossible value is answered with a message and no rows; facets
    and chips go on with what was `accepted`. `display` names what else the address says, such as
    the chosen matrix."""

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
        """What the form of the filters sends along unseen."""
        return pairs_of(self.address.display)

    @cached_property
    def chips(self):
        """What is chosen, each with the address that takes it away."""
        return chips_of(self.accepted, self.address)

    @property
    def filters_in_words(self):
        return "; ".join(label for label, _ in self.chips)

    @cached_property
    def facets(self):
        """Each counted with all filters but its own: the number on a value is that of the rows
        after clicking it."""
        found = [
            facet_of(
                name,
                self.accepted.form.fields[name],
                filter.counts(self.accepted.without(name)),
                self.accepted.selected(name),
                self.address,
                largest_first=filter.largest_first,
            )
            for name, filter in self.accepted.filters.items()
            if isinstance(filter, Counted)
        ]
        return [facet for facet in found if facet.values]

    @property
    def asked_url(self):
        """The list as it was asked for, which says why it cannot be shown."""
        return f"{self.url}?{self.request.GET.urlencode()}"

    def exports(self, url_name):
        """(format, address) of the files with the rows of this list."""
        url = reverse(url_name)
        return [(format, self.address.to(url, format=format)) for format in FORMATS]

    @property
    def page_address(self):
        """Ends where the number of a page follows."""
        address = self.address()
        return f"{address}{'&' if '?' in address else '?'}page="


def pairs_of(values):
    """{name: [value, ...]} as the fields of a form."""
    return [(name, value) for name, chosen in values.items() for value in chosen]


def page_of(request, rows, *, size=0, count=None):
    """The page that the address names; one out of range is the nearest one, with a message.
    `count` is the number of rows where it is known already."""
    paginator = Paginator(rows, size or PAGE_SIZE)
    if count is not None:
        paginator.count = count
    wanted = request.GET.get("page", "1")
    page = paginator.get_page(wanted)
    if str(page.number) != wanted.strip() and paginator.count:
        text = f"There is no page {wanted[:12]}; this is page {page.number} of the list."
        messages.info(request, text)
    return page


def page_by_keys(request, rows, listed, *, count):
    """The same, its keys found first, from an index alone where there is one, so that sorting moves
    no long texts. `listed` is the queryset that reads the rows of the page."""
    page = page_of(request, rows.values_list("pk", flat=True), count=count)
    order = list(page.object_list)
    found = listed.order_by().in_bulk(order)
    page.object_list = [found[key] for key in order if key in found]
    return page


def heading(label, sort, order, address):
    """The head of a column: the address that sorts by it, or turns the order round, and how the
    list is sorted by it now. `sort` is "" for a column that the list cannot be sorted by."""
    if not sort:
        return {"label": label}
    direction = {sort: "ascending", f"-{sort}": "descending"}.get(order, "")
    turned = f"-{sort}" if direction == "ascending" else sort
    return {"label": label, "direction": direction, "url": address("order", [turned])}


def chips_of(filterset, address):
    """What is chosen, each with the address that takes it away."""
    chips = []
    for name, value in filterset.form.cleaned_data.items():
        if name == "order" or value in ("", None, []):
            continue
        field = filterset.form.fields[name]
        if isinstance(value, list):
            labels = dict(field.choices)
            for one in value:
                rest = [other for other in value if other != one]
                chips.append((f"{field.label}: {labels[one]}", address(name, rest)))
        else:
            chips.append((f"{field.label}: {value}", address(name, [])))
    return chips
