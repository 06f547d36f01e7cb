"""Imports of files with facilities: upload, preview with a choice per row, import and undo."""

from django import forms
from django.contrib import messages
from django.db import IntegrityError
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.lists import page_of
from core.spreadsheets import MAX_BYTES, UploadError
from stakeholders.access import numbers_in, only_with

from ..files import Changed, commit, undo
from ..files.upload import NotReadable, new_import
from ..models import FacilityImport
from ..models.imports import ImportState, RowChoice, RowOutcome

IMPORT = "capacities.import_facility"
POSSIBLE = {
    RowOutcome.NEW: (RowChoice.ADD, RowChoice.SKIP),
    RowOutcome.CHANGED: (RowChoice.UPDATE, RowChoice.SKIP),
    RowOutcome.CANDIDATE: (RowChoice.SKIP, RowChoice.UPDATE, RowChoice.ADD),
}


class UploadForm(forms.Form):
    file = forms.FileField(
        label="File",
        help_text="XLSX or CSV, up to 5 MB and 10,000 rows, with the headings of the format in "
        "row 1.",
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                "The file is larger than 5 MB. Split it into smaller files."
            )
        return file


@only_with(IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request):
    form, status = UploadForm(), 200
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                kept, _ = new_import(data=upload.read(), file_name=upload.name, by=request.user)
                return redirect(kept)
            except (UploadError, NotReadable) as error:
                form.add_error("file", str(error))
        status = 400
    files = FacilityImport.objects.defer("data", "journal").select_related("by")
    context = {"form": form, "page": page_of(request, files, size=20)}
    return render(request, "capacities/import.html", context, status=status)


def _file(request, pk):
    """Return the file, or raise Http404 if another person uploaded it and has not imported it."""
    file = get_object_or_404(FacilityImport.objects.defer("data", "journal"), pk=pk)
    if file.state == ImportState.WAITING and file.by_id != request.user.pk:
        raise Http404("Another person uploaded this file, or the file is discarded.")
    return file


@only_with(IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request, pk):
    """Show the change that each row makes and the choices. After the import, show its record."""
    file = _file(request, pk)
    show = request.GET.get("show", "")
    rows = file.rows.select_related("facility")
    rows = rows.filter(outcome=show) if show in RowOutcome.values else rows
    page = page_of(request, rows)
    is_open = file.state == ImportState.WAITING
    if request.method == "POST" and is_open:
        messages.success(request, f"{_choose(request.POST, file):,} choices changed.")
        return redirect(request.get_full_path())
    for row in page:
        possible = POSSIBLE.get(row.outcome, ()) if is_open else ()
        row.possible = [(each, RowChoice(each).label) for each in possible]
    counts = dict(file.rows.order_by().values_list("outcome").annotate(Count("pk")))
    chosen = dict(file.rows.order_by().values_list("choice").annotate(Count("pk")))
    context = {
        "file": file,
        "page": page,
        "page_address": f"?show={show}&page=" if show in RowOutcome.values else "?page=",
        "show": show,
        "outcomes": [(value, label, counts.get(value, 0)) for value, label in RowOutcome.choices],
        "total": sum(counts.values()),
        "chosen": chosen,
    }
    return render(request, "capacities/import_preview.html", context)


def _choose(data, file):
    """Save the choices of rows in the form. Returns the number of changed choices."""
    changed = []
    numbers = numbers_in(name[4:] for name in data if name.startswith("row-"))
    for row in file.rows.filter(number__in=numbers):
        choice = data[f"row-{row.number}"]
        if choice in POSSIBLE.get(row.outcome, ()) and choice != row.choice:
            row.choice = choice
            changed.append(row)
    file.rows.bulk_update(changed, ["choice"], batch_size=500)
    return len(changed)


@only_with(IMPORT)
@require_POST
def commit_file(request, pk):
    file = _file(request, pk)
    if file.state == ImportState.WAITING:
        _choose(request.POST, file)
    try:
        counts = commit(file, by=request.user)
    except Changed as problem:
        messages.error(request, str(problem))
    except IntegrityError:
        messages.error(
            request,
            "Nothing was written, because a facility was changed at the same time. Import the "
            "file again.",
        )
    else:
        messages.success(
            request,
            f"{counts['created']:,} facilities were added and {counts['changed']:,} changed. New "
            "facilities are drafts until a second person publishes them.",
        )
    return redirect(file)


@only_with(IMPORT)
@require_POST
def discard(request, pk):
    file = _file(request, pk)
    if file.state == ImportState.WAITING:
        file.delete()
        messages.success(request, "The file is deleted. Nothing was written.")
    return redirect("capacities:import")


@only_with(IMPORT)
@require_POST
def undo_file(request, pk):
    file = _file(request, pk)
    try:
        kept = undo(file, by=request.user)
    except Changed as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, " ".join(["The import is undone.", *kept[:5]]))
    return redirect(file)
