"""Filters of facilities, the same for list, map, step matrix, exports and API."""

import re
from collections import Counter

from django.core.validators import RegexValidator
from django.db.models import Count
from django_filters import CharFilter, ChoiceFilter

from core.countries import EUROPE, country_name
from core.filters import NOT_STATED, Counted, ListFilterSet, Words

from . import choices
from .files.columns import TECHNOLOGY_CHOICES
from .models import DemandArea, Facility
from .models.sites import NUTS_COUNTRY

ORDERS = {
    "name": "Name",
    "-name": "Name, Z to A",
    "country": "Country and city",
    "kind": "Kind",
    "-verified": "Verified last",
    "verified": "Verified first",
}
ORDER_FIELDS = {
    "name": ("name",),
    "country": ("site__country", "site__city", "name"),
    "kind": ("kind", "name"),
    "verified": ("verified_on", "name"),
}
DEFAULT_ORDER = "name"
REGION = re.compile(r"[A-Za-z]{2}[0-9A-Za-z]{0,3}")
REGION_LENGTH = 4  # letters of a NUTS code of level 2
CELL = re.compile(r"none|\d{1,2}-\d{1,2}")


class Order(ChoiceFilter):
    def filter(self, queryset, value):
        name = value or DEFAULT_ORDER
        sign = "-" if name.startswith("-") else ""
        fields = ORDER_FIELDS[name.lstrip("-")]
        return queryset.order_by(sign + fields[0], *fields[1:], "pk")


class InWords(Counted):
    """Filter of words that are packed in one column. `question` is the queryset method that filters
    them."""

    def counts(self, rows):
        counts = Counter()
        for words, number in rows.values_list(self.field_name).annotate(number=Count("pk")):
            for word in words.split() or [NOT_STATED]:
                counts[word] += number
        return counts


class OpenToOthers(Counted):
    def counts(self, rows):
        counts = super().counts(rows)
        both = counts.get(choices.OpenTo.BOTH, 0)
        for each in (choices.OpenTo.COLLABORATION, choices.OpenTo.SERVICE):
            counts[each] = counts.get(each, 0) + both
        return counts


class Authorised(Counted):
    """Filter of authorisations that are valid today and visible to everyone."""

    def counts(self, rows):
        return rows.counts_by_authorisation()


class Verified(Counted):
    def counts(self, rows):
        return rows.counts_by_freshness()


class RegionsField(Counted.field_class):
    """Any beginning of a NUTS code is a value, also of another level than the listed ones."""

    def valid_value(self, value):
        return value == NOT_STATED or bool(REGION.fullmatch(value))


class Regions(Counted):
    """NUTS regions of level 2, counted by the beginning of the sites' codes."""

    field_class = RegionsField

    def counts(self, rows):
        counts = Counter()
        for code, number in rows.values_list("site__nuts_code").annotate(number=Count("pk")):
            counts[code[:REGION_LENGTH] or NOT_STATED] += number
        return counts


class Matching(CharFilter):
    """Filter of a short text with a given form. `question` is the queryset method that uses it."""

    def __init__(self, *args, question, shape, **kwargs):
        super().__init__(*args, **kwargs)
        self.question = question
        self.extra["max_length"] = 10
        self.extra["validators"] = [_shape_validator(shape)]

    def filter(self, queryset, value):
        return getattr(queryset, self.question)(value) if value else queryset


def _shape_validator(shape):
    return RegexValidator(
        rf"\A(?:{shape.pattern})\Z", "%(value)s is not one of the values of this filter."
    )


def countries():
    """Return (code, name) of European countries and of others with a facility."""
    others = Facility.objects.order_by().values_list("site__country", flat=True).distinct()
    codes = {*EUROPE, *others}
    return sorted(((code, country_name(code)) for code in codes), key=lambda pair: pair[1])


def regions():
    """Regions of level 2 that have a facility, with their names if they are demand areas."""
    codes = Facility.objects.order_by().values_list("site__nuts_code", flat=True).distinct()
    found = sorted({code[:REGION_LENGTH] for code in codes if code})
    names = dict(DemandArea.objects.filter(code__in=found).values_list("code", "name"))
    return [*((code, _region_name(code, names.get(code))) for code in found), choices.NO_ANSWER]


def _region_name(code, name):
    country = country_name(NUTS_COUNTRY.get(code[:2], code[:2]))
    return f"{code} {name}, {country}" if name else f"{code}, {country}"


class FacilityFilter(ListFilterSet):
    q = Words()
    kind = Counted(label="Kind", choices=choices.FacilityKind.choices)
    country = Counted(
        label="Country", field_name="site__country", choices=countries, largest_first=True
    )
    step = InWords(
        label="Step",
        field_name="shown_steps",
        question="doing_step",
        choices=[*choices.Step.choices, choices.NO_ANSWER],
    )
    atmp_class = InWords(
        label="Class",
        field_name="shown_classes",
        question="of_class",
        choices=[*choices.AtmpClass.choices, choices.NO_ANSWER],
    )
    technology = InWords(
        label="Technology",
        field_name="shown_technologies",
        question="of_technology",
        choices=[*TECHNOLOGY_CHOICES, choices.NO_ANSWER],
        largest_first=True,
    )
    age_group = InWords(
        label="Age group",
        field_name="age_groups",
        question="for_age_group",
        choices=[*choices.AgeGroup.choices, choices.NO_ANSWER],
    )
    authorisation = Authorised(
        label="Valid authorisation",
        field_name="authorisations__type",
        question="authorised_for",
        choices=[*choices.AuthorisationType.choices, (NOT_STATED, "None known")],
    )
    open_to = OpenToOthers(
        label="Open to others",
        question="open_as",
        choices=choices.OpenTo.choices,
    )
    state = Counted(label="State", choices=choices.OperatingState.choices)
    verified = Verified(
        label="Verification", question="verified_as", choices=choices.Freshness.choices
    )
    nuts = Regions(
        label="NUTS region",
        field_name="site__nuts_code",
        question="in_regions",
        choices=regions,
        largest_first=True,
    )
    place = Matching(label="Place on the map", question="in_cell", shape=CELL)
    order = Order(label="Order", choices=list(ORDERS.items()))

    class Meta:
        model = Facility
        fields = ()
