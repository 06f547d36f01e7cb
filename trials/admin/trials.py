"""The curators' view of trials and of the register records, word for word."""

from django.contrib import admin
from django.db.models import Count
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from core.admin import ModelAdmin, ReadOnlyAdmin

from ..models import InvestigationalProduct, RegisterRecord, Tag, Trial
from ..record_text import sections_of
from .bulk import BulkAdmin
from .curation.overviews import CurationPagesAdmin
from .curation.trial_page import CurationAdmin
from .filters import (
    AssignedListFilter,
    ConflictListFilter,
    CountryListFilter,
    DoubtListFilter,
    DriftListFilter,
    LiteratureListFilter,
    MissingListFilter,
    PhaseListFilter,
    RegisterListFilter,
    ReviewListFilter,
    TagListFilter,
    UnmappedListFilter,
    WaitingListFilter,
)


@admin.register(Trial)
class TrialAdmin(BulkAdmin, CurationPagesAdmin, CurationAdmin, ReadOnlyAdmin):
    """The list of trials; the page of a trial is its curation page."""

    list_display = (
        "number",
        "short_title",
        "curation",
        "assigned_to",
        "atmp_class",
        "phase",
        "status",
        "first_entered_on",
    )
    list_select_related = ("assigned_to",)
    list_filter = (
        "curation",
        AssignedListFilter,
        WaitingListFilter,
        ReviewListFilter,
        DriftListFilter,
        DoubtListFilter,
        UnmappedListFilter,
        LiteratureListFilter,
        MissingListFilter,
        TagListFilter,
        "atmp",
        "atmp_class",
        PhaseListFilter,
        "status",
        RegisterListFilter,
        CountryListFilter,
        "sponsor_type",
        "is_demo",
        ConflictListFilter,
    )
    search_fields = ("search_text",)
    search_help_text = "Numbers, titles, products, conditions, sponsors"

    def get_queryset(self, request):
        return super().get_queryset(request).defer("search_text", "conflicts", "register_notes")

    def get_search_results(self, request, queryset, search_term):
        return queryset.found_by(search_term), False

    def view_on_site(self, obj):
        return obj.get_absolute_url()

    @admin.display(description="Number", ordering="eudract_number")
    def number(self, trial):
        return format_html('<span class="whitespace-nowrap">{}</span>', trial.number)

    @admin.display(description="Title", ordering="title")
    def short_title(self, trial):
        return trial.title if len(trial.title) < 80 else f"{trial.title[:77]}..."


@admin.register(InvestigationalProduct)
class ProductAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "role", "atmp", "atmp_class", "authorised", "orphan", "trial_link")
    list_filter = ("role", "atmp", "atmp_class", "authorised", "orphan")
    search_fields = ("name", "code", "trade_name", "substances")
    list_select_related = ("trial",)
    fields = (
        "trial",
        "role",
        "name",
        "code",
        "trade_name",
        "substances",
        "form",
        "routes",
        "other_type",
        "atmp",
        "atmp_class",
        "authorised",
        "orphan",
        "gmo",
        "sources",
    )

    def get_queryset(self, request):
        return super().get_queryset(request).order_by("pk")

    @admin.display(description="Trial", ordering="trial__eudract_number")
    def trial_link(self, product):
        address = reverse("admin:trials_trial_change", args=[product.trial_id])
        return format_html('<a href="{}">{}</a>', address, product.trial.number)


@admin.register(RegisterRecord)
class RegisterRecordAdmin(ReadOnlyAdmin):
    list_display = ("number", "register", "country", "ordinal", "last_seen_at", "changed_at")
    list_filter = ("register", "is_demo", "country")
    search_fields = ("number__startswith",)
    search_help_text = "EudraCT or EU CT number"
    fields = (
        "trial",
        "register",
        "number",
        "country",
        "ordinal",
        "updated_on",
        "first_seen_at",
        "last_seen_at",
        "changed_at",
        "source_file",
        "as_sent",
    )
    readonly_fields = ("as_sent",)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("trial").defer("packed")

    @admin.display(description="As the register sent it")
    def as_sent(self, record):
        return render_to_string("admin/trials/record.html", {"sections": sections_of(record)})


@admin.register(Tag)
class TagAdmin(ModelAdmin):
    list_display = ("name", "trial_count")
    search_fields = ("name",)

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(trial_count=Count("trials"))

    @admin.display(description="Trials", ordering="trial_count")
    def trial_count(self, tag):
        return tag.trial_count
