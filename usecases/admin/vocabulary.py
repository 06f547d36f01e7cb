from django.contrib import admin

from core.admin import ModelAdmin

from ..models import HurdleCategory, Procedure, SolutionType, Stage


class VocabularyAdmin(ModelAdmin):
    """Retire rows by date instead of deleting them, because old use cases refer to them."""

    list_display = ("code", "name", "standing", "position", "retired_on")
    list_display_links = ("code", "name")
    list_filter = ("standing", ("retired_on", admin.EmptyFieldListFilter))
    search_fields = ("code", "name")
    fields = ("code", "name", "meaning", "position", "standing", "source", "retired_on")

    def get_readonly_fields(self, request, obj=None):
        return ("code",) if obj else ()

    def has_delete_permission(self, request, obj=None):
        return False

    def get_search_results(self, request, queryset, search_term):
        """Offer only current rows to autocomplete fields; the list shows all rows."""
        rows, several = super().get_search_results(request, queryset, search_term)
        if request.path.endswith("/autocomplete/"):
            rows = rows.offered()
        return rows, several


@admin.register(Stage)
class StageAdmin(VocabularyAdmin):
    pass


@admin.register(HurdleCategory)
class HurdleCategoryAdmin(VocabularyAdmin):
    pass


@admin.register(SolutionType)
class SolutionTypeAdmin(VocabularyAdmin):
    pass


@admin.register(Procedure)
class ProcedureAdmin(VocabularyAdmin):
    list_display = (
        "name",
        "authority",
        "nominal_days",
        "nominal_days_most",
        "standing",
        "valid_as_of",
    )
    list_display_links = ("name",)
    fields = None
    list_filter = ("standing", "stage", ("retired_on", admin.EmptyFieldListFilter))
    search_fields = ("code", "name", "authority")
    autocomplete_fields = ("stage",)
    fieldsets = (
        (None, {"fields": ("code", "name", "meaning", "authority", "stage", "position")}),
        (
            "Nominal time",
            {
                "description": "Milestones are compared with this time, without clock stops.",
                "fields": ("nominal_days", "nominal_days_most", "nominal_words"),
            },
        ),
        (
            "Sources",
            {
                "fields": (
                    "legal_basis",
                    "source",
                    "standing",
                    "unverified_part",
                    ("valid_as_of", "recorded_on"),
                    "retired_on",
                )
            },
        ),
    )
