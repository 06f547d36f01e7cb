"""Bulk actions on the list of trials: for the selected rows, or for all rows of the filter.

Each opens a page that says how many trials it concerns, and acts after confirmation.
"""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.http import FileResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from unfold.widgets import UnfoldAdminSelectWidget

from core.transitions import InvalidTransition

from ..choices import Origin, ReviewOutcome
from ..curation.bulk_acts import (
    assign_in_bulk,
    decide_in_bulk,
    judge_in_bulk,
    move_in_bulk,
    tag_in_bulk,
)
from ..curation.moves import MOVES
from ..curation.seen import effective_values
from ..curation.table import FORMATS, export_content
from ..models import Trial
from ..models.facts import FACTS, fact_label, value_label
from .curation.forms import AssignForm, EvidenceForm, TagForm, note_field, reason_field, value_field

REFUSED_SHOWN = 10


def choose(label, options, **more):
    return forms.ChoiceField(
        label=label,
        choices=[("", "– choose –"), *options],
        widget=UnfoldAdminSelectWidget,
        **more,
    )


class DecideForm(EvidenceForm):
    fact = choose("Fact", [(fact, fact_label(Trial, fact)) for fact in FACTS])
    opened_at = forms.CharField(
        widget=forms.HiddenInput, required=False, initial=lambda: timezone.now().isoformat()
    )
    field_order = ("fact", *(f"value_{fact}" for fact in FACTS))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for fact in FACTS:
            label = f"Value, if the fact is {fact_label(Trial, fact).lower()}"
            self.fields[f"value_{fact}"] = value_field(fact, label=label)
        self.order_fields(self.field_order)

    def clean_opened_at(self):
        """Return the time at which the page was opened, None if the text is not one."""
        try:
            opened = parse_datetime(self.cleaned_data["opened_at"])
        except ValueError:
            return None
        return opened if opened and timezone.is_aware(opened) else None

    def act(self, trials, by):
        data = self.cleaned_data
        fact, value = data["fact"], data[f"value_{data['fact']}"]
        words = value_label(Trial, fact, value) or "as the registers say"
        return decide_in_bulk(
            trials,
            fact,
            value,
            by=by,
            text=f"{fact_label(Trial, fact)}: {words}",
            opened_at=data["opened_at"],
            evidence=self.evidence(),
            reason=data["reason"],
            origin=Origin.BULK,
        )


class MoveAllForm(forms.Form):
    move = choose("Move", [(move.name, move.label) for move in MOVES.values()])
    exclusion_reason = reason_field()
    note = note_field()

    def act(self, trials, by):
        data = self.cleaned_data
        return move_in_bulk(
            trials,
            data["move"],
            by=by,
            text=MOVES[data["move"]].label,
            note=data["note"],
            exclusion_reason=data["exclusion_reason"],
        )


class JudgeForm(forms.Form):
    outcome = choose("Verdict", ReviewOutcome.choices)
    exclusion_reason = reason_field()
    note = note_field()

    def act(self, trials, by):
        data = self.cleaned_data
        return judge_in_bulk(
            trials,
            data["outcome"],
            by=by,
            text=f"Review: {ReviewOutcome(data['outcome']).label.lower()}",
            note=data["note"],
            exclusion_reason=data["exclusion_reason"],
        )


class AssignAllForm(AssignForm):
    def act(self, trials, by):
        person = self.cleaned_data["person"]
        return assign_in_bulk(trials, person, by=by, text=f"Assigned to {person or 'nobody'}")


class TagAllForm(TagForm):
    remove = forms.BooleanField(label="Remove the tag instead", required=False)

    def act(self, trials, by):
        data = self.cleaned_data
        text = f"Tag “{data['tag']}” {'removed' if data['remove'] else 'added'}"
        return tag_in_bulk(trials, data["tag"], by=by, text=text, remove=data["remove"])


