"""The parts of a facility on its admin page."""

from django.contrib import admin
from django.utils.formats import date_format

from core.admin import ReadOnlyInline, StackedInline, TabularInline

from ..models import (
    Accreditation,
    Authorisation,
    Capability,
    CapacityStatement,
    CleanRoom,
    Evidence,
    Release,
    ReviewEvent,
)

CAPABILITIES_PER_PAGE = 25


class Part:
    extra = 0
    tab = True


class CapabilityInline(Part, TabularInline):
    model = Capability
    per_page = CAPABILITIES_PER_PAGE
    fields = (
        "step",
        "answer",
        "atmp_class",
        "technology",
        "cell_source",
        "scale",
        "experience",
        "since",
    )


class CleanRoomInline(Part, TabularInline):
    model = CleanRoom
    fields = (
        "grade",
        "rooms",
        "square_metres",
        "closed_system",
        "biosafety_level",
        "parallel_products",
    )


class StatementInline(Part, StackedInline):
    model = CapacityStatement
    fields = (
        ("measure", "band", "exact"),
        ("step", "atmp_class"),
        ("utilisation", "next_free"),
        ("as_of", "said_by", "source"),
    )


class AuthorisationInline(Part, StackedInline):
    model = Authorisation
    fields = (
        ("type", "number", "authority"),
        "scope",
        ("gmo_class", "product_name", "treatments"),
        ("first_on", "valid_until", "withdrawn_on"),
        ("register_url", "said_by", "checked_on"),
    )

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "scope":
            field.widget.attrs["rows"] = 3
        return field


class AccreditationInline(Part, TabularInline):
    model = Accreditation
    fields = ("kind", "name", "number", "scope", "valid_until")


class ReleaseInline(Part, TabularInline):
    """Consents to publish. A release is never deleted: it is withdrawn, and the row is kept as
    proof."""

    model = Release
    verbose_name_plural = "consent to publish"
    fields = ("block", "given_by", "given_on", "text_version", "withdrawn_on", "withdrawn_by")

    def has_delete_permission(self, request, obj=None):
        return False


class EvidenceInline(ReadOnlyInline):
    model = Evidence
    per_page = CAPABILITIES_PER_PAGE
    fields = ("fact", "value", "source", "source_on", "said_by", "confidence", "state")
    readonly_fields = fields


class EventInline(ReadOnlyInline):
    model = ReviewEvent
    verbose_name_plural = "journal of the review"
    fields = ("when", "old", "new", "note", "by")
    readonly_fields = ("when",)

    @admin.display(description="On")
    def when(self, event):
        return date_format(event.at, "SHORT_DATE_FORMAT")
