from django.contrib import admin

from core.admin import ModelAdmin

from ..models import CountryFact, FactKind
from .verified import SOURCE, VerifiedAdmin


@admin.register(FactKind)
class FactKindAdmin(ModelAdmin):
    """What is asked of every country. A new kind is “not collected” for all of them at first."""

    list_display = ("name", "code", "group", "position")
    list_filter = ("group",)
    search_fields = ("name", "code")
    autocomplete_fields = ("steps",)
    fieldsets = ((None, {"fields": (("name", "code"), "meaning", ("group", "position"), "steps")}),)

    def get_readonly_fields(self, request, obj=None):
        return ("code",) if obj else ()


@admin.register(CountryFact)
class CountryFactAdmin(VerifiedAdmin):
    list_display = ("country", "kind", "value", "as_of", "standing", "verified_on")
    list_display_links = ("country", "kind")
    list_filter = (
        "kind",
        "country",
        "standing",
        "is_historical",
        ("verified_on", admin.EmptyFieldListFilter),
    )
    list_select_related = ("kind",)
    search_fields = ("search_text",)
    autocomplete_fields = ("kind",)
    fieldsets = (
        (None, {"fields": (("country", "kind"), "value", ("short_value", "is_historical"))}),
        SOURCE,
    )
