"""The query string of the list of contacts: one FilterSet for list, counts and exports."""

from django_filters import ChoiceFilter, DateFilter

from core.countries import all_country_codes, country_name
from core.filters import AnyOf, ListFilterSet, Words
from core.packed_words import unpacked

from . import choices
from .models import Contact, TargetGroup

ORDERS = {
    "name": "Name",
    "-name": "Name, Z to A",
    "organisation": "Organisation",
    "-organisation": "Organisation, Z to A",
    "-verified": "Verified last",
    "verified": "Verified first",
}
ORDER_FIELDS = {
    "name": ("sort_name",),
    "organisation": ("organisation__name", "sort_name"),
    "verified": ("verified_on", "sort_name"),
}
DEFAULT_ORDER = "name"
NONE = ("none", "Not stated")


def _groups():
    return [*((group.word, group.name) for group in TargetGroup.objects.all()), NONE]


def _countries():
    return [*((code, country_name(code)) for code in sorted(all_country_codes())), NONE]


def _tags():
    columns = Contact.objects.order_by().exclude(tags="").values_list("tags", flat=True).distinct()
    return [(tag, tag) for tag in sorted({tag for column in columns for tag in unpacked(column)})]


class Order(ChoiceFilter):
    def filter(self, queryset, value):
        name = value or DEFAULT_ORDER
        sign = "-" if name.startswith("-") else ""
        return queryset.order_by(*(sign + field for field in ORDER_FIELDS[name.lstrip("-")]), "pk")


class ContactFilter(ListFilterSet):
    q = Words()
    group = AnyOf(label="Target group", choices=_groups, question="in_group")
    country = AnyOf(label="Country", choices=_countries, question="in_country")
    kind = AnyOf(
        label="Organisation", choices=choices.OrganisationKind.choices, question="at_kind_of_place"
    )
    role = AnyOf(
        label="Role of the organisation",
        choices=[*choices.OrganisationRole.choices, NONE],
        question="at_place_with_role",
    )
    engagement = AnyOf(
        label="Engagement",
        choices=[*choices.EngagementKind.choices, ("none", "Nothing yet")],
        question="engaged",
    )
    consent = AnyOf(label="Consent", choices=choices.Consent.choices)
    basis = AnyOf(
        label="Lawful basis", choices=choices.LawfulBasis.choices, field_name="lawful_basis"
    )
    tag = AnyOf(label="Tag", choices=_tags, question="tagged")
    verified_since = DateFilter(label="Verified since", method="verified")
    unverified_since = DateFilter(label="Not verified since", method="unverified")
    order = Order(label="Order", choices=list(ORDERS.items()))

    class Meta:
        model = Contact
        fields = ()

    def verified(self, queryset, name, day):
        return queryset.verified_since(day)

    def unverified(self, queryset, name, day):
        return queryset.not_verified_since(day)
