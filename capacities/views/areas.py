"""Demand areas: their list, the import of a file with its preview, and the export."""

import json
from datetime import date

from django.contrib import messages
from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.exports import csv_stream
from core.lists import page_of
from core.sent_forms import sent_once
from core.spreadsheets import UploadError
from stakeholders.access import only_with

from ..areas_file import COLUMNS, AreaRow, plan_of, undo, values_of, write
from ..files import Changed
from ..files.upload import NotReadable
from ..models import AreaImport, DemandArea
from ..models.imports import RowOutcome
from .imports import UploadForm

CHANGE = "capacities.change_demandarea"
SALT = "capacities.areas"
MAX_AGE_SECONDS = 24 * 60 * 60
IMPORTS_SHOWN = 20


class AreasForm(UploadForm):
    """A file with the columns of the export."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = f"XLSX or CSV with the headings {', '.join(COLUMNS)}."


@only_with(CHANGE, "capacities.add_demandarea")
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once("plan")
def area_list(request):
    if request.GET.get("format") == "csv":
        return _export()
    if "plan" in request.POST:
        return _import(request)
    form, plan, status, file_name = AreasForm(), None, 200, ""
    if request.method == "POST":
        form = AreasForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                file_name = form.cleaned_data["file"].name
                plan = plan_of(form.cleaned_data["file"].read())
            except (UploadError, NotReadable) as error:
                form.add_error("file", str(error))
        status = 200 if plan is not None else 400
    imports = AreaImport.objects.defer("journal").select_related("imported_by", "undone_by")
    context = {
        "form": form,
        "page": page_of(request, DemandArea.objects.all(), size=50),
        "imports": imports[:IMPORTS_SHOWN],
    }
    if plan is not None:
        kept = [row for row in plan if row.outcome in (RowOutcome.NEW, RowOutcome.CHANGED)]
        context |= {
            "plan": plan,
            "kept": len(kept),
            "refused": sum(row.outcome == RowOutcome.REFUSED for row in plan),
            "signed": _signed(file_name, kept),
        }
    return render(request, "capacities/areas.html", context, status=status)


def _signed(file_name, rows):
    """Return the rows of a preview as a signed text, so that exactly these are imported."""
    plain = [[row.number, row.values, row.changes, row.outcome] for row in rows]
    text = json.dumps([file_name, plain], cls=DjangoJSONEncoder)
    return signing.dumps(text, salt=SALT, compress=True)


def _import(request):
    try:
        text = signing.loads(request.POST["plan"], salt=SALT, max_age=MAX_AGE_SECONDS)
    except signing.BadSignature:
        messages.error(request, "The preview is older than a day or damaged. Upload it again.")
        return redirect("capacities:areas")
    file_name, rows = json.loads(text)
    done = write(restored(rows), file_name=file_name, by=request.user)
    text = f"{done['created']} areas are new, {done['changed']} are changed."
    if done["left"]:
        text += (
            f" {done['left']} were changed since the preview and are left out: upload them again."
        )
    messages.success(request, text)
    return redirect("capacities:areas")


@only_with(CHANGE, "capacities.add_demandarea")
@require_POST
def undo_import(request, pk):
    done = get_object_or_404(AreaImport.objects.defer("journal"), pk=pk)
    try:
        kept = undo(done, by=request.user)
    except Changed as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, " ".join(["The import is undone.", *kept[:5]]))
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
