"""Accounts and frozen issues in the admin, in the same skin as everything else."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.urls import reverse
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from core.admin import ModelAdmin
from trials.curation import queue
from trials.curation.people import return_work
from trials.models import Issue

from .issues.freeze import NothingPublished, check_content, freeze

admin.site.unregister((User, Group))


def start_page(request, context):
    """The admin begins with what waits for the person, not with a list of tables."""
    return context | {
        "queues": queue.lines(request.user),
        "other_queues": queue.other_lines(request.user),
        "reviewers_required": settings.REVIEWERS_REQUIRED,
    }


class ReturnsWork:
    """Who is switched off or loses a role leaves no open work behind."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        verdicts, trials = return_work()
        if verdicts or trials:
            messages.info(
                request,
                f"Back in the pool: {verdicts} open reviews and {trials} assigned trials of people "
                "who may no longer work on them.",
            )


@admin.register(User)
class UserAdmin(ReturnsWork, DjangoUserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "email", "first_name", "last_name", "is_staff", "is_active")


@admin.register(Group)
class GroupAdmin(ReturnsWork, DjangoGroupAdmin, ModelAdmin):
    pass


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
    """Adding one freezes it; nobody changes or deletes one."""

    form = IssueForm
    list_display = ("slug", "title", "frozen_at", "size", "made_by", "is_demo")
    list_select_related = ("made_by",)
    add_fieldsets = (
        (
            None,
            {
                "fields": ("title", "note", "is_demo"),
                "description": "What everybody may see now is put into one file, which is never "
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
        # The admin goes on with its own object: its log and message name the frozen one.
        for field in Issue._meta.concrete_fields:
            setattr(obj, field.attname, getattr(issue, field.attname))

    def view_on_site(self, obj):
        return reverse("issue", args=[obj.slug])
