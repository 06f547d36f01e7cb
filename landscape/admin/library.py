from django.contrib import admin, messages
from django.utils import timezone

from core.admin import HistoryAdmin
from core.conflicts import ConflictForm
from core.transitions import InvalidTransition

from ..choices import AnswerState
from ..desk.library import publish, withdraw
from ..models import LibraryAnswer

WORDING = {"title", "answer", "sources", "valid_as_of", "not_when", "level", "countries"}


class ReviewDue(admin.SimpleListFilter):
    title = "review"
    parameter_name = "review"

    def lookups(self, request, model_admin):
        return [("due", "Review due"), ("change", "Under review because of a change")]

    def queryset(self, request, queryset):
        if self.value() == "due":
            return queryset.due_on(timezone.localdate())
        if self.value() == "change":
            return queryset.filter(review_tasks__done_at=None, review_tasks__isnull=False)
        return queryset


class AnswerForm(ConflictForm):
    """An answer. Another wording makes it a draft, which may lack what a published one needs."""

    takes_back = False

    def clean(self):
        super().clean()
        if not WORDING & set(self.changed_data):
            return
        self.takes_back = self.instance.state == AnswerState.PUBLISHED
        if self.takes_back or self.cleaned_data.get("answer"):
            self.instance.state = AnswerState.DRAFT


@admin.register(LibraryAnswer)
class LibraryAnswerAdmin(HistoryAdmin):
    """Answers of the library. The person who publishes is another than the author."""

    form = AnswerForm
    list_display = ("title", "theme", "state", "level", "author", "checker", "review_on", "is_demo")
    list_filter = (ReviewDue, "state", "theme", "level", "is_demo")
    list_select_related = ("author", "checker")
    search_fields = ("search_text",)
    autocomplete_fields = ("step", "category")
    actions = compared_actions = ("publish_answers", "withdraw_answers")
    readonly_fields = ("state", "author", "checker", "checked_at", "published_on", "review_on")
    fieldsets = (
        (None, {"fields": ("state", "title", "theme", "asked_by")}),
        (
            "Answer",
            {
                "description": "Public text: no person, no product, no e-mail address. A published "
                "answer that is changed is a draft again until another person publishes it.",
                "fields": ("answer", "sources", ("valid_as_of", "ageing", "level"), "not_when"),
            },
        ),
        ("Topic", {"fields": ("step", "category", ("countries", "atmp_class"))}),
        (
            "Four eyes",
            {"fields": (("author", "checker", "checked_at"), ("published_on", "review_on"))},
        ),
    )

    def save_model(self, request, obj, form, change):
        if WORDING & set(form.changed_data):
            obj.author, obj.checker, obj.checked_at = request.user, None, None
            if form.takes_back:
                messages.warning(
                    request, "The answer is a draft again, until another person publishes it."
                )
        super().save_model(request, obj, form, change)

    def seen_in_list(self, row):
        """Leave out the count of readers whom the answer helped."""
        return {key: value for key, value in super().seen_in_list(row).items() if key != "helped"}

    def has_check_permission(self, request):
        return request.user.has_perm("landscape.check_libraryanswer")

    @admin.action(description="Check and publish", permissions=["check"])
    def publish_answers(self, request, queryset):
        for row in queryset:
            try:
                publish(row, by=request.user)
            except InvalidTransition as refused:
                messages.error(request, f"“{row}” was not published: {refused}")
            else:
                messages.success(request, f"“{row}” is published.")

    @admin.action(description="Withdraw from the library", permissions=["check"])
    def withdraw_answers(self, request, queryset):
        for row in queryset:
            withdraw(row)
        messages.success(request, "The selected answers are withdrawn.")
