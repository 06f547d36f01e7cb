"""Base classes of the admin pages, with the Unfold theme and safe lookups."""

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError
from django.db.models import URLField
from django.forms import Media
from django.forms.widgets import Script
from django.http import Http404
from django.utils.decorators import method_decorator
from simple_history.admin import SimpleHistoryAdmin
from simple_history.utils import get_history_model_for_model
from unfold.admin import ModelAdmin as UnfoldModelAdmin
from unfold.admin import StackedInline as UnfoldStackedInline
from unfold.admin import TabularInline as UnfoldTabularInline

from . import saved_filters
from .compared_actions import ComparedActions
from .conflicts import ConflictAdmin, ConflictForm, ConflictInline
from .drafts import forget
from .sent_forms import sent_once


def is_revert(request):
    """Tell whether an earlier version of a row is saved from its history. The form of the history
    shows no change then."""
    return request.resolver_match.url_name.endswith("_simple_history")


def check_key(model, text):
    """Raise Http404 unless a text of an address can be the key of a row."""
    try:
        model._meta.pk.to_python(text)
    except ValidationError as error:
        raise Http404 from error


class WebAddresses:
    """Read web addresses without a scheme as https."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, URLField):
            kwargs.setdefault("assume_scheme", "https")
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class ModelAdmin(WebAddresses, ConflictAdmin, ComparedActions, UnfoldModelAdmin):
    """Notice edits of other people, refuse lookups by regular expression, and answer impossible
    lookups with the whole list."""

    class Media:
        css = {"all": ["css/admin.css"]}

    list_before_template = "admin/saved_filters.html"
    list_per_page = 50
    show_full_result_count = False
    warn_unsaved_form = True
    compressed_fields = True

    def lookup_allowed(self, lookup, value, request):
        if lookup.rsplit("__", 1)[-1] in {"regex", "iregex"}:
            return False
        return super().lookup_allowed(lookup, value, request)

    @method_decorator(sent_once())
    def changeform_view(self, request, *args, **kwargs):
        """Add the rows of a form once, also those of its inlines."""
        return super().changeform_view(request, *args, **kwargs)

    def changelist_view(self, request, extra_context=None):
        """Add the saved filters of this person to the page of the list."""
        context = saved_filters.context_of(request, self.opts.label_lower)
        return super().changelist_view(request, context | (extra_context or {}))

    def row_of(self, request, object_id):
        """Return the row of a page, or raise Http404; the address may contain any text."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        return row

    @property
    def media(self):
        """Add the script that keeps unsaved entries, for forms that can show them again."""
        if not issubclass(self.form, ConflictForm):
            return super().media
        return super().media + Media(js=[Script("js/drafts.js", defer=True)])

    def response_change(self, request, obj):
        forget(request.user, request.path)
        return super().response_change(request, obj)

    def response_add(self, request, obj, post_url_continue=None):
        forget(request.user, request.path)
        return super().response_add(request, obj, post_url_continue)

    def get_changelist_instance(self, request):
        """Read the address of the list. Errors in columns, actions and edits are not caught."""
        try:
            return super().get_changelist_instance(request)
        except (DataError, OverflowError, ValueError) as error:
            if request.GET and ERROR_FLAG not in request.GET:
                raise IncorrectLookupParameters from error
            raise


class HistoryAdmin(SimpleHistoryAdmin, ModelAdmin):
    """Show the history of each row, and revert a row to an earlier version."""

    def history_view(self, request, object_id, extra_context=None):
        check_key(self.model, unquote(object_id))
        return super().history_view(request, object_id, extra_context)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        check_key(self.model, object_id)
        check_key(get_history_model_for_model(self.model), version_id)
        return super().history_form_view(request, object_id, version_id, extra_context)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """Offer the history of a row only to people who may see it."""
        if not self.has_view_history_or_change_history_permission(request, obj):
            context["show_history"] = False
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_form(self, request, form, change):
        """Refuse to revert a row unless the person may change the row and its history: the page of
        the history itself asks only for the right to see it."""
        if is_revert(request) and (
            self.revert_disabled(request) or not self.has_change_permission(request)
        ):
            raise PermissionDenied
        return super().save_form(request, form, change)


class StackedInline(WebAddresses, ConflictInline, UnfoldStackedInline):
    pass


class TabularInline(WebAddresses, ConflictInline, UnfoldTabularInline):
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
