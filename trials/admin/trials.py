"""The curators' view of trials and of what the registers said, word for word."""

from django.contrib import admin
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from core.admin import ReadOnlyAdmin, ReadOnlyInline
from core.countries import EUROPE, country_name

from .. import choices
from ..models import Product, RegisterRecord, Sponsor, Trial, TrialCountry
from ..record_layout import sections_of


class PhaseListFilter(admin.SimpleListFilter):
    title = "phase"
    parameter_name = "phase"

    def lookups(self, request, model_admin):
        return [*((phase, f"Phase {phase}") for phase in choices.PHASES), ("unknown", "Not stated")]

    def queryset(self, request, queryset):
        return queryset.in_phase([self.value()]) if self.value() else queryset


class RegisterListFilter(admin.SimpleListFilter):
    title = "register"
    parameter_name = "register"

    def lookups(self, request, model_admin):
        return choices.Register.choices

    def queryset(self, request, queryset):
        return queryset.in_register([self.value()]) if self.value() else queryset


class CountryListFilter(admin.SimpleListFilter):
    title = "country"
    parameter_name = "country"

    def lookups(self, request, model_admin):
        return sorted(((code, country_name(code)) for code in EUROPE), key=lambda pair: pair[1])

    def queryset(self, request, queryset):
        return queryset.in_country([self.value()]) if self.value() else queryset


class ConflictListFilter(admin.SimpleListFilter):
    title = "records disagree"
    parameter_name = "conflicts"

    def lookups(self, request, model_admin):
        return [("yes", "Yes"), ("no", "No")]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.exclude(conflicts={})
        return queryset.filter(conflicts={}) if self.value() == "no" else queryset


class CountryInline(ReadOnlyInline):
    model = TrialCountry
    verbose_name_plural = "countries"
    fields = (
        "name",
        "register",
        "participation",
        "status",
        "status_word",
        "authority",
        "decided_on",
        "opinion_on",
        "subjects",
    )


class ProductInline(ReadOnlyInline):
    model = Product
    fields = ("role", "name", "code", "trade_name", "atmp", "atmp_class", "authorised", "sources")
    show_change_link = True


class SponsorInline(ReadOnlyInline):
    model = Sponsor
    fields = ("name", "is_main", "sources")


class RecordInline(ReadOnlyInline):
    model = RegisterRecord
    fk_name = "trial"
    fields = ("register", "number", "country", "first_seen_at", "last_seen_at", "changed_at")
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).defer("packed")


@admin.register(Trial)
class TrialAdmin(ReadOnlyAdmin):
    list_display = (
        "number",
        "short_title",
        "atmp",
        "atmp_class",
        "phase",
        "status",
        "countries",
        "first_entered_on",
        "curation",
    )
    list_filter = (
        "atmp",
        "atmp_class",
        PhaseListFilter,
        "status",
        RegisterListFilter,
        CountryListFilter,
        "sponsor_type",
        "curation",
        "is_demo",
        ConflictListFilter,
    )
    search_fields = ("search_text",)
    search_help_text = "Numbers, titles, products, conditions, sponsors"
    inlines = (CountryInline, ProductInline, SponsorInline, RecordInline)
    fieldsets = (
        (None, {"fields": ("title", "lay_title", "condition", "product_names")}),
        ("Numbers", {"fields": ("eudract_number", "eu_ct_number", "nct_number")}),
        (
            "Facts",
            {
                "description": "What the registers say; a curated value, where there is one, wins.",
                "fields": (
                    "atmp",
                    "atmp_basis",
                    "atmp_class",
                    "phase",
                    "status",
                    "disease_areas",
                    "rare_disease",
                    "has_authorised_product",
                    "subjects",
                ),
            },
        ),
        ("Sponsor", {"fields": ("sponsor_name", "sponsor_type")}),
        ("Dates", {"fields": ("first_entered_on", "started_on", "ended_on")}),
        (
            "For curators",
            {"fields": ("curation", "records_disagree", "register_notes", "is_demo")},
        ),
    )
    readonly_fields = ("records_disagree",)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("search_text")

    def get_search_results(self, request, queryset, search_term):
        return queryset.found_by(search_term), False

    def view_on_site(self, obj):
        return obj.get_absolute_url()

    @admin.display(description="Title", ordering="title")
    def short_title(self, trial):
        return trial.title if len(trial.title) < 120 else f"{trial.title[:117]}..."

    @admin.display(description="Records disagree")
    def records_disagree(self, trial):
        return render_to_string("admin/trials/conflicts.html", {"conflicts": trial.conflicts})


@admin.register(Product)
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
