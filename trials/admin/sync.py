"""The admin pages of the synchronisation. Runs are started, stopped,
released and undone on their own pages, which ask for a permission of their own."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.html import format_html

from core.admin import ModelAdmin, ReadOnlyAdmin, ReadOnlyInline
from core.conflicts import ConflictForm

from ..models import (
    CanaryTrial,
    Drift,
    ExcludedNumber,
    Publication,
    RecordProblem,
    RunQuery,
    SearchQuery,
    SyncRun,
    SyncSchedule,
)
from ..sync.canaries import CANARY_FACTS, stored_values


@admin.register(SearchQuery)
class SearchQueryAdmin(ModelAdmin):
    list_display = ("text", "register", "phases", "is_active", "last_found", "last_new")
    list_filter = ("register", "is_active")
    search_fields = ("text", "note")

    def get_queryset(self, request):
        """Add the counts of each query's last run, which show whether the query is useful."""
        last = RunQuery.objects.filter(
            run__register=OuterRef("register"), run__state="done", text=OuterRef("text")
        ).order_by("-run_id")
        return (
            super()
            .get_queryset(request)
            .annotate(
                found=Subquery(last.values("found")[:1]), new=Subquery(last.values("new")[:1])
            )
        )

    @admin.display(description="Found last")
    def last_found(self, query):
        return query.found

    @admin.display(description="New last")
    def last_new(self, query):
        return query.new


@admin.register(ExcludedNumber)
class ExcludedNumberAdmin(ModelAdmin):
    list_display = ("number", "reason", "created_at")
    search_fields = ("number", "reason")


class CanaryTrialForm(ConflictForm):
    class Meta:
        model = CanaryTrial
        fields = ("register", "number", "expected")

    def clean_expected(self):
        expected = self.cleaned_data["expected"] or {}
        if not isinstance(expected, dict) or not set(expected) <= set(CANARY_FACTS):
            raise ValidationError(
                f"The expected values cannot be read. Enter facts and their values as "
                f'{{"phase": "II"}}; the facts are: {", ".join(CANARY_FACTS)}.'
            )
        return expected


@admin.register(CanaryTrial)
class CanaryTrialAdmin(ModelAdmin):
    form = CanaryTrialForm
    list_display = ("number", "register", "facts")
    list_filter = ("register",)

    @admin.display(description="Checked facts")
    def facts(self, canary):
        return ", ".join(canary.expected)

    def save_model(self, request, obj, form, change):
        """Save the canary trial. Without expected values, it gets those that the portal has now."""
        obj.expected = obj.expected or stored_values(obj)
        super().save_model(request, obj, form, change)


@admin.register(SyncSchedule)
class SyncScheduleAdmin(ModelAdmin):
    list_display = ("__str__", "rhythm", "is_active", "last_started_at", "next_run")

    @admin.display(description="Next")
    def next_run(self, schedule):
        return schedule.next_at


class RunQueryInline(ReadOnlyInline):
    model = RunQuery
    fields = ("text", "phases", "found", "new")


@admin.register(SyncRun)
class SyncRunAdmin(ReadOnlyAdmin):
    list_display = (
        "page",
        "register",
        "kind",
        "state",
        "started_at",
        "seen",
        "created",
        "changed",
        "failed",
    )
    list_filter = ("register", "kind", "state")
    inlines = (RunQueryInline,)

    @admin.display(description="Run", ordering="pk")
    def page(self, run):
        return format_html('<a href="{}">Run {}</a>', reverse("trials:run", args=[run.pk]), run.pk)


@admin.register(RecordProblem)
class RecordProblemAdmin(ReadOnlyAdmin):
    list_display = ("record", "register", "place", "reason", "last_seen_at")
    list_filter = ("register",)
    search_fields = ("record", "place", "reason")
    exclude = ("run",)

    def has_delete_permission(self, request, obj=None):
        """Allow deletion: no later run can solve the problem of a broken file."""
        return request.user.has_perm("trials.delete_recordproblem")


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ("title", "journal", "year", "pmid")
    search_fields = ("title", "authors", "pmid", "doi")


@admin.register(Drift)
class DriftAdmin(ReadOnlyAdmin):
    list_display = ("trial", "fact", "old", "new", "curated", "opened_at", "resolved_at")
    list_filter = ("fact", ("resolved_at", admin.EmptyFieldListFilter))
    list_select_related = ("trial",)
