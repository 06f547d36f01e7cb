"""Meetings, decisions, actions and advice: written on their pages, and listed in the admin."""

from django.contrib import admin

from core.admin import ModelAdmin, ReadOnlyAdmin

from ..models import Action, Advice, Decision, Meeting


@admin.register(Meeting)
class MeetingAdmin(ReadOnlyAdmin):
    list_display = ("title", "body", "starts_at", "state", "visibility", "is_demo")
    list_filter = ("body", "state", "visibility")
    list_select_related = ("body",)
    search_fields = ("search_text",)


class VisibilityOnly(ModelAdmin):
    """Rows whose visibility and work package can be changed here, and nothing else."""

    editable = ("visibility", "work_package")

    def get_readonly_fields(self, request, obj=None):
        names = [field.name for field in self.model._meta.fields if field.name != "search_text"]
        return [name for name in names if name not in self.editable]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Decision)
class DecisionAdmin(VisibilityOnly):
    list_display = ("number", "title", "body", "decided_on", "state", "visibility", "is_demo")
    list_filter = ("body", "state", "visibility")
    list_select_related = ("body",)
    search_fields = ("search_text",)


@admin.register(Advice)
class AdviceAdmin(VisibilityOnly):
    list_display = ("number", "title", "body", "given_on", "state", "visibility", "is_demo")
    list_filter = ("body", "state", "visibility")
    list_select_related = ("body",)
    search_fields = ("search_text",)


@admin.register(Action)
class ActionAdmin(ReadOnlyAdmin):
    list_display = ("title", "role", "due_on", "state", "body", "is_demo")
    list_filter = ("body", "state")
    list_select_related = ("body",)
    search_fields = ("search_text",)
    exclude = ("nonce", "search_text")
