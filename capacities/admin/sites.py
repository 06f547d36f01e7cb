from django.contrib import admin

from core.admin import HistoryAdmin

from ..entered import note_changes, records_of
from ..models import Facility, Site
from ..shown import refresh


@admin.register(Site)
class SiteAdmin(HistoryAdmin):
    list_display = ("organisation", "city", "country", "precision", "nuts_code", "is_demo")
    list_filter = ("precision", ("country", admin.AllValuesFieldListFilter), "is_demo")
    list_select_related = ("organisation",)
    search_fields = ("organisation__name", "city", "ror_id")
    search_help_text = "Organisation, city or ROR identifier"
    autocomplete_fields = ("organisation",)
    fieldsets = (
        (
            None,
            {"fields": (("organisation", "ror_id"), "address", ("postcode", "city", "country"))},
        ),
        (
            "On the map",
            {
                "description": "A site without coordinates is in the lists, but not on the map.",
                "fields": (
                    ("latitude", "longitude", "precision"),
                    ("geocoded_on", "geocode_source"),
                    ("nuts_code", "nuts_version"),
                ),
            },
        ),
    )

    def save_model(self, request, obj, form, change):
        facilities = Facility.objects.filter(site=obj.pk)
        before = records_of(facilities)
        super().save_model(request, obj, form, change)
        refresh(facilities)
        note_changes(before, facilities, by=request.user)
