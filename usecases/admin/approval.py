"""Approval of public texts by a second person."""

from django.contrib import admin, messages
from django.utils.formats import date_format

from core.transitions import InvalidTransition

from ..approval import approve_by_hand


class ChangedSinceApproval(admin.SimpleListFilter):
    title = "approval"
    parameter_name = "approval"

    def lookups(self, request, model_admin):
        return [("changed", "Changed since it was approved"), ("none", "Not public yet")]

    def queryset(self, request, queryset):
        if self.value() == "changed":
            return queryset.changed_since_approval()
        if self.value() == "none":
            return queryset.filter(published_on=None)
        return queryset


class ApprovalAdmin:
    """Add the approval action and its column to an admin.

    A row becomes public with the first finalised case that names it, or by this action. Later
    edits are marked on its page until another person approves them.
    """

    actions = compared_actions = ("approve",)

    @admin.action(
        description="Approve the current text and make it public", permissions=["approve"]
    )
    def approve(self, request, queryset):
        number = 0
        for row in queryset:
            try:
                approve_by_hand(row, by=request.user)
            except InvalidTransition as refused:
                messages.error(request, f"“{row}” was not approved: {refused}")
            else:
                number += 1
        if number:
            texts = "1 text was" if number == 1 else f"{number} texts were"
            messages.success(request, f"{texts} approved and made public.")

    def has_approve_permission(self, request):
        review = "recommendation" if self.opts.model_name == "recommendation" else "usecase"
        return request.user.has_perm(f"usecases.review_{review}")

    @admin.display(description="Approved", ordering="approved_at")
    def approval(self, row):
        if not row.approved_at:
            return "public, not approved" if row.published_on else "–"
        day = date_format(row.approved_at, "SHORT_DATE_FORMAT")
        return f"changed since {day}" if row.updated_at > row.approved_at else day
