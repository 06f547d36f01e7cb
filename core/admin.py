"""Base classes of the admin pages, with the Unfold theme and safe lookups."""

from django.db import DataError
from django.http import HttpResponseRedirect
from unfold.admin import ModelAdmin as UnfoldModelAdmin
from unfold.admin import StackedInline as UnfoldStackedInline
from unfold.admin import TabularInline as UnfoldTabularInline

from .conflicts import ConflictAdmin, ConflictInline


class ModelAdmin(ConflictAdmin, UnfoldModelAdmin):
    """Notice edits of other people, refuse lookups by regular expression, and answer impossible
    lookups with the whole list."""

    list_per_page = 50
    show_full_result_count = False
    warn_unsaved_form = True
    compressed_fields = True

    def lookup_allowed(self, lookup, value, request):
        if lookup.rsplit("__", 1)[-1] in {"regex", "iregex"}:
            return False
        return super().lookup_allowed(lookup, value, request)

    def changelist_view(self, request, extra_context=None):
        try:
            return super().changelist_view(request, extra_context)
        except (DataError, OverflowError, ValueError):
            if request.method == "GET" and request.GET and "e" not in request.GET:
                return HttpResponseRedirect(request.path + "?e=1")
            raise


class StackedInline(ConflictInline, UnfoldStackedInline):
    pass


class TabularInline(ConflictInline, UnfoldTabularInline):
    pass


class ReadOnly:
    """Make rows read-only, such as rows that the registers write."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ReadOnlyAdmin(ReadOnly, ModelAdmin):
    pass


class ReadOnlyInline(ReadOnly, UnfoldTabularInline):
    extra = 0
    tab = True
