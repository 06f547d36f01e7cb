"""What is reported to the funder."""

from django import forms
from django.contrib import admin

from core.admin import HistoryAdmin, ModelAdmin, ReadOnlyAdmin, TabularInline
from core.conflicts import ConflictForm
from core.moves_admin import MoveAdmin
from trials.curation.literature import clean_numbers
from trials.models import Publication

from ..choices import DELIVERABLE_STEPS, DeliverableState
from ..models import (
    Activity,
    Deliverable,
    Milestone,
    Pack,
    ProjectPublication,
    ReportingPeriod,
    Risk,
    StateOfPlay,
)

MAX_TITLE_LENGTH = ProjectPublication._meta.get_field("title").max_length
MAX_JOURNAL_LENGTH = ProjectPublication._meta.get_field("journal").max_length


@admin.register(ReportingPeriod)
class ReportingPeriodAdmin(ModelAdmin):
    list_display = ("number", "starts_on", "ends_on", "submitted_on")


@admin.register(Deliverable)
class DeliverableAdmin(MoveAdmin, HistoryAdmin):
    list_display = ("number", "title", "work_package", "due_on", "state", "submitted_on")
    list_filter = ("state", "work_package", "level")
    list_select_related = ("work_package",)
    search_fields = ("number", "title")
    autocomplete_fields = ("work_package", "lead", "document")
    readonly_fields = ("due_on", "state", "submitted_on", "accepted_on")
    move_states, move_steps, move_field = DeliverableState, DELIVERABLE_STEPS, "state"
    move_row = staticmethod(Deliverable.move_to)
    review_states, review_permission = (), "consortium.make_pack"


@admin.register(Milestone)
class MilestoneAdmin(HistoryAdmin):
    list_display = ("number", "title", "work_package", "due_on", "reached_on", "verification")
    list_filter = ("work_package",)
    list_select_related = ("work_package",)
    search_fields = ("number", "title")
    autocomplete_fields = ("work_package", "lead")
    readonly_fields = ("due_on",)


class StateOfPlayInline(TabularInline):
    model = StateOfPlay
    extra = 0


@admin.register(Risk)
class RiskAdmin(HistoryAdmin):
    list_display = ("number", "title", "is_foreseen", "likelihood", "impact")
    list_filter = ("is_foreseen", "likelihood", "impact")
    search_fields = ("number", "title")
    autocomplete_fields = ("work_packages",)
    inlines = (StateOfPlayInline,)


@admin.register(Activity)
class ActivityAdmin(HistoryAdmin):
    list_display = ("title", "kind", "happened_on", "state", "audience", "audience_size")
    list_filter = ("kind", "state", "audience")
    search_fields = ("title", "channel")
    autocomplete_fields = ("partner", "event")


class PublicationForm(ConflictForm):
    """A publication. Title and journal of one that the portal knows are filled in by its DOI."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("title", "journal"):
            if name in self.fields:
                self.fields[name].required = False
                self.fields[
                    name
                ].help_text = "Empty: as in the literature of the portal, if it has the DOI."

    def clean_doi(self):
        try:
            return clean_numbers("", self.cleaned_data["doi"])[1]
        except forms.ValidationError as refused:
            raise forms.ValidationError(refused.message_dict["doi"]) from refused

    def clean(self):
        super().clean()
        values = self.cleaned_data
        known = Publication.objects.filter(doi__iexact=values.get("doi") or "-").first()
        if known:
            values["title"] = values.get("title") or known.title[:MAX_TITLE_LENGTH]
            values["journal"] = values.get("journal") or known.journal[:MAX_JOURNAL_LENGTH]
        if values.get("doi") and not values.get("title"):
            self.add_error("title", "The portal does not know the DOI. Enter the title.")
        return values


@admin.register(ProjectPublication)
class ProjectPublicationAdmin(HistoryAdmin):
    form = PublicationForm
    fields = ("doi", "title", "journal", "published_on", "is_open_access", "repository_url")
    list_display = ("title", "journal", "published_on", "is_open_access", "doi")
    list_filter = ("is_open_access",)
    search_fields = ("title", "doi")


@admin.register(Pack)
class PackAdmin(ReadOnlyAdmin):
    list_display = ("starts_on", "ends_on", "state", "asked_by", "asked_at")
    list_select_related = ("asked_by",)
    exclude = ("content", "problems")
