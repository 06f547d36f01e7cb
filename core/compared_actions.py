"""Actions on lists of the admin decide on rows as the person saw them.

The list carries a digest of each row. A row that was changed after the list was drawn is left as it
is and named. Rows of further pages, which "select all" adds, were not seen and are not compared.
"""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.http import HttpResponseRedirect
from django.utils.html import format_html
from unfold.admin import ModelAdmin as UnfoldModelAdmin

from .seen import digest_of

SEEN = "seen-"
ROWS_NAMED = 10


class ComparedActions:
    """`compared_actions` are the names of actions that change or approve values of rows."""

    compared_actions = ()

    def seen_in_list(self, row):
        """Return the data that the digest of a row has: the columns that the list reads. Admins
        whose lists show more, or whose columns also change without a person, override this."""
        unread = row.get_deferred_fields()
        columns = [one for one in row._meta.concrete_fields if one.attname not in unread]
        return {column.name: column.value_to_string(row) for column in columns}

    @admin.display(description=UnfoldModelAdmin.action_checkbox.short_description)
    def action_checkbox(self, row):
        box = super().action_checkbox(row)
        if not self.compared_actions:
            return box
        digest = digest_of(self.seen_in_list(row))
        return format_html(
            '{}<input type="hidden" name="{}{}" value="{}">', box, SEEN, row.pk, digest
        )

    def seen_of_selected(self, request):
        """Return {key: digest} of the selected rows, as the list had them."""
        selected = request.POST.getlist(ACTION_CHECKBOX_NAME)
        return {key: seen for key in selected if (seen := request.POST.get(f"{SEEN}{key}"))}

    def response_action(self, request, queryset):
        seen = self.seen_of_selected(request)
        if not seen or not {*self.compared_actions} & {*request.POST.getlist("action")}:
            return super().response_action(request, queryset)
        with transaction.atomic():
            # Locked before the comparison, so that nobody writes between it and the action.
            rows = self.model._base_manager.select_for_update().filter(pk__in=seen)
            list(rows.order_by("pk").values_list("pk"))
            now = {str(row.pk): row for row in self.get_queryset(request).filter(pk__in=seen)}
            left = [
                row
                for key, row in now.items()
                if seen.get(key) != digest_of(self.seen_in_list(row))
            ]
            gone = seen.keys() - now.keys()
            if left or gone:
                self._name(request, left, len(gone))
            selected = request.POST.getlist(ACTION_CHECKBOX_NAME)
            is_across = request.POST.get("select_across") == "1"
            if len(left) + len(gone) == len(selected) and not is_across:
                return HttpResponseRedirect(request.get_full_path())
            rest = queryset.exclude(pk__in=[row.pk for row in left])
            return super().response_action(request, rest)

    def _name(self, request, left, gone):
        named = [f"“{row}”" for row in left[:ROWS_NAMED]]
        if len(left) > ROWS_NAMED:
            named.append(f"{len(left) - ROWS_NAMED} more")
        if gone:
            named.append(f"{gone} that no longer exist")
        messages.warning(
            request,
            "Rows that changed after you opened the list were left as they are: "
            f"{', '.join(named)}. Check them in the list, and repeat the action for them.",
        )
