from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse
from unfold.decorators import action

from core.admin import HistoryAdmin, ModelAdmin, StackedInline, TabularInline

from ..models import (
    DatedFigure,
    DemandArea,
    Infrastructure,
    InfrastructureEvent,
    Membership,
    Node,
    Service,
)


class Part:
    extra = 0
    tab = True


class EventInline(Part, TabularInline):
    model = InfrastructureEvent
    fields = ("happened_on", "text", "source", "as_of")


class NodeInline(Part, StackedInline):
    model = Node
    fields = (("country", "name", "host"), "text", ("since", "until"), ("source", "as_of"))


class MembershipInline(Part, TabularInline):
    model = Membership
    fields = ("country", "status", "since", "until", "source", "as_of")


class ServiceInline(Part, TabularInline):
    model = Service
    fields = ("name", "text", "source", "as_of")


@admin.register(Infrastructure)
class InfrastructureAdmin(HistoryAdmin):
    list_display = ("name", "full_name", "as_of", "position")
    search_fields = ("name", "full_name")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (EventInline, NodeInline, MembershipInline, ServiceInline)
    fieldsets = (
        (
            None,
            {
                "description": "Each fact has a source and the date on which it was true.",
                "fields": (
                    ("name", "slug", "full_name"),
                    "text",
                    "website",
                    ("source", "as_of", "position"),
                ),
            },
        ),
    )

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields


@admin.register(DatedFigure)
class DatedFigureAdmin(ModelAdmin):
    list_display = ("group", "year", "figure", "text")
    list_filter = ("group",)
    search_fields = ("group", "text")
    fieldsets = (
        (None, {"fields": ("group", ("year", "figure"), "text", ("source", "as_of", "position"))}),
    )


@admin.register(DemandArea)
class DemandAreaAdmin(ModelAdmin):
    """Areas from which catchments are measured: countries, or smaller areas if they are entered."""

    actions_list = ("import_areas",)
    list_display = ("code", "name", "country", "point", "population", "patients")
    search_fields = ("code", "name", "point")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("code", "nuts_version", "name", "country"),
                    ("point", "latitude", "longitude"),
                    ("population", "source", "source_on"),
                    ("patients", "patients_source"),
                )
            },
        ),
    )

    @action(description="Import a file", url_path="import", permissions=["change"])
    def import_areas(self, request):
        return HttpResponseRedirect(reverse("capacities:areas"))
