"""The query strings of the library and of the facts. Pages, exports and API use the same."""

from collections import Counter

from django.db.models import Count

from core.countries import EUROPE, country_name
from core.filters import NOT_STATED, AnyOf, Counted, ListFilterSet, Words

from .choices import AnswerState, AtmpClass, FactGroup, Level, Place
from .models import CountryFact, FactKind, LibraryAnswer, Step

COUNTRY_CHOICES = sorted(((code, country_name(code)) for code in EUROPE), key=lambda one: one[1])


def themes():
    found = LibraryAnswer.objects.order_by("theme").values_list("theme", flat=True).distinct()
    return [(theme, theme) for theme in found]


def steps():
    return [
        *((step.slug, step.name) for step in Step.objects.only("slug", "name", "number")),
        (NOT_STATED, "No single step"),
    ]


def kinds():
    return [(kind.code, kind.name) for kind in FactKind.objects.all()]


class AnswerCountry(Counted):
    """Filter by country; an answer without countries holds for all of them and is found by each."""

    def __init__(self):
        super().__init__(label="Country", field_name="countries", choices=COUNTRY_CHOICES)

    def filter(self, queryset, value):
        if not value:
            return queryset
        return queryset.about(value)

    def counts(self, rows):
        counts = Counter()
        for codes, number in rows.values_list("countries").annotate(number=Count("pk")):
            for code in codes.split():
                counts[code] += number
        return counts


class AnswerFilter(ListFilterSet):
    q = Words()
    state = Counted(
        label="State",
        choices=[(AnswerState.PUBLISHED, "Answered"), (AnswerState.OPEN, "Not answered yet")],
    )
    theme = Counted(label="Theme", choices=themes)
    step = Counted(label="Step", field_name="step__slug", choices=steps)
    country = AnswerCountry()
    atmp_class = Counted(label="Class", choices=AtmpClass.choices)
    level = Counted(label="Level", choices=Level.choices)

    class Meta:
        model = LibraryAnswer
        fields = ()


class StepFilter(ListFilterSet):
    place = AnyOf(label="Place", choices=Place.choices)

    class Meta:
        model = Step
        fields = ()


class FactFilter(ListFilterSet):
    q = Words()
    country = AnyOf(label="Country", choices=COUNTRY_CHOICES)
    kind = AnyOf(label="Fact", field_name="kind__code", choices=kinds)
    group = AnyOf(label="Group", field_name="kind__group", choices=FactGroup.choices)

    class Meta:
        model = CountryFact
        fields = ()
