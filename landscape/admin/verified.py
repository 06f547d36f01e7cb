"""Verification by a second person, for the admin of every row with a source."""

from django.contrib import admin, messages

from core.admin import HistoryAdmin
from core.transitions import InvalidTransition

from ..verification import verify

SOURCE = (
    "Source",
    {
        "description": "Pages show source and date with the value. Every change takes the row back "
        "to “to be verified”.",
        "fields": ("source", ("as_of", "recorded_on"), "standing", ("verified_by", "verified_on")),
    },
)


class VerifiedAdmin(HistoryAdmin):
    """Rows that another person than their writers verifies by an action."""

    actions = compared_actions = ("verify_rows",)
    readonly_fields = ("verified_by", "verified_on")

    def save_model(self, request, obj, form, change):
        if form.changed_data:
            obj.verified_by = obj.verified_on = None
        super().save_model(request, obj, form, change)

    def has_verify_permission(self, request):
        return request.user.has_perm("landscape.verify_countryfact")

    @admin.action(description="Verify against the source", permissions=["verify"])
    def verify_rows(self, request, queryset):
        number = 0
        for row in queryset:
            try:
                verify(row, by=request.user)
            except InvalidTransition as refused:
                messages.error(request, f"“{row}” was not verified: {refused}")
            else:
                number += 1
        if number:
            rows = "1 row is" if number == 1 else f"{number} rows are"
            messages.success(request, f"{rows} verified.")
