from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse
from unfold.decorators import action

from core.admin import HistoryAdmin
from core.moves_admin import MoveAdmin
from core.packed_fields import PackedWordsField
from stakeholders.languages import language_choices

from ..choices import REVIEW_STEPS, AgeGroup, AtmpClass, Freshness, ReviewState, Step
from ..entered import note_changes, records_of
from ..files.columns import TECHNOLOGY_CHOICES
from ..models import Facility
from ..review import move_facility
from ..shown import refresh_one
from .inlines import (
    AccreditationInline,
    AuthorisationInline,
    CapabilityInline,
    CleanRoomInline,
    EventInline,
    EvidenceInline,
    ReleaseInline,
    StatementInline,
)

WORDS = {
    "classes": AtmpClass.choices,
    "technologies": TECHNOLOGY_CHOICES,
    "steps": Step.choices,
    "age_groups": AgeGroup.choices,
    "languages": language_choices,
}


class FreshnessFilter(admin.SimpleListFilter):
    title = "verification"
    parameter_name = "freshness"

    def lookups(self, request, model_admin):
        return Freshness.choices

    def queryset(self, request, queryset):
        if self.value() not in Freshness.values:
            return queryset
        return queryset.verified_as([self.value()])


class CountryFilter(admin.AllValuesFieldListFilter):
    """Filter by the country of the site, not of the organisation."""


@admin.register(Facility)
class FacilityAdmin(MoveAdmin, HistoryAdmin):
    move_states, move_steps, move_field = ReviewState, REVIEW_STEPS, "review"
    move_row = staticmethod(move_facility)
    review_states = {ReviewState.PUBLISHED}
    review_permission = "capacities.review_facility"
    actions_list = ("import_file", "import_licences")
    list_display = ("name", "kind", "site", "review", "verified_on", "is_disputed", "is_demo")
    list_filter = (
        "review",
        FreshnessFilter,
        "is_disputed",
        "kind",
        "state",
        ("site__country", CountryFilter),
        "is_demo",
    )
    list_select_related = ("site__organisation",)
    search_fields = ("name", "reference", "site__organisation__name", "site__city")
    search_help_text = "Name, facility_id, organisation or city"
    autocomplete_fields = ("site",)
    readonly_fields = ("review", "released_words")
    inlines = (
        CapabilityInline,
        CleanRoomInline,
        StatementInline,
        AuthorisationInline,
        AccreditationInline,
        ReleaseInline,
        EvidenceInline,
        EventInline,
    )
    fieldsets = (
        (
            None,
            {
                "description": "A second person publishes the record. Readers see only the "
                "blocks that the "
                "facility released, listed under “consent to publish”.",
                "fields": (
                    ("review", "released_words"),
                    ("reference", "name"),
                    ("kind", "site"),
                    ("state", "since"),
                    "open_to",
                    "text",
                    "website",
                ),
            },
        ),
        (
            "In short",
            {
                "description": "Answers of the first page of the survey. Enter details of "
                "single steps "
                "under “capabilities”.",
                "fields": ("classes", "technologies", "steps", "age_groups", "languages"),
            },
        ),
        (
            "Rooms and patients",
            {
                "fields": (
                    "clean_room_area",
                    ("apheresis_places", "atmp_beds"),
                    ("intensive_care", "referral_from_abroad"),
                    "directory_url",
                )
            },
        ),
        (
            "Evidence",
            {
                "fields": (
                    ("source", "source_on"),
                    ("verified_on", "verified_by"),
                    "is_disputed",
                )
            },
        ),
    )

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in WORDS:
            return PackedWordsField(
                label=db_field.verbose_name.capitalize(),
                choices=WORDS[db_field.name],
                required=False,
                help_text=db_field.help_text,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        return (*self.readonly_fields, "reference") if obj else self.readonly_fields

    def save_model(self, request, obj, form, change):
        request.records_before = records_of(Facility.objects.filter(pk=obj.pk))
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        refresh_one(form.instance)
        facilities = Facility.objects.filter(pk=form.instance.pk)
        note_changes(request.records_before, facilities, by=request.user)

    @admin.display(description="Readers see")
    def released_words(self, facility):
        names = facility.released.split()
        return ", ".join(names) if names else "nothing, because no block is released"

    @action(description="Import a file", url_path="import", permissions=["import"])
    def import_file(self, request):
        return HttpResponseRedirect(reverse("capacities:import"))

    @action(description="Compare a licence register", url_path="licences", permissions=["import"])
    def import_licences(self, request):
        return HttpResponseRedirect(reverse("capacities:licences"))

    def has_import_permission(self, request):
        return request.user.has_perm("capacities.import_facility")
