from django.contrib import admin
from django.utils import timezone

from core.admin import ModelAdmin, ReadOnlyAdmin

from ..models import FacilityRequest, Suggestion
from ..models.requests import SuggestionState


@admin.register(FacilityRequest)
class FacilityRequestAdmin(ReadOnlyAdmin):
    """Requests with their senders. They have their own permission."""

    list_display = ("facility", "state", "created_at", "sent_at", "reminders", "closed_at")
    list_filter = ("state", "is_demo")
    list_select_related = ("facility",)
    search_fields = ("facility__name",)
    fields = (*list_display, "name", "organisation", "email", "message")


@admin.register(Suggestion)
class SuggestionAdmin(ModelAdmin):
    list_display = ("facility", "text", "state", "created_at")
    list_filter = ("state",)
    list_select_related = ("facility",)
    readonly_fields = ("facility", "text", "source", "email", "created_at", "decided_by")
    fieldsets = (
        (None, {"fields": ("facility", "text", "source", "email", "created_at")}),
        ("Decision", {"fields": ("state", "note", "decided_by")}),
    )

    def has_add_permission(self, request):
        return False

    def save_model(self, request, obj, form, change):
        is_open = obj.state == SuggestionState.OPEN
        obj.decided_by = None if is_open else request.user
        obj.decided_at = None if is_open else timezone.now()
        super().save_model(request, obj, form, change)
