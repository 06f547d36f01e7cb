"""Admin of products: the fields of the cover sheet, studies, preclinical studies and notes."""

import io
import zipfile

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from unfold.decorators import action

from core.admin import HistoryAdmin, ReadOnlyInline, StackedInline, is_revert
from core.exports import XLSX

from ..cover_sheet import FIELDS, SECTIONS, section_of
from ..coversheets.content import cells_of
from ..coversheets.writer import write_sheet
from ..doubts import doubts_of
from ..models import (
    ClinicalOutcome,
    Dossier,
    DossierStudy,
    FormerName,
    PreclinicalStudy,
    SheetNote,
)
from . import completion, duplicates, sheets


def workbook(cells, name):
    return HttpResponse(
        write_sheet(cells),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'},
    )


def _keys(section):
    return tuple(
        field.key for field in FIELDS if not field.is_of_study and section_of(field.row) == section
    )


class SmallTexts:
    """A form with low text fields, because most cells of a sheet have few words."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and "rows" in field.widget.attrs:
            field.widget.attrs["rows"] = 2
        return field


class StudyInline(SmallTexts, StackedInline):
    model = DossierStudy
    extra = 0
    tab = True
    show_change_link = True
    fields = tuple(field.key for field in FIELDS if field.is_of_study)


class PreclinicalInline(SmallTexts, StackedInline):
    model = PreclinicalStudy
    extra = 0
    tab = True
    fields = (
        ("setting", "model", "purpose"),
        "finding",
        ("accepted", "predictive"),
        "evidence",
        "link",
    )


class NoteInline(ReadOnlyInline):
    model = SheetNote
    fields = ("place", "text")
    readonly_fields = ("place",)

    @admin.display(description="Cell")
    def place(self, note):
        return str(note).partition(":")[0]


class FormerNameInline(ReadOnlyInline):
    """Names from before a merge."""

    model = FormerName
    fields = ("name", "slug")


class OutcomeInline(SmallTexts, StackedInline):
    model = ClinicalOutcome
    extra = 0
    fields = (("aspect", "outcome"), "finding", "evidence", "link")


@admin.register(Dossier)
class DossierAdmin(SmallTexts, HistoryAdmin):
    list_display = ("name", "atmp_category", "disease", "review_status", "is_public", "is_demo")
    list_filter = ("atmp_category", "is_public", "is_demo")
    search_fields = ("search_text",)
    search_help_text = "Identifier, disease, cells, title, number or sponsor of a study"
    inlines = (StudyInline, PreclinicalInline, NoteInline, FormerNameInline)
    actions_list = ("import_sheets", "blank_template", "open_duplicates", "open_completion")
    actions_detail = ("download_sheet",)
    actions = ("download_sheets",)
    readonly_fields = ("doubts",)

    def get_fieldsets(self, request, obj=None):
        head = ("doubts", "is_public") if obj else ("is_public",)
        sections = [
            (SECTIONS[row], {"fields": _keys(row), "classes": ("tab",) if row != 1 else ()})
            for row in SECTIONS
            if _keys(row)
        ]
        return [(None, {"fields": head}), *sections]

    def get_search_results(self, request, queryset, search_term):
        return queryset.found_by(search_term), False

    def get_queryset(self, request):
        return super().get_queryset(request).defer("search_text")

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("import/", view(sheets.upload), name="products_dossier_import"),
            path("import/<uuid:pk>/", view(sheets.batch), name="products_dossier_batch"),
            path("import/<uuid:pk>/undo/", view(sheets.undo_import), name="products_dossier_undo"),
            path(
                "import/<uuid:pk>/discard/", view(sheets.discard), name="products_dossier_discard"
            ),
        ]
        own += [
            path(address, view(page), name=f"products_dossier_{name}")
            for address, page, name in (*duplicates.PAGES, *completion.PAGES)
        ]
        return own + super().get_urls()

    def view_on_site(self, dossier):
        return dossier.get_absolute_url()

    def save_model(self, request, dossier, form, change):
        if is_revert(request):
            super().save_model(request, dossier, form, change)
            dossier.index()
        elif not change or form.changed_data:
            super().save_model(request, dossier, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.instance.index()

    @admin.display(description="Possible errors")
    def doubts(self, dossier):
        found = doubts_of(dossier)
        return format_html("{}", " ".join(found)) if found else "No possible errors were found."

    def has_import_permission(self, request):
        return sheets.may_import(request.user)

    @action(description="Import cover sheets", url_path="import-sheets", permissions=["import"])
    def import_sheets(self, request):
        return redirect("admin:products_dossier_import")

    @action(description="Blank template", url_path="template", permissions=["view"])
    def blank_template(self, request):
        return workbook({}, "atmp-cover-sheet")

    def has_merge_permission(self, request):
        return request.user.has_perm("products.merge_dossier")

    @action(description="Possible duplicates", url_path="go-duplicates", permissions=["merge"])
    def open_duplicates(self, request):
        return redirect("admin:products_dossier_duplicates")

    def has_completion_permission(self, request):
        return completion.may_run(request.user)

    @action(
        description="Completion campaigns", url_path="go-completion", permissions=["completion"]
    )
    def open_completion(self, request):
        return redirect("admin:products_dossier_campaigns")

    @admin.action(description="Cover sheets of the selected products", permissions=["view"])
    def download_sheets(self, request, dossiers):
        """One zip file of cover sheets with names and addresses, recorded for each product."""
        dossiers = list(dossiers.prefetch_related("studies", "sheet_notes"))
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for dossier in dossiers:
                sheet = write_sheet(cells_of(dossier))
                archive.writestr(f"cover-sheet-{dossier.slug}.xlsx", sheet)
        LogEntry.objects.log_actions(
            request.user.pk,
            dossiers,
            CHANGE,
            change_message="Took the cover sheet with names and addresses.",
        )
        return HttpResponse(
            file.getvalue(),
            content_type="application/zip",
            headers={"Content-Disposition": 'attachment; filename="cover-sheets.zip"'},
        )

    @action(description="Cover sheet", url_path="cover-sheet", permissions=["view"])
    def download_sheet(self, request, object_id):
        """Send the cover sheet with names and addresses, and record who downloaded it."""
        dossier = self.get_object(request, object_id)
        if dossier is None:
            messages.error(request, "The product does not exist any more. Choose another one.")
            return redirect(reverse("admin:products_dossier_changelist"))
        LogEntry.objects.log_actions(
            request.user.pk,
            [dossier],
            CHANGE,
            change_message="Downloaded the cover sheet with names and addresses.",
            single_object=True,
        )
        return workbook(cells_of(dossier), f"cover-sheet-{dossier.slug}")


@admin.register(DossierStudy)
class DossierStudyAdmin(SmallTexts, HistoryAdmin):
    """Studies with their clinical outcomes."""

    list_display = ("__str__", "dossier", "study_title", "phase", "trial_status")
    list_select_related = ("dossier",)
    search_fields = ("study_id", "study_title", "dossier__name")
    inlines = (OutcomeInline,)
    fields = ("dossier", *StudyInline.fields)
    readonly_fields = ("dossier",)

    def has_add_permission(self, request):
        return False

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.instance.dossier.index()
