from django import forms
from django.contrib import admin
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from core.admin import HistoryAdmin, ReadOnlyInline, StackedInline
from core.moves_admin import MoveAdmin, MoveForm
from core.partial_dates import HELP, validate
from core.rich_text_admin import RichTextAdmin

from ..approval import move_recommendation
from ..choices import RECOMMENDATION_STEPS, RecommendationState
from ..models import Recommendation, RecommendationEvent, RecommendationEvidence
from .approval import ApprovalAdmin, ChangedSinceApproval


class ReplyForm(MoveForm):
    """Also ask for date, reply and source, which readers of a recommendation see."""

    happened_on = forms.CharField(
        label="Date",
        required=False,
        validators=[validate],
        widget=UnfoldAdminTextInputWidget,
        help_text=f"Leave empty for today. {HELP}",
    )
    reply = forms.CharField(required=False, max_length=10_000, widget=UnfoldAdminTextareaWidget)
    source = forms.CharField(required=False, max_length=1000, widget=UnfoldAdminTextInputWidget)


class EventInline(ReadOnlyInline):
    model = RecommendationEvent
    fields = ("happened_on", "old", "new", "note", "reply", "source", "by")


class EvidenceInline(StackedInline):
    """Survey answers and other evidence besides hurdles and solutions."""

    model = RecommendationEvidence
    extra = 0
    tab = True
    fields = ("evidence_kind", "evidence", "quotation", "source")


@admin.register(Recommendation)
class RecommendationAdmin(MoveAdmin, ApprovalAdmin, RichTextAdmin, HistoryAdmin):
    move_form = ReplyForm
    move_states, move_steps, move_field = RecommendationState, RECOMMENDATION_STEPS, "state"
    move_row = staticmethod(move_recommendation)
    text_of = staticmethod(Recommendation.words)
    review_states = set(RecommendationState) - {
        RecommendationState.DRAFT,
        RecommendationState.CONSULTATION,
    }
    review_permission = "usecases.review_recommendation"
    list_display = ("title", "state", "priority", "feasibility", "approval", "is_demo")
    list_filter = (
        ChangedSinceApproval,
        "state",
        "priority",
        "feasibility",
        "target_groups",
        "is_demo",
    )
    search_fields = ("search_text",)
    prepopulated_fields = {"slug": ("title",)}
    autocomplete_fields = ("hurdles", "solutions", "target_groups")
    readonly_fields = ("state",)
    inlines = (EvidenceInline, EventInline)
    fieldsets = (
        (None, {"fields": ("state", "title", "slug", "text")}),
        ("Addressed to", {"fields": ("target_groups", "bodies", "priority", "feasibility")}),
        ("Evidence", {"fields": ("hurdles", "solutions")}),
    )

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields
