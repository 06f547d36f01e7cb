"""The admin page of frozen issues, on which adding one freezes the data."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.admin import ModelAdmin
from join4atmp.models import Issue

from ..issues.freeze import NothingPublished, check_content, freeze


class IssueForm(forms.ModelForm):
    class Meta:
        model = Issue
        fields = ("title", "note", "is_demo")

    def clean(self):
        data = super().clean()
        try:
            check_content(demo=data.get("is_demo", False))
        except NothingPublished as problem:
            raise ValidationError(str(problem)) from problem
        return data


@admin.register(Issue)
class IssueAdmin(ModelAdmin):
    """The admin of issues. Adding one freezes the data; nobody can change or delete one."""

    form = IssueForm
    list_display = ("slug", "title", "frozen_at", "size", "made_by", "is_demo")
    list_select_related = ("made_by",)
    add_fieldsets = (
        (
            None,
            {
                "fields": ("title", "note", "is_demo"),
                "description": "The data that everybody can see now are written to one file, "
                "which is never "
                "changed or deleted: people will cite it. This may take a minute.",
            },
        ),
    )
    fieldsets = (
        (None, {"fields": ("slug", "title", "note", "frozen_at", "made_by", "is_demo")}),
        ("File", {"fields": ("sha256", "size", "citation", "manifest")}),
    )

    def get_fieldsets(self, request, obj=None):
        return self.fieldsets if obj else self.add_fieldsets

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("made_by")

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        issue = freeze(
            title=obj.title, note=obj.note, by=request.user, demo=form.cleaned_data["is_demo"]
        )
        # The admin continues with its own object: its log and message name the frozen one.
        for field in Issue._meta.concrete_fields:
            setattr(obj, field.attname, getattr(issue, field.attname))

    def view_on_site(self, obj):
        return reverse("issue", args=[obj.slug])
