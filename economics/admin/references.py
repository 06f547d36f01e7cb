from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse

from core.admin import ModelAdmin

from ..models import ReferenceValue
from ..models.reference import AlreadyReplaced


class IsCurrent(admin.SimpleListFilter):
    title, parameter_name = "state", "state"

    def lookups(self, request, model_admin):
        return [("replaced", "Replaced"), ("all", "All")]

    def choices(self, changelist):
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": "In use",
        }
        yield from list(super().choices(changelist))[1:]

    def queryset(self, request, queryset):
        if self.value() == "all":
            return queryset
        return queryset.filter(replaced_at__isnull=self.value() != "replaced")


@admin.register(ReferenceValue)
class ReferenceValueAdmin(ModelAdmin):
    """Reference values. Saving a change adds a row that replaces the old one; saved scenarios keep
    the old row."""

    list_display = (
        "label",
        "applies_to",
        "value",
        "unit",
        "source",
        "year",
        "mark",
        "verified_on",
        "is_default",
    )
    list_filter = (IsCurrent, "topic", "mark", "is_default")
    search_fields = ("label", "applies_to", "source", "input")
    readonly_fields = ("verified_by", "verified_on", "replaced_by", "replaced_at")
    actions = compared_actions = ("confirm",)
    fieldsets = (
        (
            None,
            {"fields": ("topic", "input", "label", "applies_to", "is_default")},
        ),
        (
            "Value",
            {"fields": ("value", "low", "high", "unit", "currency", "price_year", "products")},
        ),
        (
            "Source",
            {
                "description": "Saving a change replaces the row. Scenarios that used the old "
                "value do "
                "not change; their pages show that it was replaced.",
                "fields": ("source", "link", "year", "mark", "note"),
            },
        ),
        ("State", {"fields": ("verified_by", "verified_on", "replaced_by", "replaced_at")}),
    )

    def has_delete_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.is_current)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
            obj.save()
            return
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        if changes:
            old = ReferenceValue.objects.get(pk=obj.pk)
            obj.replacement = old.replace(by=request.user, **changes)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        try:
            with transaction.atomic():
                return super().change_view(request, object_id, form_url, extra_context)
        except AlreadyReplaced as replaced:
            messages.error(request, str(replaced))
            return HttpResponseRedirect(reverse("admin:economics_referencevalue_changelist"))

    def response_change(self, request, obj):
        new = getattr(obj, "replacement", None)
        if new is not None:
            messages.success(request, f"“{new}” replaces the earlier value.")
            return HttpResponseRedirect(
                reverse("admin:economics_referencevalue_change", args=[new.pk])
            )
        return super().response_change(request, obj)

    @admin.action(description="Confirm that the value is in its source")
    def confirm(self, request, queryset):
        if not request.user.has_perm("economics.verify_referencevalue"):
            raise PermissionDenied
        rows = queryset.current()
        for row in rows:
            row.verify(by=request.user)
        messages.success(request, f"{len(rows)} values are confirmed.")
