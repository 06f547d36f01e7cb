"""The query string of the trials pages: one FilterSet for the list, its counts and the export."""

from functools import lru_cache

from django import forms
from django.db.models import F
from django_filters import ChoiceFilter, Filter

from core.countries import REGION_LABELS, all_country_codes, country_name
from core.filters import AnyOf, ListFilterSet, Words

from .. import choices
from ..models import Trial
from ..querysets import ANY_COUNTRY, NO_ERROR, TIMES_TO_START
from ..transition import Fate

ORDERS = {
    "-first_entered": "Newest first",
    "first_entered": "Oldest first",
    "title": "Title",
    "-title": "Title, Z to A",
    "number": "Number",
    "-number": "Number, descending",
    "phase": "Phase",
    "-phase": "Phase, descending",
    "status": "Status",
    "-status": "Status, descending",
    "sponsor": "Sponsor",
    "-sponsor": "Sponsor, Z to A",
    "subjects": "Fewest subjects",
    "-subjects": "Most subjects",
}
ORDER_FIELDS = {
    "first_entered": "first_entered_on",
    "title": "title",
    "number": "eudract_number",
    "phase": "phase",
    "status": "status",
    "sponsor": "sponsor_name",
    "subjects": "subjects",
}
DEFAULT_ORDER = "-first_entered"
FIRST_YEAR, LAST_YEAR = 1900, 2100
YEARS = [(str(year), str(year)) for year in range(FIRST_YEAR, LAST_YEAR + 1)]
PHASES = [(phase, f"Phase {phase}") for phase in choices.PHASES] + [("unknown", "Not stated")]

# I, I/II, I/II/III, II ...: letters I, V and the stroke sort as phases do, "unknown" is last.
PHASES_EXACTLY = [
    (phase, "Not stated" if phase == "unknown" else f"Phase {phase}")
    for phase in sorted(choices.PHASE_VALUES, key=lambda phase: phase.replace("/", " "))
]


class Year(Filter):
    field_class = forms.IntegerField

    def __init__(self, *args, **kwargs):
        super().__init__(*args, min_value=FIRST_YEAR, max_value=LAST_YEAR, **kwargs)


class RunNumber(Filter):
    """The number of a run; `question` names a queryset method that takes it."""

    field_class = forms.IntegerField

    def __init__(self, *args, question, **kwargs):
        super().__init__(*args, min_value=1, max_value=2**31 - 1, localize=False, **kwargs)
        self.question = question

    def filter(self, queryset, value):
        return getattr(queryset, self.question)(value) if value else queryset


class Order(ChoiceFilter):
    def filter(self, queryset, value):
        name = value or DEFAULT_ORDER
        field = ORDER_FIELDS[name.lstrip("-")]
        # Rows without a value are last in both sort orders.
        last = True if Trial._meta.get_field(field).null else None
        column = F(field)
        descending = name.startswith("-")
        order = column.desc(nulls_last=last) if descending else column.asc(nulls_last=last)
        return queryset.order_by(order, "pk")


@lru_cache(maxsize=1)
def _countries():
    return [(code, country_name(code)) for code in sorted(all_country_codes())]


def _country_choices():
    return [*_countries(), (choices.UNKNOWN, "Country not stated")]


def _refusing_choices():
    return [(ANY_COUNTRY, "Any country"), *_countries()]


class TrialFilter(ListFilterSet):
    q = Words()
    atmp_class = AnyOf(label="Class", choices=choices.AtmpClass.choices)
    phase = AnyOf(label="Phase", choices=PHASES, question="in_phase")
    phase_is = AnyOf(label="Phase, exactly", choices=PHASES_EXACTLY, field_name="phase")
    status = AnyOf(label="Status", choices=choices.Status.choices)
    country = AnyOf(label="Country", choices=_country_choices, question="in_country")
    refused_in = AnyOf(label="Not authorised in", choices=_refusing_choices, question="refused_in")
    region = AnyOf(label="Region", choices=list(REGION_LABELS.items()), question="in_region")
    disease_area = AnyOf(
        label="Disease area",
        choices=list(choices.DISEASE_AREAS.items()),
        question="in_disease_area",
    )
    technology = AnyOf(
        label="Technology",
        choices=list(choices.TECHNOLOGIES.items()),
        question="with_technology",
    )
    delivery = AnyOf(
        label="Delivery", choices=list(choices.DELIVERIES.items()), question="with_delivery"
    )
    cell_source = AnyOf(
        label="Cell source", choices=list(choices.CELL_SOURCES.items()), question="with_cell_source"
    )
    sponsor_type = AnyOf(label="Sponsor", choices=choices.SponsorType.choices)
    authorised = AnyOf(
        label="Authorised product",
        choices=[("yes", "With one"), ("no", "Without one")],
        question="with_authorised_product",
    )
    register = AnyOf(label="Register", choices=choices.Register.choices, question="in_register")
    demo = AnyOf(
        label="Demonstration data",
        choices=[("no", "Real trials"), ("yes", "Invented trials")],
        question="that_are_demo",
    )
    fate = AnyOf(label="From EudraCT to CTIS", choices=Fate.choices, question="with_fates")
    data_error = AnyOf(
        label="Data error in the register",
        choices=[*choices.DATA_ERROR_CHOICES, (NO_ERROR, "None")],
        question="with_data_error",
    )
    year = AnyOf(
        label="First entered in",
        choices=[*YEARS, ("unknown", "Year not stated")],
        question="first_entered_in",
    )
    year_from = Year(label="First entered from", field_name="first_year", lookup_expr="gte")
    year_to = Year(label="to", field_name="first_year", lookup_expr="lte")
    time_to_start = AnyOf(
        label="From first entry to start",
        choices=[(name, label) for name, label, _ in TIMES_TO_START],
        question="with_time_to_start",
    )
    order = Order(label="Order", choices=list(ORDERS.items()))

    class Meta:
        model = Trial
        fields = ()


class StaffTrialFilter(TrialFilter):
    """The filters of the list, with those that only staff may use."""

    curation = AnyOf(label="Curation", choices=choices.Curation.choices)
    atmp = AnyOf(label="Advanced therapy", choices=choices.Decision.choices)
    created_by_run = RunNumber(label="New records of run", question="created_by_run")
    changed_by_run = RunNumber(label="Changed records of run", question="changed_by_run")


def filter_for(user):
    return StaffTrialFilter if user.has_perm("trials.view_trial") else TrialFilter
