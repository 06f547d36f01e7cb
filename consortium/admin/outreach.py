"""Events, news, documents and figures of communication."""

from django.contrib import admin

from core.admin import HistoryAdmin, ModelAdmin, ReadOnlyInline
from core.rich_text_admin import RichTextAdmin

from ..models import Document, DocumentVersion, Event, NewsItem, ReachFigure


@admin.register(Event)
class EventAdmin(HistoryAdmin):
    list_display = ("title", "starts_on", "place", "kind", "state", "is_demo")
    list_filter = ("state", "kind", "visibility")
    search_fields = ("search_text",)
    readonly_fields = ("state",)
    autocomplete_fields = ("partner", "work_package", "statement", "slides")
    prepopulated_fields = {"slug": ("title",)}
    fieldsets = (
        (
            None,
            {
                "description": "The state is changed on the page of the event: announced is not "
                "held.",
                "fields": (
                    ("title", "slug", "kind"),
                    ("starts_on", "ends_on", "date_note"),
                    ("place", "state", "visibility"),
                    "text",
                ),
            },
        ),
        (
            "For reports",
            {"fields": (("partner", "work_package"), ("audience", "audience_size"), "slides")},
        ),
        ("Source", {"fields": ("source", "statement")}),
    )


@admin.register(NewsItem)
class NewsItemAdmin(RichTextAdmin, HistoryAdmin):
    list_display = ("title", "kind", "published_on", "is_demo")
    list_filter = ("kind",)
    search_fields = ("search_text",)
    autocomplete_fields = ("document", "picture")
    prepopulated_fields = {"slug": ("title",)}


class VersionInline(ReadOnlyInline):
    model = DocumentVersion
    fields = readonly_fields = (
        *("number", "file_name", "content_type", "size", "sha256", "at", "by"),
    )
    tab = False

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")


@admin.register(Document)
class DocumentAdmin(HistoryAdmin):
    list_display = ("title", "kind", "access", "licence", "withdrawn_on", "is_demo")
    list_filter = ("kind", "access", "work_package")
    search_fields = ("search_text",)
    autocomplete_fields = ("body", "work_package")
    prepopulated_fields = {"slug": ("title",)}
    inlines = (VersionInline,)
    fieldsets = (
        (
            None,
            {
                "description": "Files are added on the page of the document.",
                "fields": (
                    ("title", "slug", "kind"),
                    "text",
                    ("licence", "doi"),
                    ("access", "body", "work_package"),
                ),
            },
        ),
        ("Withdrawal", {"fields": ("withdrawn_on", "withdrawn_because")}),
    )


@admin.register(ReachFigure)
class ReachFigureAdmin(ModelAdmin):
    list_display = ("channel", "counted_on", "figure", "source", "is_demo")
    list_filter = ("channel",)
