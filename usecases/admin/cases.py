"""The admin page of a use case. Milestones and hurdles have their own pages."""

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from unfold.decorators import action

from core.admin import HistoryAdmin, ReadOnlyInline, StackedInline, TabularInline
from core.moves_admin import MoveAdmin
from core.partial_dates import parse
from core.rich_text_admin import RichTextAdmin

from ..choices import CASE_STEPS, CaseStatus
from ..models import (
    CaseHurdle,
    CaseOrganisation,
    CaseVersion,
    Milestone,
    Section,
    SourcedSentence,
    UseCase,
)
from ..review import move_case
from ..snapshot import freeze
from .compact import CompactInline


class LockedInline:
    """Make the parts of a finalised case read-only; changing the status starts a new version."""

    def has_add_permission(self, request, obj=None):
        return not _locked(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return not _locked(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return not _locked(obj) and super().has_delete_permission(request, obj)


def _locked(case):
    return isinstance(case, UseCase) and case.is_finalised


class SectionInline(LockedInline, StackedInline):
    model = Section
    extra = 0
    tab = True
    fields = ("heading", "body", "position")
    ordering_field = "position"
    hide_ordering_field = True


class SentenceInline(StackedInline):
    """Sentences that visitors read before a version is finalised, each with its quotation."""

    model = SourcedSentence
    extra = 0
    tab = True
    fields = ("text", "quotation", "source", "source_url", "position")
    ordering_field = "position"
    hide_ordering_field = True


class OrganisationInline(LockedInline, CompactInline, TabularInline):
    model = CaseOrganisation
    extra = 0
    tab = True
    fields = ("organisation", "role", "position")
    autocomplete_fields = ("organisation",)
    ordering_field = "position"
    hide_ordering_field = True


class MilestoneInline(LockedInline, CompactInline, TabularInline):
    """List the milestones so that they can be reordered; each is edited on its own page."""

    model = Milestone
    extra = 0
    tab = True
    can_delete = False
    fields = ("edit", "country", "submitted", "decided", "outcome_words", "position")
    readonly_fields = ("edit", "country", "submitted", "decided", "outcome_words")
    ordering_field = "position"
    hide_ordering_field = True

    def has_add_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("procedure")

    @admin.display(description="Milestone")
    def edit(self, milestone):
        address = reverse("admin:usecases_milestone_change", args=[milestone.pk])
        return format_html('<a href="{}" class="underline">{}</a>', address, milestone.name)

    @admin.display(description="Submitted")
    def submitted(self, milestone):
        return parse(milestone.submitted_on) or "–"

    @admin.display(description="Decided")
    def decided(self, milestone):
        return parse(milestone.decided_on) or "–"

    @admin.display(description="Outcome")
    def outcome_words(self, milestone):
        return milestone.get_outcome_display()


class HurdleInline(LockedInline, CompactInline, TabularInline):
    model = CaseHurdle
    extra = 0
    tab = True
    fields = ("hurdle", "note", "position")
    autocomplete_fields = ("hurdle",)
    ordering_field = "position"
    hide_ordering_field = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("hurdle")


class VersionInline(ReadOnlyInline):
    model = CaseVersion
    fk_name = "use_case"
    fields = ("number", "finalised_on", "submitted_by", "reviewed_by", "note")


@admin.register(UseCase)
class UseCaseAdmin(MoveAdmin, RichTextAdmin, HistoryAdmin):
    move_states, move_steps, move_field = CaseStatus, CASE_STEPS, "status"
    move_row = staticmethod(move_case)
    text_of = staticmethod(freeze)
    review_states = {CaseStatus.FINALISED}
    review_permission = "usecases.review_usecase"
    actions_detail = ("move", "add_milestone", "add_hurdle", "preview")
    list_display = ("short_name", "title", "status", "atmp_class", "stage", "updated_at", "is_demo")
    list_filter = ("status", "atmp_class", "stage", "is_demo")
    list_select_related = ("stage",)
    search_fields = ("search_text",)
    search_help_text = "Name, title, summary, product or disease"
    prepopulated_fields = {"slug": ("short_name",)}
    autocomplete_fields = ("stage", "trials")
    readonly_fields = ("status",)
    inlines = (
        SectionInline,
        MilestoneInline,
        HurdleInline,
        OrganisationInline,
        SentenceInline,
        VersionInline,
    )
    fieldsets = (
        (
            None,
            {
                "description": "A finalised use case cannot be edited. To start a new version, "
                "change its status. Readers see the finalised version until the next one "
                "is finalised.",
                "fields": ("status", "short_name", "slug", "title", "summary", "context"),
            },
        ),
        (
            "Therapy",
            {
                "fields": (
                    "products",
                    "disease",
                    "atmp_class",
                    "class_note",
                    "countries",
                    "stage",
                    "trials",
                )
            },
        ),
        (
            "Project",
            {"fields": ("work_packages", "authors", "source", "position")},
        ),
    )

    def has_change_permission(self, request, obj=None):
        return not _locked(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        """Refuse to delete a published case, because it may have been cited."""
        if obj is not None and obj.published_on and not obj.is_demo:
            return False
        return super().has_delete_permission(request, obj)

    def get_prepopulated_fields(self, request, obj=None):
        # An existing case keeps its address.
        return {} if obj else self.prepopulated_fields

    @action(description="Add milestone", url_path="add-milestone", permissions=["change"])
    def add_milestone(self, request, object_id):
        address = reverse("admin:usecases_milestone_add")
        return HttpResponseRedirect(f"{address}?use_case={self.row_of(request, object_id).pk}")

    @action(description="Add new hurdle", url_path="add-hurdle", permissions=["change"])
    def add_hurdle(self, request, object_id):
        address = reverse("admin:usecases_hurdle_add")
        return HttpResponseRedirect(f"{address}?use_case={self.row_of(request, object_id).pk}")

    @action(description="Preview", url_path="preview", permissions=["view"])
    def preview(self, request, object_id):
        case = self.row_of(request, object_id)
        return HttpResponseRedirect(reverse("usecases:preview", args=[case.slug]))
