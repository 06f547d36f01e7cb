from django.contrib import admin, messages
from django.utils.html import format_html_join

from core.admin import ModelAdmin, ReadOnlyAdmin
from core.transitions import InvalidTransition

from ..models import BlockAnswer, Campaign
from ..survey.answers import accept, decline


@admin.register(Campaign)
class CampaignAdmin(ModelAdmin):
    list_display = ("name", "opens_on", "closes_on", "created_by", "is_demo")
    readonly_fields = ("created_by",)
    fieldsets = (
        (
            None,
            {
                "description": "“View on site” opens the page of the campaign, where you invite "
                "facilities and see which of them answered.",
                "fields": ("name", "text", ("opens_on", "closes_on"), "created_by"),
            },
        ),
    )

    def save_model(self, request, obj, form, change):
        obj.created_by = obj.created_by or request.user
        super().save_model(request, obj, form, change)


@admin.register(BlockAnswer)
class BlockAnswerAdmin(ReadOnlyAdmin):
    """Released answers of facilities, which a curator accepts or declines. Drafts of facilities are
    not listed."""

    actions = compared_actions = ("accept_answers", "decline_answers")
    list_display = ("facility", "block", "state", "given_by", "released_at", "decided_by")
    list_filter = ("state", "block")
    list_select_related = ("invitation__facility", "decided_by")
    fields = (*list_display, "answers")

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(state="saved")

    @admin.display(description="Facility")
    def facility(self, answer):
        return answer.invitation.facility

    @admin.display(description="Answers")
    def answers(self, answer):
        shown = {n: v for n, v in answer.values.items() if v not in ("", "unknown", None, [])}
        return format_html_join("", "<p>{}: {}</p>", shown.items())

    def has_decide_permission(self, request):
        return request.user.has_perm("capacities.change_facility")

    @admin.action(description="Accept answers", permissions=["decide"])
    def accept_answers(self, request, queryset):
        self._decide(request, queryset, accept, "accepted")

    @admin.action(description="Decline answers", permissions=["decide"])
    def decline_answers(self, request, queryset):
        self._decide(request, queryset, decline, "declined")

    def _decide(self, request, queryset, decide, word):
        number = 0
        for answer in queryset.order_by("pk"):
            try:
                decide(answer, by=request.user)
            except InvalidTransition as refused:
                messages.error(request, f"{answer}: {refused}")
            else:
                number += 1
        if number:
            messages.success(request, f"{number} answers are {word}.")
