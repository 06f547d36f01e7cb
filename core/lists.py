"""Lists that are filtered by their address: the parts that all of them share.

A list is a FilterSet over a queryset; its address is the query string. Facets show the values of a
filter with counts, chips what is chosen, and every link is the address with one thing changed.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django_filters import CharFilter, MultipleChoiceFilter
from django_filters.constants import EMPTY_VALUES

LONGEST_QUERY = 200
MOST_SHOWN = 8


class AnyOf(MultipleChoiceFilter):
    """Repeated values of one name are OR. `question` is the queryset method that knows how."""

    def __init__(self, *args, question="", **kwargs):
        super().__init__(*args, **kwargs)
        self.question = question
        self.extra["error_messages"] = {
            "invalid_choice": "%(value)s is not one of the values of this filter."
        }

    def filter(self, queryset, value):
        if not value:
            return queryset
        if self.question:
            return getattr(queryset, self.question)(value)
        return queryset.filter(**{f"{self.field_name}__in": value})


class Words(CharFilter):
    """The search field: the queryset's `found_by` knows where words stand."""

    def __init__(self):
        super().__init__(
            label="Search",
            max_length=LONGEST_QUERY,
            error_messages={"max_length": f"Search for at most {LONGEST_QUERY} characters."},
        )

    def filter(self, queryset, value):
        return queryset if value in EMPTY_VALUES else queryset.found_by(value)


@dataclass(frozen=True)
class FacetValue:
    value: str
    label: str
    count: int
    selected: bool
    url: str  # shows this value alone; "" where that is what is shown already


@dataclass(frozen=True)
class Facet:
    """One filter with its values, the ones without trials left out."""

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


def facet_of(name, field, counts, selected, address):
    """The facet of a filter: `counts` by value, without values that no row has."""
    values = [
        FacetValue(
            value,
            label,
            counts[value],
            value in selected,
            "" if selected == [value] else address(name, [value]),
        )
        for value, label in field.choices
        if counts[value] or value in selected
    ]
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
    return type(filterset)(data, queryset=filterset.queryset)


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


def nearest_page(request, paginator):
    """The page that the address names; one out of range is the nearest one, with a message."""
    wanted = request.GET.get("page", "1")
    page = paginator.get_page(wanted)
    if str(page.number) != wanted.strip() and paginator.count:
        text = f"There is no page {wanted[:12]}; this is page {page.number} of the list."
        messages.info(request, text)
    return page


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
