"""The filters of the admin's list of trials, mostly for curators."""

from django.contrib import admin
from django.db.models import Exists, OuterRef

from core.countries import EUROPE, country_name

from .. import choices
from ..curation.completeness import GAP_BY_NAME, GAPS, counted
from ..curation.people import CURATE, people_with
from ..curation.queue import own_or_free, verdicts_to_change
from ..curation.review import ARBITER, open_for
from ..models import Drift, PublicationCandidate, Tag


class Question(admin.SimpleListFilter):
    """A filter with a fixed list of values; `ask` narrows the list."""

    choices_of = ()

    def lookups(self, request, model_admin):
        return self.choices_of

    def queryset(self, request, queryset):
        if self.value() not in dict(self.lookup_choices):
            return queryset
        return self.ask(request, queryset, self.value())


class PhaseListFilter(Question):
    title = "phase"
    parameter_name = "phase"
    choices_of = [
        *((phase, f"Phase {phase}") for phase in choices.PHASES),
        ("unknown", "Not stated"),
    ]

    def ask(self, request, queryset, value):
        return queryset.in_phase([value])


class RegisterListFilter(Question):
    title = "register"
    parameter_name = "register"
    choices_of = choices.Register.choices

    def ask(self, request, queryset, value):
        return queryset.in_register([value])


class CountryListFilter(Question):
    title = "country"
    parameter_name = "country"
    choices_of = sorted(((code, country_name(code)) for code in EUROPE), key=lambda pair: pair[1])

    def ask(self, request, queryset, value):
        return queryset.in_country([value])


class YesOrNo(Question):
    choices_of = [("yes", "Yes"), ("no", "No")]

    def ask(self, request, queryset, value):
        condition = self.condition(request)
        return queryset.filter(condition if value == "yes" else ~condition)


class ConflictListFilter(Question):
    title = "records disagree"
    parameter_name = "conflicts"
    choices_of = [("yes", "Yes"), ("no", "No")]

    def ask(self, request, queryset, value):
        return queryset.exclude(conflicts={}) if value == "yes" else queryset.filter(conflicts={})


class UnmappedListFilter(Question):
    title = "unmapped values"
    parameter_name = "unmapped"
    choices_of = [("yes", "Yes"), ("no", "No")]

    def ask(self, request, queryset, value):
        return queryset.filter(has_open_notes=value == "yes")


class DoubtListFilter(Question):
    title = "contradictions"
    parameter_name = "doubts"
    choices_of = [("yes", "Yes"), ("no", "No")]

    def ask(self, request, queryset, value):
        return queryset.filter(has_open_doubts=value == "yes")


class DriftListFilter(YesOrNo):
    title = "drift"
    parameter_name = "drift"

    def condition(self, request):
        return Exists(Drift.objects.filter(trial=OuterRef("pk"), resolved_at=None))


class LiteratureListFilter(YesOrNo):
    title = "literature to judge"
    parameter_name = "literature"

    def condition(self, request):
        return Exists(PublicationCandidate.objects.filter(trial=OuterRef("pk"), judgement=""))


class WaitingListFilter(Question):
    title = "waiting for curators"
    parameter_name = "waiting"
    choices_of = [("yes", "Yes")]

    def ask(self, request, queryset, value):
        return queryset.filter(curation__in=choices.WITH_CURATORS)


class ReviewListFilter(Question):
    title = "review"
    parameter_name = "review"
    choices_of = [
        ("mine", "I may review"),
        ("disputed", "Readers differ, and I may decide"),
        ("second", "My verdict waits for another reader"),
    ]

    def ask(self, request, queryset, value):
        user = request.user
        verdicts = {
            "mine": open_for(user),
            "disputed": open_for(user).filter(place=ARBITER),
            "second": verdicts_to_change(user),
        }[value]
        return queryset.filter(pk__in=verdicts.order_by().values("trial"))


class AssignedListFilter(Question):
    title = "assigned to"
    parameter_name = "assigned"

    def lookups(self, request, model_admin):
        people = people_with(CURATE).order_by("username").values_list("pk", "username")
        return [
            ("me", "Me"),
            ("nobody", "Nobody"),
            ("open", "Me or nobody"),
            *((str(key), name) for key, name in people if key != request.user.pk),
        ]

    def ask(self, request, queryset, value):
        if value == "nobody":
            return queryset.filter(assigned_to=None)
        if value == "open":
            return own_or_free(queryset, request.user)
        return queryset.filter(assigned_to=request.user if value == "me" else int(value))


class TagListFilter(Question):
    title = "tag"
    parameter_name = "tag"

    def lookups(self, request, model_admin):
        return [(str(key), name) for key, name in Tag.objects.values_list("pk", "name")]

    def ask(self, request, queryset, value):
        return queryset.filter(tags=int(value))


class MissingListFilter(Question):
    title = "missing"
    parameter_name = "missing"
    choices_of = [(gap.name, gap.label) for gap in GAPS]

    def ask(self, request, queryset, value):
        return counted(queryset).filter(GAP_BY_NAME[value].condition)