class BulkAdmin:
    """`actions` of the list of trials."""

    actions = (
        "decide_all",
        "assign_all",
        "tag_all",
        "move_all",
        "judge_all",
        "export_csv",
        "export_xlsx",
    )
    # A verdict in bulk is compared with the values that the reviewer read; tags are only added.
    compared_actions = ("decide_all", "assign_all", "move_all")

    def seen_in_list(self, trial):
        """Leave out what a run of a register changes and no curator decides."""
        state = {name: getattr(trial, name) for name in ("curation", "proposal", "assigned_to_id")}
        return effective_values(trial) | state

    @admin.action(description="Decide a fact", permissions=["curate"])
    def decide_all(self, request, trials):
        return self._bulk_page(request, trials, DecideForm)

    @admin.action(description="Assign", permissions=["curate"])
    def assign_all(self, request, trials):
        return self._bulk_page(request, trials, AssignAllForm)

    @admin.action(description="Tag", permissions=["curate"])
    def tag_all(self, request, trials):
        return self._bulk_page(request, trials, TagAllForm)

    @admin.action(description="Change state", permissions=["curate"])
    def move_all(self, request, trials):
        return self._bulk_page(request, trials, MoveAllForm)

    @admin.action(description="Review", permissions=["review"])
    def judge_all(self, request, trials):
        return self._bulk_page(request, trials, JudgeForm)

    @admin.action(description="Export curated values (CSV)", permissions=["view"])
    def export_csv(self, request, trials):
        return export("csv", trials)

    @admin.action(description="Export curated values (XLSX)", permissions=["view"])
    def export_xlsx(self, request, trials):
        return export("xlsx", trials)

    def _bulk_page(self, request, trials, form_class):
        """Ask for confirmation on a page, then change the trials. Return the page, or None for the
        list."""
        name = request.POST["action"]
        count = trials.count()
        is_confirmed = "apply" in request.POST
        form = form_class(request.POST if is_confirmed else None)
        if is_confirmed and request.POST.get("expected") != str(count):
            messages.warning(
                request,
                f"The selection has changed and now has {count:,} trials. Nothing was changed. "
                "Check the number and confirm again.",
            )
        elif is_confirmed and form.is_valid():
            try:
                say(request, form.act(trials, request.user), count)
            except (InvalidTransition, ValidationError) as refused:
                form.add_error(
                    None, refused if isinstance(refused, ValidationError) else str(refused)
                )
            else:
                return None
        context = {
            **self.admin_site.each_context(request),
            "title": f"{self.get_action(name)[2]}: {count:,} trials",
            "opts": self.opts,
            "form": form,
            "count": count,
            "action": name,
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "checkbox": ACTION_CHECKBOX_NAME,
            "seen": self.seen_of_selected(request),
            "across": request.POST.get("select_across", "0"),
            "address": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/trials/curation/bulk.html", context)


def say(request, done, count):
    """Show one sentence per kind of result of the bulk action, and where it can be undone."""
    address = reverse("admin:trials_trial_bulk")
    undo = format_html('<a href="{}">Bulk actions</a> has the undo.', address)
    messages.info(request, undo)
    if isinstance(done, int):
        messages.success(
            request, f"{done:,} of {count:,} trials changed; the others already had this value."
        )
        return
    said = f"{done.changed:,} of {count:,} trials changed"
    if done.unchanged:
        said += f", {done.unchanged:,} already had this value"
    messages.success(request, f"{said}.")
    for reason, numbers in list(done.refused.items())[:REFUSED_SHOWN]:
        shown = ", ".join(numbers[:REFUSED_SHOWN])
        more = f" and {len(numbers) - REFUSED_SHOWN:,} more" if len(numbers) > REFUSED_SHOWN else ""
        messages.warning(request, f"{len(numbers):,} not changed. {reason} ({shown}{more})")


def export(format, trials):
    name = f"curation-{timezone.now():%Y-%m-%d}.{format}"
    content = export_content(format, trials)
    if format == "xlsx":
        return FileResponse(content, as_attachment=True, filename=name)
    return StreamingHttpResponse(
        content,
        content_type=FORMATS[format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
