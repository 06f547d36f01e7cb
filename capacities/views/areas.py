"""Demand areas: their list, the import of a file with its preview, and the export."""

import json
from datetime import date

from django.contrib import messages
from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.exports import csv_stream
from core.lists import page_of
from core.spreadsheets import UploadError
from stakeholders.access import only_with

from ..areas_file import COLUMNS, AreaRow, plan_of, values_of, write
from ..files.upload import NotReadable
from ..models import DemandArea
from ..models.imports import RowOutcome
from .imports import UploadForm

CHANGE = "capacities.change_demandarea"
SALT = "capacities.areas"
MAX_AGE_SECONDS = 24 * 60 * 60


class AreasForm(UploadForm):
    """A file with the columns of the export."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = f"XLSX or CSV with the headings {', '.join(COLUMNS)}."


@only_with(CHANGE, "capacities.add_demandarea")
@require_http_methods(["GET", "HEAD", "POST"])
def area_list(request):
    if request.GET.get("format") == "csv":
        return _export()
    if "plan" in request.POST:
        return _import(request)
    form, plan, status = AreasForm(), None, 200
    if request.method == "POST":
        form = AreasForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                plan = plan_of(form.cleaned_data["file"].read())
            except (UploadError, NotReadable) as error:
                form.add_error("file", str(error))
        status = 200 if plan is not None else 400
    context = {"form": form, "page": page_of(request, DemandArea.objects.all(), size=50)}
    if plan is not None:
        kept = [row for row in plan if row.outcome in (RowOutcome.NEW, RowOutcome.CHANGED)]
        context |= {
            "plan": plan,
            "kept": len(kept),
            "refused": sum(row.outcome == RowOutcome.REFUSED for row in plan),
            "signed": _signed(kept),
        }
    return render(request, "capacities/areas.html", context, status=status)


def _signed(rows):
    """Return the rows of a preview as a signed text, so that exactly these are imported."""
    plain = [[row.number, row.values, row.changes, row.outcome] for row in rows]
    return signing.dumps(json.dumps(plain, cls=DjangoJSONEncoder), salt=SALT, compress=True)


def _import(request):
    try:
        text = signing.loads(request.POST["plan"], salt=SALT, max_age=MAX_AGE_SECONDS)
    except signing.BadSignature:
        messages.error(request, "The preview is older than a day or damaged. Upload it again.")
        return redirect("capacities:areas")
    done = write(restored(json.loads(text)))
    text = f"{done['created']} areas are new, {done['changed']} are changed."
    if done["left"]:
        text += (
            f" {done['left']} were changed since the preview and are left out: upload them again."
        )
    messages.success(request, text)
    return redirect("capacities:areas")


def restored(rows):
    """Return the AreaRows of a preview, with days as dates."""
    found = []
    for number, values, changes, outcome in rows:
        row = AreaRow(number, values, outcome)
        row.changes = [[name, *(_day(name, each) for each in pair)] for name, *pair in changes]
        found.append(row)
    return found


def _day(name, value):
    return date.fromisoformat(value) if name == "source_date" and value else value


def _export():
    rows = (
        ["" if value is None else value for value in values_of(area).values()]
        for area in DemandArea.objects.order_by("code").iterator()
    )
    return StreamingHttpResponse(
        csv_stream(COLUMNS, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="join4atmp-areas.csv"'},
    )
