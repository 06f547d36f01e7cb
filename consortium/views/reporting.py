"""The start page of reports to the funder, and the import of deliverables and milestones."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ..deliverables_file import KINDS, FileRefused, import_due
from ..models import Activity, Deliverable, Milestone, Pack, ReportingPeriod, Risk

MAX_UPLOAD_BYTES = 2_000_000
MAX_PROBLEMS_SHOWN = 20
PACKS_SHOWN = 20


class DueFileForm(forms.Form):
    kind = forms.ChoiceField(
        choices=[("deliverables", "Deliverables"), ("milestones", "Milestones")]
    )
    file = forms.FileField(
        label="CSV file",
        help_text="Columns: number, title, WP, lead, kind, level, due month; for milestones means "
        "of verification in the place of kind and level.",
    )


@require_safe
@permission_required("consortium.make_pack", raise_exception=True)
def reporting(request):
    today = timezone.localdate()
    deliverables = list(Deliverable.objects.select_related("work_package"))
    milestones = list(Milestone.objects.select_related("work_package"))
    for row in (*deliverables, *milestones):
        row.late = row.days_late(today)
    context = {
        "periods": ReportingPeriod.objects.all(),
        "packs": Pack.objects.defer("content").select_related("asked_by")[:PACKS_SHOWN],
        "deliverables": deliverables,
        "milestones": milestones,
        "risks": Risk.objects.prefetch_related("states_of_play__period"),
        "activities": Activity.objects.order_by("-happened_on", "-pk")[:PACKS_SHOWN],
        "today": today,
    }
    return render(request, "consortium/reporting.html", context)


@require_http_methods(["GET", "POST"])
@permission_required("consortium.make_pack", raise_exception=True)
def import_list(request):
    form = DueFileForm(request.POST or None, request.FILES or None)
    problems = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > MAX_UPLOAD_BYTES:
            form.add_error("file", "The file has more than 2 MB. Split it.")
        else:
            try:
                counts = import_due(KINDS[form.cleaned_data["kind"]], file.read())
            except FileRefused as refused:
                problems = refused.problems
            else:
                messages.success(
                    request,
                    f"{counts.created} added, {counts.changed} changed, "
                    f"{counts.unchanged} unchanged.",
                )
                return redirect("consortium:reporting")
    context = {
        "form": form,
        "problems": problems[:MAX_PROBLEMS_SHOWN],
        "more": max(len(problems) - MAX_PROBLEMS_SHOWN, 0),
    }
    return render(request, "consortium/reporting_import.html", context)
