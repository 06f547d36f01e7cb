"""The page that changes a status: possible statuses, a note, and the reason of a refusal."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from unfold.decorators import action
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from .seen import digest_of
from .transitions import InvalidTransition


class MoveForm(forms.Form):
    status = forms.ChoiceField(label="New status", widget=UnfoldAdminSelectWidget)
    note = forms.CharField(
        required=False,
        max_length=2000,
        widget=UnfoldAdminTextareaWidget,
        help_text="The reason, or a summary of the changes in this version.",
    )

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = choices


class MoveAdmin:
    """Add the page that changes a status to an admin.

    `move_states` has the choices, `move_steps` the states that may follow each state,
    `move_field` the name of the field, and `review_states` the states that need
    `review_permission`. `move_row` is the function that makes a move. A review is refused if the
    text changed after its page was opened.
    """

    move_form = MoveForm
    actions_detail = ("move",)

    def has_move_permission(self, request, object_id=None):
        return self.has_change_permission(request) or request.user.has_perm(self.review_permission)

    def moves_of(self, request, row):
        """Return the choices of the statuses that this person may set now."""
        allowed = self.move_steps[getattr(row, self.move_field)]
        may_review = request.user.has_perm(self.review_permission)
        may_write = request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")
        return [
            (state.value, state.label)
            for state in self.move_states
            if state in allowed
            and (may_review if state in self.review_states else may_write or may_review)
        ]

    @action(description="Change status", url_path="move", permissions=["move"])
    def move(self, request, object_id):
        row = self.row_of(request, object_id)
        if not self.has_move_permission(request):
            raise PermissionDenied
        form = self.move_form(request.POST or None, choices=self.moves_of(request, row))
        if request.method == "POST" and form.is_valid():
            try:
                event = self._moved(request, row, dict(form.cleaned_data))
            except InvalidTransition as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, f"{row}: {event}.")
                return HttpResponseRedirect(self.change_address(row))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Change status: {row}",
            "opts": self.opts,
            "original": row,
            "form": form,
            "now": dict(self.move_states.choices)[getattr(row, self.move_field)],
            "events": row.events.select_related("by").order_by("-at"),
            "back": self.change_address(row),
            "seen": digest_of(self.text_of(row)),
        }
        return render(request, "admin/move.html", context)

    @transaction.atomic
    def _moved(self, request, row, values):
        state = values.pop("status")
        # Locked before the comparison, so that nobody writes between it and the move.
        list(type(row)._base_manager.select_for_update().filter(pk=row.pk).values_list("pk"))
        row.refresh_from_db()
        seen = request.POST.get("seen")
        if state in self.review_states and seen and seen != digest_of(self.text_of(row)):
            raise InvalidTransition(
                "Another person changed the text after you opened this page. Nothing was changed. "
                "Read the new text, and press the button again."
            )
        return self.move_row(row, state, by=request.user, **values)

    def text_of(self, row):
        """Return the data on which a review decides: the columns of the row. Admins of rows with
        further parts override this."""
        return {field.name: field.value_to_string(row) for field in row._meta.concrete_fields}

    def change_address(self, row):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])
