"""The query strings of the use-case pages: one FilterSet for rows, matrix and export."""

from django_filters import CharFilter, ChoiceFilter, FilterSet, NumberFilter
from django_filters.constants import EMPTY_VALUES

from core.countries import country_name
from trials.choices import AtmpClass

from . import choices
from .models import Hurdle, HurdleCategory, Procedure, Recommendation, Solution, Stage, UseCase

LONGEST_QUERY = 200
UNKNOWN = (choices.NOT_STATED, "Not stated")
NOT_A_VALUE = {"invalid_choice": "%(value)s is not one of the values of this filter."}


class OneOf(ChoiceFilter):
    """A select field; "unknown" stands for rows without a value."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, empty_label="All", error_messages=NOT_A_VALUE, **kwargs)

    def filter(self, queryset, value):
        if value == choices.NOT_STATED and self.field_name != "countries":
            column = self.field_name.partition("__")[0]
            return queryset.filter(**{column: None})
        return super().filter(queryset, value)


class InCountry(OneOf):
    def filter(self, queryset, value):
        return queryset.in_country([value]) if value else queryset


class Solved(OneOf):
    def filter(self, queryset, value):
        return queryset.solved(value == "yes") if value else queryset


class Proven(OneOf):
    def filter(self, queryset, value):
        return queryset.without_evidence() if value == "no" else queryset


class Words(CharFilter):
    def __init__(self):
        message = f"Search for at most {LONGEST_QUERY} characters."
        super().__init__(
            label="Search", max_length=LONGEST_QUERY, error_messages={"max_length": message}
        )

    def filter(self, queryset, value):
        return queryset if value in EMPTY_VALUES else queryset.found_by(value)


def stages():
    return [*((row.code, row.name) for row in Stage.objects.all()), UNKNOWN]


def categories():
    return [(row.code, f"{row.code} {row.name}") for row in HurdleCategory.objects.all()]


def procedures():
    return [*((row.code, row.name) for row in Procedure.objects.all()), UNKNOWN]


def countries_of(model):
    """The codes that rows of the model use."""

    def found():
        codes = set()
        for text in model.objects.order_by().values_list("countries", flat=True).distinct():
            codes.update(text.split())
        named = sorted((place(code), code) for code in codes)
        return [*((code, name) for name, code in named), UNKNOWN]

    return found


def place(code):
    return "EU, all member states" if code == choices.EUROPEAN_UNION else country_name(code)


class CaseFilter(FilterSet):
    q = Words()
    status = OneOf(label="Status", choices=choices.CaseStatus.choices)
    atmp_class = OneOf(label="Class", choices=AtmpClass.choices)
    stage = OneOf(label="Stage reached", field_name="stage__code", choices=stages)
    country = InCountry(label="Country", field_name="countries", choices=countries_of(UseCase))

    class Meta:
        model = UseCase
        fields = ()


class HurdleFilter(FilterSet):
    q = Words()
    category = OneOf(label="Category", field_name="category__code", choices=categories)
    stage = OneOf(label="Stage", field_name="stage__code", choices=stages)
    country = InCountry(label="Country", field_name="countries", choices=countries_of(Hurdle))
    # A case that the reader may not see is no choice; the view narrows them.
    case = OneOf(label="Use case", field_name="use_cases__slug", choices=())
    procedure = OneOf(label="Procedure", field_name="procedure__code", choices=procedures)
    severity = NumberFilter(
        label="Severity from", field_name="severity", lookup_expr="gte", min_value=1, max_value=5
    )
    solved = Solved(
        label="Solved", choices=[("yes", "A solution worked"), ("no", "No solution worked")]
    )

    class Meta:
        model = Hurdle
        fields = ()

    def __init__(self, *args, cases=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["case"].extra["choices"] = [
            *((case.slug, case.short_name) for case in cases),
            (choices.NOT_STATED, "No use case"),
        ]

    def without(self, *names):
        """The hurdles that all filters but the named ones let through, in no order."""
        queryset = self.queryset
        for name, value in self.form.cleaned_data.items():
            if name not in names:
                queryset = self.filters[name].filter(queryset, value)
        return queryset.order_by()


class SolutionFilter(FilterSet):
    q = Words()
    evidence = Proven(label="Evidence", field_name="evidence", choices=[("no", "Without evidence")])

    class Meta:
        model = Solution
        fields = ()


class RecommendationFilter(FilterSet):
    q = Words()
    state = OneOf(label="State", choices=choices.RecommendationState.choices)
    group = OneOf(label="Addressed to", field_name="target_groups__slug", choices=())
    priority = ChoiceFilter(label="Priority", choices=choices.Level.choices, empty_label="All")

    class Meta:
        model = Recommendation
        fields = ()

    def __init__(self, *args, groups=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["group"].extra["choices"] = [(group.slug, group.name) for group in groups]
