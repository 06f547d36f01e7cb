from django.contrib import admin

from core.admin import ReadOnlyAdmin

from ..models import FacilityImport, RestrictedExport


@admin.register(FacilityImport)
class FacilityImportAdmin(ReadOnlyAdmin):
    list_display = ("file_name", "state", "by", "created_at", "committed_at", "undone_at")
    list_filter = ("state",)
    list_select_related = ("by",)
    fields = list_display


@admin.register(RestrictedExport)
class RestrictedExportAdmin(ReadOnlyAdmin):
    list_display = ("at", "by_name", "purpose", "count", "sha256")
    fields = (*list_display, "filter_text")
