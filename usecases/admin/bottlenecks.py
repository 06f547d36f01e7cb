from django.contrib import admin, messages
from django.utils import timezone

from core.admin import HistoryAdmin
from core.transitions import InvalidTransition, refuse_own_work

from ..models import Bottleneck


@admin.register(Bottleneck)
class BottleneckAdmin(HistoryAdmin):
    """Quotations of published sources; another person than the writer confirms each."""

    list_display = ("text", "category", "year", "today", "checked_on")
    list_filter = ("category", "year", "today", ("checked_on", admin.EmptyFieldListFilter))
    list_select_related = ("category",)
    search_fields = ("text", "quotation", "source")
    autocomplete_fields = ("category", "also")
    actions = compared_actions = ("confirm",)
    fieldsets = (
        (None, {"fields": ("text", "category", "also", "position")}),
        ("Source", {"fields": ("quotation", "source", ("year", "is_year_estimated"))}),
        (
            "Today",
            {
                "description": "Leave it as “Not assessed” until a source answers it.",
                "fields": ("today", "today_text", "today_source", "today_as_of"),
            },
        ),
    )

    def save_model(self, request, obj, form, change):
        if form.changed_data:
            obj.checked_by = obj.checked_on = None
        super().save_model(request, obj, form, change)

    def has_confirm_permission(self, request):
        return request.user.has_perm("usecases.review_usecase")

    @admin.action(description="Confirm quotation and source", permissions=["confirm"])
    def confirm(self, request, queryset):
        for row in queryset:
            writers = set(row.history.values_list("history_user", flat=True)) - {None}
            try:
                refuse_own_work(writers, request.user)
            except InvalidTransition as refused:
                messages.error(request, f"“{row}” was not confirmed: {refused}")
                continue
            # An update bypasses the history, because a confirmation is not an edit.
            Bottleneck.objects.filter(pk=row.pk).update(
                checked_by=request.user, checked_on=timezone.localdate()
            )
            messages.success(request, f"“{row}” is confirmed.")
