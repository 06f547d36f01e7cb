from django.contrib import admin

from core.admin import HistoryAdmin

from ..models import NewsItem, Statement


@admin.register(Statement)
class StatementAdmin(HistoryAdmin):
    list_display = ("key", "figure", "text", "subject", "as_of", "source")
    list_filter = ("subject", "qualifier", "source")
    search_fields = ("search_text",)
    autocomplete_fields = ("superseded_by", "newsletter")
    fieldsets = (
        (
            None,
            {
                "description": "A statement has the words and the figure of a source. It is never "
                "computed. A later figure of the same count is a new statement.",
                "fields": (
                    ("key", "subject", "position"),
                    "text",
                    ("value", "qualifier", "unit"),
                    ("as_of", "as_of_note"),
                ),
            },
        ),
        ("Source", {"fields": ("source", "source_url", "quotation", "newsletter")}),
        ("Beside the portal's count", {"fields": ("differs", "superseded_by")}),
    )

    def get_changeform_initial_data(self, request):
        """Fill in the source of a statement that is cut from a newsletter."""
        initial = super().get_changeform_initial_data(request)
        key = initial.get("newsletter", "")
        item = NewsItem.objects.filter(pk=key).first() if str(key).isdecimal() else None
        if item is None:
            initial.pop("newsletter", None)
        else:
            initial["source"] = item.title
            if item.published_on:
                initial["as_of"] = item.published_on.isoformat()
        return initial
