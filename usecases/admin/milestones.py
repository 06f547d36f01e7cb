from django.contrib import admin
from django.db.models import Max
from django.http import HttpResponseRedirect
from django.urls import reverse

from core.admin import HistoryAdmin, TabularInline

from ..models import ClockStop, Milestone
from .cases import _locked
from .compact import CompactInline


class ClockStopInline(CompactInline, TabularInline):
    model = ClockStop
    extra = 0
    fields = ("stopped_on", "resumed_on", "reason")


@admin.register(Milestone)
class MilestoneAdmin(HistoryAdmin):
    list_display = ("name", "use_case", "country", "submitted_on", "decided_on", "outcome")
    list_display_links = ("name",)
    list_filter = ("use_case", "outcome", "procedure")
    list_select_related = ("use_case", "procedure")
    search_fields = ("title", "procedure__name", "use_case__short_name", "note")
    autocomplete_fields = ("use_case", "procedure", "stage")
    inlines = (ClockStopInline,)
    fieldsets = (
        (None, {"fields": ("use_case", "procedure", "title", "country", "stage")}),
        (
            "Dates",
            {
                "description": "Enter dates as precisely as they are known: 2023, 2023-05 or "
                "2023-05-17. A decision cannot be earlier than its submission.",
                "fields": (
                    ("planned_from", "planned_to"),
                    ("submitted_on", "decided_on"),
                    "outcome",
                ),
            },
        ),
        ("More", {"fields": ("note", "source")}),
    )

    def has_change_permission(self, request, obj=None):
        return not (obj and _locked(obj.use_case)) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return not (obj and _locked(obj.use_case)) and super().has_delete_permission(request, obj)

    def save_model(self, request, obj, form, change):
        """Put a new milestone last; the page of its use case changes the order."""
        if not change:
            last = obj.use_case.milestones.aggregate(last=Max("position"))["last"]
            obj.position = (last or 0) + 1
        super().save_model(request, obj, form, change)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "use_case":
            # A finalised case cannot get a new milestone.
            kwargs["queryset"] = db_field.related_model.objects.exclude(status="finalised")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def response_post_save_add(self, request, obj):
        return self._back(obj)

    def response_post_save_change(self, request, obj):
        return self._back(obj)

    def _back(self, milestone):
        address = reverse("admin:usecases_usecase_change", args=[milestone.use_case_id])
        return HttpResponseRedirect(address)
