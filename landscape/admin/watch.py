from django import forms
from django.contrib import admin, messages

from core.admin import ModelAdmin
from core.conflicts import ConflictForm

from ..models import ReviewTask, WatchEntry
from ..watch import finish_review, open_reviews
from .verified import SOURCE, VerifiedAdmin


@admin.register(WatchEntry)
class WatchAdmin(VerifiedAdmin):
    list_display = ("title", "happens_on", "verified_on")
    list_filter = (("verified_on", admin.EmptyFieldListFilter),)
    search_fields = ("title", "text")
    autocomplete_fields = ("steps", "answers")
    fieldsets = (
        (None, {"fields": ("title", "text", "happens_on")}),
        (
            "What it touches",
            {
                "description": "Saving opens one review for each of them; until it is finished, "
                "its page is marked as under review.",
                "fields": ("steps", "countries", "answers"),
            },
        ),
        SOURCE,
    )

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if number := open_reviews(form.instance):
            reviews = "1 review is" if number == 1 else f"{number} reviews are"
            messages.info(request, f"{reviews} open because of this entry.")


class ReviewForm(ConflictForm):
    def clean_note(self):
        if not self.cleaned_data["note"].strip():
            raise forms.ValidationError("Write what was checked and changed.")
        return self.cleaned_data["note"]


@admin.register(ReviewTask)
class ReviewTaskAdmin(ModelAdmin):
    """Reviews because of changes. Saving one with its result finishes it."""

    form = ReviewForm
    list_display = ("target", "entry", "opened_at", "done_at", "done_by")
    list_display_links = ("target", "entry")
    list_filter = (("done_at", admin.EmptyFieldListFilter),)
    list_select_related = ("entry", "step", "answer", "done_by")
    readonly_fields = ("entry", "step", "country", "answer", "opened_at", "done_at", "done_by")
    fieldsets = (
        (None, {"fields": ("entry", "step", "country", "answer", "opened_at")}),
        ("Result", {"fields": ("note", ("done_at", "done_by"))}),
    )

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        is_open = obj is None or obj.done_at is None
        return is_open and super().has_change_permission(request, obj)

    def save_model(self, request, obj, form, change):
        finish_review(obj, by=request.user, note=form.cleaned_data["note"])
