from django.contrib import admin

from core.admin import ModelAdmin

from ..models import FacilityContact


@admin.register(FacilityContact)
class FacilityContactAdmin(ModelAdmin):
    """Contacts of facilities. They have their own permission and are on no page of a facility."""

    list_display = ("facility", "name", "role", "consent_on", "expires_on", "is_demo")
    list_filter = (("consent_on", admin.EmptyFieldListFilter), "is_demo")
    list_select_related = ("facility",)
    search_fields = ("facility__name", "name", "email")
    search_help_text = "Facility, name or e-mail address"
    autocomplete_fields = ("facility",)
    fieldsets = (
        (None, {"fields": ("facility", ("name", "role"), ("email", "phone"), "language")}),
        ("Data protection", {"fields": ("source", ("consent_on", "expires_on"))}),
    )
