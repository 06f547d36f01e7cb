from django.contrib import admin

from core.admin import HistoryAdmin, TabularInline

from ..models import Body, Partner, Seat, WorkPackage


@admin.register(Partner)
class PartnerAdmin(HistoryAdmin):
    list_display = ("name", "kind", "country", "city", "is_coordinator", "organisation")
    list_filter = ("kind", "country")
    list_select_related = ("organisation",)
    search_fields = ("search_text",)
    autocomplete_fields = ("organisation",)
    prepopulated_fields = {"slug": ("short_name",)}
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name", "short_name", "slug"),
                    ("kind", "position"),
                    ("country", "city", "place_note"),
                    ("is_coordinator", "printed_name"),
                    "text",
                    ("website", "organisation"),
                    "source",
                )
            },
        ),
    )


@admin.register(WorkPackage)
class WorkPackageAdmin(HistoryAdmin):
    list_display = ("number", "title", "is_working_title", "lead")
    list_select_related = ("lead",)
    search_fields = ("search_text",)
    autocomplete_fields = ("lead", "partners")


class SeatInline(TabularInline):
    model = Seat
    extra = 0
    fields = ("role", "partner", "user", "is_chair", "keeps", "since", "until")
    autocomplete_fields = ("partner", "user")


@admin.register(Body)
class BodyAdmin(HistoryAdmin):
    list_display = ("name", "code", "rhythm", "gives_advice")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (SeatInline,)


@admin.register(Seat)
class SeatAdmin(HistoryAdmin):
    list_display = ("role", "body", "partner", "user", "is_chair", "keeps", "since", "until")
    list_filter = ("body", "is_chair", "keeps")
    list_select_related = ("body", "partner", "user")
    search_fields = ("role", "partner__name")
    autocomplete_fields = ("body", "partner", "user")
