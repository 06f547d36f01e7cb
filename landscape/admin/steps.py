from django.contrib import admin

from core.admin import StackedInline, TabularInline
from core.packed_fields import PackedWordsField

from ..choices import CellSource
from ..models import Step, StepDocument, StepFigure, StepProcedure
from .verified import SOURCE, VerifiedAdmin


class ProcedureInline(TabularInline):
    model = StepProcedure
    extra = 0
    tab = True
    fields = ("procedure", "sponsor", "position")
    autocomplete_fields = ("procedure",)


class DocumentInline(StackedInline):
    model = StepDocument
    extra = 0
    tab = True
    fields = ("title", "url", "country", "source", "position")


class FigureInline(StackedInline):
    model = StepFigure
    extra = 0
    tab = True
    fields = ("text", "source", "as_of")


@admin.register(Step)
class StepAdmin(VerifiedAdmin):
    list_display = ("number", "name", "place", "stage", "verified_on")
    list_display_links = ("number", "name")
    list_filter = ("place", ("verified_on", admin.EmptyFieldListFilter))
    list_select_related = ("stage",)
    search_fields = ("name", "meaning")
    autocomplete_fields = ("stage", "categories", "after")
    inlines = (ProcedureInline, DocumentInline, FigureInline)
    fieldsets = (
        (None, {"fields": (("number", "slug"), "name", "meaning", "stage", "actor", "place")}),
        (
            "When it applies",
            {
                "description": "A step that does not apply is grey and shows the reason.",
                "fields": (
                    "applies",
                    ("only_gmo", "only_eea", "is_side_path"),
                    "only_sources",
                    "reason_not",
                ),
            },
        ),
        ("On the path", {"fields": ("needs", "gives", "after", "categories")}),
        SOURCE,
    )

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "only_sources":
            return PackedWordsField(
                label="Only for cell sources",
                choices=CellSource.choices,
                required=False,
                help_text=db_field.help_text,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        return (*self.readonly_fields, "slug") if obj else self.readonly_fields
