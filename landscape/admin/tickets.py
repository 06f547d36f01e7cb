from django import forms
from django.contrib import admin, messages
from django.utils import timezone

from core.admin import HistoryAdmin, ModelAdmin, ReadOnlyInline, TabularInline
from core.conflicts import ConflictForm
from core.moves_admin import MoveAdmin
from core.transitions import InvalidTransition

from ..choices import TICKET_STEPS, WRITING, TicketState
from ..desk.candidates import make_hurdle
from ..desk.library import draft_from
from ..desk.moves import move_ticket
from ..models import (
    Desk,
    HurdleCandidate,
    RotaShift,
    Ticket,
    TicketAsker,
    TicketEvent,
    TicketMessage,
)
from .verified import SOURCE, VerifiedAdmin

ANSWER = ("answer", "sources", "valid_as_of", "not_when")


@admin.register(Desk)
class DeskAdmin(VerifiedAdmin):
    list_display = ("name", "countries", "verified_on")
    search_fields = ("name", "scope")
    fieldsets = (
        (None, {"fields": ("name", ("countries", "position"), "scope", "way_in", "answer", "url")}),
        ("Referral", {"fields": ("text",)}),
        SOURCE,
    )


class ShiftForm(ConflictForm):
    def clean_person(self):
        person = self.cleaned_data["person"]
        if not (person.is_staff and person.has_perm("landscape.change_ticket")):
            raise forms.ValidationError(
                f"{person} may not work on tickets. Give the person a role of the desk first, or "
                "choose another person."
            )
        return person


@admin.register(RotaShift)
class RotaAdmin(ModelAdmin):
    """Who does the triage on which days. New tickets are mailed to this person."""

    form = ShiftForm
    list_display = ("person", "first_on", "last_on")
    list_select_related = ("person",)
    autocomplete_fields = ("person",)
    fieldsets = ((None, {"fields": ("person", ("first_on", "last_on"))}),)


class AskerInline(ReadOnlyInline):
    """Shown only to people with the permission for names and addresses."""

    model = TicketAsker
    fields = ("name", "email")


class EventInline(ReadOnlyInline):
    model = TicketEvent
    fields = ("at", "old", "new", "by", "note")
    readonly_fields = fields


class MessageInline(TabularInline):
    """Messages to the asker. Those that were sent cannot be changed."""

    model = TicketMessage
    extra = 0
    tab = True
    fields = ("is_from_asker", "text", "at")
    readonly_fields = ("is_from_asker", "at")

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class Late(admin.SimpleListFilter):
    title = "time"
    parameter_name = "late"

    def lookups(self, request, model_admin):
        return [("triage", "Late in triage"), ("open", "Open")]

    def queryset(self, request, queryset):
        if self.value() == "triage":
            return queryset.late_in_triage(timezone.localdate())
        return queryset.open() if self.value() == "open" else queryset


@admin.register(Ticket)
class TicketAdmin(MoveAdmin, HistoryAdmin):
    """Tickets of the help-desk. The question is never changed; the state is moved by its page."""

    move_states, move_steps, move_field = TicketState, TICKET_STEPS, "state"
    move_row = staticmethod(move_ticket)
    review_states = {TicketState.CHECKED}
    review_permission = "landscape.check_ticket"
    list_display = (
        "number",
        "state",
        "level",
        "country",
        "atmp_class",
        "step",
        "triage_due_on",
        "target_on",
        "is_demo",
    )
    list_filter = (Late, "state", "level", "country", "step", "is_demo")
    list_select_related = ("step",)
    search_fields = ("question",)
    autocomplete_fields = ("step", "category", "desk", "duplicate_of")
    actions = ("draft_answers",)
    readonly_fields = (
        "state",
        "question",
        "attachment_name",
        "attachment_text",
        "country",
        "atmp_class",
        "stage",
        "gmo",
        "needed_by",
        "may_publish",
        "created_at",
        "triage_due_on",
        "author",
        "checker",
        "checked_at",
        "library_answer",
    )
    inlines = (AskerInline, MessageInline, EventInline)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("state", "created_at", "triage_due_on"),
                    "question",
                    "attachment_text",
                    ("country", "atmp_class", "stage", "gmo"),
                    ("needed_by", "may_publish"),
                )
            },
        ),
        (
            "Triage",
            {
                "description": "Level C is always referred: the portal gives no rulings.",
                "fields": (("level", "target_on"), ("step", "category")),
            },
        ),
        (
            "Answer",
            {
                "description": "Another person than the author checks it.",
                "fields": (*ANSWER, ("author", "checker", "checked_at"), "library_answer"),
            },
        ),
        ("Other ends", {"fields": ("desk", "referral_text", "duplicate_of")}),
    )

    def has_add_permission(self, request):
        return False

    def get_readonly_fields(self, request, obj=None):
        may_write = obj is None or obj.state in WRITING
        return self.readonly_fields if may_write else (*self.readonly_fields, *ANSWER)

    def save_model(self, request, obj, form, change):
        if {*ANSWER} & set(form.changed_data):
            obj.author, obj.checker, obj.checked_at = request.user, None, None
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        if formset.model is TicketMessage:
            for message in formset.save(commit=False):
                message.by = request.user
        super().save_formset(request, form, formset, change)

    @admin.action(description="Make a draft of the library", permissions=["change"])
    def draft_answers(self, request, queryset):
        for row in queryset:
            try:
                answer = draft_from(row, by=request.user)
            except InvalidTransition as refused:
                messages.error(request, f"{row}: {refused}")
            else:
                messages.success(
                    request,
                    f"“{answer}” is a draft of the library. Remove every identifying text; "
                    "another person publishes it.",
                )


@admin.register(HurdleCandidate)
class CandidateAdmin(ModelAdmin):
    list_display = ("theme", "asked", "hurdle", "declined_because", "found_at", "is_demo")
    list_filter = (("hurdle", admin.EmptyFieldListFilter), "is_demo")
    list_select_related = ("step", "category", "hurdle")
    actions = ("make_hurdles",)
    readonly_fields = ("step", "category", "asked", "hurdle", "found_at")
    fieldsets = (
        (None, {"fields": ("step", "category", "asked", "found_at")}),
        ("Decision", {"fields": ("hurdle", "declined_because")}),
    )

    def has_add_permission(self, request):
        return False

    @admin.action(description="Make a draft of a hurdle", permissions=["change"])
    def make_hurdles(self, request, queryset):
        for row in queryset:
            try:
                hurdle = make_hurdle(row, by=request.user)
            except ValueError as refused:
                messages.error(request, f"{row}: {refused}")
            else:
                messages.success(request, f"The hurdle “{hurdle}” is a draft now.")
