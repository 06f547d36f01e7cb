from django.contrib import admin

from core.admin import ModelAdmin

from ..models import ScenarioEvidence, ScenarioVersion


@admin.register(ScenarioVersion)
class ScenarioVersionAdmin(ModelAdmin):
    """Saved versions, which can be chosen as evidence but not changed."""

    list_display = ("scenario", "number", "saved_at", "saved_by", "model_version")
    list_select_related = ("scenario", "saved_by")
    search_fields = ("scenario__title",)
    ordering = ("-saved_at",)
    fields = readonly_fields = (
        "scenario",
        "number",
        "note",
        "model_version",
        "saved_by",
        "saved_at",
    )

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("economics.view_savedscenario")


@admin.register(ScenarioEvidence)
class ScenarioEvidenceAdmin(ModelAdmin):
    """One version of a scenario as evidence for a hurdle or a recommendation."""

    list_display = ("statement", "version", "hurdle", "recommendation", "added_at")
    list_select_related = ("version__scenario", "hurdle", "recommendation")
    autocomplete_fields = ("version", "hurdle", "recommendation")
    fields = ("version", "statement", "hurdle", "recommendation")

    def save_model(self, request, obj, form, change):
        if not change:
            obj.added_by = request.user
        super().save_model(request, obj, form, change)
