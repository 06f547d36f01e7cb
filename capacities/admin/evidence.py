from django.contrib import admin, messages
from unfold.decorators import action

from core.admin import ReadOnlyAdmin

from ..choices import EvidenceState
from ..licences import Decided, decide_drift
from ..models import Authorisation, Evidence, LicenceFile


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    """Where values are from. The drifts of licence registers are tasks: two actions decide them."""

    actions = compared_actions = ("take_register", "keep_record")
    list_display = ("facility", "fact", "in_record", "value", "source", "source_on", "state")
    list_filter = ("state", "said_by", "confidence")
    list_select_related = ("facility", "authorisation")
    search_fields = ("facility__name", "source")
    search_help_text = "Facility or source"
    fields = (
        *("facility", "authorisation", "fact", "in_record", "value", "raw_text"),
        *("file", "source", "source_on", "said_by", "confidence"),
        *("state", "noted_at", "noted_by", "decided_at", "decided_by"),
    )
    readonly_fields = fields

    @admin.display(description="In the record")
    def in_record(self, evidence):
        if evidence.authorisation is None or not hasattr(Authorisation, evidence.fact):
            return "–"
        value = getattr(evidence.authorisation, evidence.fact)
        return "not stated" if value in (None, "") else str(value)

    def seen_in_list(self, row):
        return super().seen_in_list(row) | {"in_record": self.in_record(row)}

    @action(description="Take the value of the register", permissions=["decide"])
    def take_register(self, request, queryset):
        self._decide(request, queryset, take_register=True)

    @action(description="Keep the value of the record", permissions=["decide"])
    def keep_record(self, request, queryset):
        self._decide(request, queryset, take_register=False)

    def _decide(self, request, queryset, *, take_register):
        decided = 0
        for row in queryset.filter(state=EvidenceState.DRIFT):
            try:
                decide_drift(row, take_register=take_register, by=request.user)
            except Decided as problem:
                messages.warning(request, str(problem))
            else:
                decided += 1
        messages.success(request, f"{decided} values are decided.")

    def has_decide_permission(self, request):
        return request.user.has_perm("capacities.decide_evidence")


@admin.register(LicenceFile)
class LicenceFileAdmin(ReadOnlyAdmin):
    list_display = ("register", "register_on", "file_name", "by", "created_at")
    list_select_related = ("by",)
    fields = readonly_fields = (*list_display, "register_url", "note")
