from django.contrib import admin

from core.admin import ModelAdmin, ReadOnlyInline

from ..models import SavedScenario, ScenarioVersion


class VersionInline(ReadOnlyInline):
    model = ScenarioVersion
    fields = ("number", "saved_at", "saved_by", "model_version", "note")
    readonly_fields = fields


@admin.register(SavedScenario)
class SavedScenarioAdmin(ModelAdmin):
    """Saved scenarios. Inputs are edited on the page of a scenario, which adds a version."""

    list_display = ("title", "created_by", "published_on", "shared_at", "updated_at", "is_demo")
    list_filter = (("published_on", admin.EmptyFieldListFilter), "is_demo")
    list_select_related = ("created_by",)
    search_fields = ("title", "summary")
    fields = (
        "title",
        "summary",
        "position",
        "trial",
        "product",
        "use_case",
        "created_by",
        "published_on",
        "shared_at",
    )
    readonly_fields = ("created_by", "published_on", "shared_at")
    raw_id_fields = ("trial", "product", "use_case")
    inlines = (VersionInline,)

    def has_add_permission(self, request):
        return False
