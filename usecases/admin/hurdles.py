from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import JsonResponse
from django.urls import path, reverse

from core.admin import HistoryAdmin, TabularInline
from core.conflicts import ConflictForm

from ..models import Attempt, CaseHurdle, Hurdle, Solution, UseCase
from ..similar import similar_hurdles
from .approval import ApprovalAdmin, ChangedSinceApproval
from .compact import CompactInline


class AttemptInline(CompactInline, TabularInline):
    model = Attempt
    extra = 0
    tab = True
    fields = ("solution", "outcome", "why")
    autocomplete_fields = ("solution",)
    verbose_name_plural = "solutions tried"


class TriedOnInline(AttemptInline):
    fields = ("hurdle", "outcome", "why")
    autocomplete_fields = ("hurdle",)
    verbose_name_plural = "hurdles on which it was tried"


class CaseInline(CompactInline, TabularInline):
    model = CaseHurdle
    extra = 0
    tab = True
    fields = ("use_case", "note")
    autocomplete_fields = ("use_case",)
    verbose_name_plural = "use cases"


EVIDENCE = (
    "Evidence",
    {
        "description": "The evidence for the text. The list of gaps has the solutions without it.",
        "fields": ("evidence_kind", "evidence", "quotation", "source"),
    },
)


class HurdleForm(ConflictForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "title" in self.fields:
            attributes = self.fields["title"].widget.attrs
            attributes["data-similar-url"] = reverse("admin:usecases_hurdle_similar")
            attributes["data-similar-not"] = self.instance.pk or ""


@admin.register(Hurdle)
class HurdleAdmin(ApprovalAdmin, HistoryAdmin):
    form = HurdleForm
    list_display = (
        "title",
        "category",
        "stage",
        "severity",
        "countries",
        "approval",
        "is_demo",
    )
    list_filter = (ChangedSinceApproval, "category", "stage", "severity", "is_demo", "use_cases")
    list_select_related = ("category", "stage")
    search_fields = ("search_text",)
    autocomplete_fields = ("category", "stage", "procedure", "affected")
    inlines = (CaseInline, AttemptInline)
    fieldsets = (
        (None, {"fields": ("title", "category", "stage", "procedure", "countries", "description")}),
        ("Weight", {"fields": ("affected", "severity", ("delay_days", "cost_eur"))}),
        EVIDENCE,
    )

    class Media:
        css = {"all": ["css/admin.css"]}
        js = ["js/similar-hurdles.js"]

    def get_urls(self):
        similar = path(
            "similar/", self.admin_site.admin_view(self.similar), name="usecases_hurdle_similar"
        )
        return [similar, *super().get_urls()]

    def similar(self, request):
        """Return hurdles with a title similar to the parameter `q`, as JSON."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        but = request.GET.get("not", "")
        found = similar_hurdles(
            request.GET.get("q", "")[:200],
            but=int(but) if but.isdecimal() and len(but) < 19 else None,
        )
        rows = [
            {"title": title, "url": reverse("admin:usecases_hurdle_change", args=[pk])}
            for pk, title in found
        ]
        return JsonResponse({"rows": rows})

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        found = [] if change else similar_hurdles(obj.title, but=obj.pk)
        if found:
            titles = "; ".join(f"“{title}”" for _, title in found)
            messages.warning(
                request,
                f"There are hurdles with a similar title: {titles}. If one of them is the same "
                "hurdle, delete this one and add the use case to the other.",
            )

    def save_related(self, request, form, formsets, change):
        """Add a hurdle that was started from the page of a use case to that use case."""
        super().save_related(request, form, formsets, change)
        case = request.GET.get("use_case", "")
        if change or not case.isdecimal() or len(case) > 18:
            return
        open_case = UseCase.objects.filter(pk=case).exclude(status="finalised").first()
        if open_case:
            last = open_case.case_hurdles.aggregate(last=Max("position"))["last"]
            CaseHurdle.objects.get_or_create(
                use_case=open_case, hurdle=form.instance, defaults={"position": (last or 0) + 1}
            )


@admin.register(Solution)
class SolutionAdmin(ApprovalAdmin, HistoryAdmin):
    list_display = ("title", "type", "done_by", "transferable", "approval", "is_demo")
    list_filter = (ChangedSinceApproval, "type", "transferable", "is_demo")
    list_select_related = ("type",)
    search_fields = ("search_text",)
    autocomplete_fields = ("type",)
    inlines = (TriedOnInline,)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "title",
                    "type",
                    "done",
                    "done_by",
                    "effect",
                    ("transferable", "transferable_note"),
                )
            },
        ),
        EVIDENCE,
    )
