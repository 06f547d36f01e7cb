"""The query strings of the use-case pages. List, matrix and export use the same FilterSet."""

from collections import Counter
from functools import cache

from django.db.models import Count

from core.countries import all_country_codes, country_name
from core.filters import NOT_STATED, Counted, ListFilterSet, Words
from stakeholders.models import TargetGroup
from trials.choices import AtmpClass

from . import choices
from .models import (
    Bottleneck,
    Hurdle,
    HurdleCategory,
    Procedure,
    Recommendation,
    Solution,
    SolutionType,
    Stage,
    UseCase,
)

UNKNOWN = (NOT_STATED, "Not stated")


class InCountry(Counted):
    """Filter on a column of country codes separated by spaces."""

    def __init__(self, **kwargs):
        super().__init__(label="Country", field_name="countries", question="in_country", **kwargs)

    def counts(self, rows):
        counts = Counter()
        for codes, number in rows.values_list("countries").annotate(number=Count("pk")):
            for code in codes.split() or [NOT_STATED]:
                counts[code] += number
        return counts


class YesOrNo(Counted):
    """Filter by yes or no. `question` names a queryset method; `yes` and `no` are the labels."""

    def __init__(self, yes, no, **kwargs):
        super().__init__(choices=[("yes", yes), ("no", no)], **kwargs)

    def counts(self, rows):
        return {answer: getattr(rows, self.question)([answer]).count() for answer in ("yes", "no")}


def stages():
    return [*((row.code, row.name) for row in Stage.objects.all()), UNKNOWN]


def categories():
    return [(row.code, f"{row.code} {row.name}") for row in HurdleCategory.objects.all()]


def types():
    return [(row.code, row.name) for row in SolutionType.objects.all()]


def groups():
    return [(row.slug, row.name) for row in TargetGroup.objects.all()]


def procedures():
    return [*((row.code, row.name) for row in Procedure.objects.all()), UNKNOWN]


@cache
def all_countries():
    """Return choices for every code, because the codes in use would name those of drafts."""
    codes = {*all_country_codes(), choices.EUROPEAN_UNION}
    named = sorted((place(code), code) for code in codes)
    return [*((code, name) for name, code in named), UNKNOWN]


def place(code):
    return "EU, all member states" if code == choices.EUROPEAN_UNION else country_name(code)


class CaseFilter(ListFilterSet):
    q = Words()
    status = Counted(label="Status", choices=choices.CaseStatus.choices)
    atmp_class = Counted(label="Class", choices=AtmpClass.choices)
    stage = Counted(label="Stage reached", field_name="stage__code", choices=stages)
    country = InCountry(choices=all_countries)

    class Meta:
        model = UseCase
        fields = ()


def case_filter(query, user, rows):
    """Return the CaseFilter of a query over these rows.

    A filter asks the current text. So a case whose current text the user may not see is only in
    the list without a filter.
    """
    whole = CaseFilter(query, queryset=rows)
    if whole.is_valid() and not any(whole.form.cleaned_data.values()):
        return whole
    return CaseFilter(query, queryset=rows.readable_live(user))


class HurdleFilter(ListFilterSet):
    q = Words()
    category = Counted(label="Category", field_name="category__code", choices=categories)
    stage = Counted(label="Stage", field_name="stage__code", choices=stages)
    solved = YesOrNo(
        label="Solved", yes="A solution worked", no="No solution worked", question="solved_as"
    )
    # The view passes only the cases that the reader may see.
    case = Counted(label="Use case", field_name="use_cases__slug", many=True, choices=())
    country = InCountry(choices=all_countries)
    severity = Counted(
        label="Severity",
        choices=[*((str(value), label) for value, label in choices.SEVERITIES), UNKNOWN],
    )
    procedure = Counted(label="Procedure", field_name="procedure__code", choices=procedures)

    class Meta:
        model = Hurdle
        fields = ()

    def __init__(self, *args, cases=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["case"].extra["choices"] = [
            *((case.slug, case.short_name) for case in cases),
            (NOT_STATED, "No use case"),
        ]


class BottleneckFilter(ListFilterSet):
    category = Counted(label="Category", field_name="category__code", choices=categories)

    class Meta:
        model = Bottleneck
        fields = ()


class SolutionFilter(ListFilterSet):
    q = Words()
    type = Counted(label="Type", field_name="type__code", choices=types)
    transferable = Counted(label="Transferable", choices=choices.Transferability.choices)
    evidence = YesOrNo(
        label="Evidence", yes="With evidence", no="Without evidence", question="proven_as"
    )

    class Meta:
        model = Solution
        fields = ()


class RecommendationFilter(ListFilterSet):
    q = Words()
    state = Counted(label="State", choices=choices.RecommendationState.choices)
    group = Counted(
        label="Addressed to", field_name="target_groups__slug", many=True, choices=groups
    )
    priority = Counted(label="Priority", choices=choices.Level.choices)
    feasibility = Counted(label="Feasibility", choices=choices.Level.choices)

    class Meta:
        model = Recommendation
        fields = ()
