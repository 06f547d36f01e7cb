"""Pages of the import of a questionnaire: upload, preview, import and undo."""

import io
import uuid
from datetime import timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from stakeholders.access import only_with

from ..forms import UploadForm
from ..imports import Files, NotUndoable, Options, import_survey, undo
from ..models import DataImport, UploadedSurvey
from ..redcap import RedcapError
from .posting import posted_with

IMPORTS = "surveys.import_project"
KEPT_FOR = timedelta(hours=24)
MAX_SHOWN_PROBLEMS = 100
MAX_SHOWN_CHANGES = 50
IMPORTS_SHOWN = 20


@only_with(IMPORTS)
def upload(request):
    UploadedSurvey.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        waiting = _kept(form.cleaned_data, request.user)
        return redirect("surveys:preview", pk=waiting.pk)
    context = {
        "form": form,
        "imports": DataImport.objects.select_related("project", "by")[:IMPORTS_SHOWN],
    }
    return render(request, "surveys/import.html", context)


def _kept(data, owner):
    parts = {}
    for name in ("dictionary", "records", "participants"):
        file = data.get(name)
        parts[name] = file.read() if file else b""
        parts[f"{name}_name"] = file.name[:200] if file else ""
    return UploadedSurvey.objects.create(
        id=uuid.uuid4(),
        owner=owner,
        project=data["project"],
        options={name: data[name] for name in ("is_anonymous", "keeps_personal", "takes_short")},
        **parts,
    )


def _files_of(waiting):
    def stream(data):
        return io.BytesIO(bytes(data)) if data else None

    return Files(
        stream(waiting.dictionary) or io.BytesIO(b""),
        waiting.dictionary_name,
        stream(waiting.records),
        waiting.records_name,
        stream(waiting.participants),
        waiting.participants_name,
    )


def _options_of(waiting):
    wishes = waiting.options
    return Options(
        project=waiting.project,
        is_anonymous=True if wishes.get("is_anonymous") else None,
        keeps_personal=True if wishes.get("keeps_personal") else None,
        takes_short=wishes.get("takes_short", False),
    )


@only_with(IMPORTS)
def preview(request, pk):
    """Show the changes that the files would make; make them on POST. Only the owner of the files
    can open the page."""
    waiting = UploadedSurvey.objects.filter(pk=pk, owner=request.user).first()
    if waiting is None:
        raise Http404("These files are imported or deleted, or belong to another person.")
    is_wanted = request.method == "POST"
    context = {"waiting": waiting}
    try:
        report = import_survey(
            _files_of(waiting),
            by=request.user,
            options=_options_of(waiting),
            dry_run=not is_wanted,
        )
    except RedcapError as error:
        if is_wanted:
            messages.error(request, f"Nothing was imported. {error}")
        context["refused"] = error.problems[:MAX_SHOWN_PROBLEMS]
        return render(request, "surveys/import_preview.html", context, status=200)
    if is_wanted:
        waiting.delete()
        messages.success(
            request,
            f"The files were imported: {report.fields:,} fields, {report.created:,} new rows, "
            f"{report.changed:,} changed, {report.unchanged:,} unchanged, {report.failed:,} left "
            "out.",
        )
        return redirect("surveys:import")
    context |= {
        "report": report,
        "refusals": report.refusals[:MAX_SHOWN_PROBLEMS],
        "remarks": report.remarks[:MAX_SHOWN_PROBLEMS],
        "changes": report.changes[:MAX_SHOWN_CHANGES],
        "refusing_codes": _fields_by_code(report.missing_codes),
        "more_changes": max(len(report.changes) - MAX_SHOWN_CHANGES, 0),
        "more_remarks": max(len(report.remarks) - MAX_SHOWN_PROBLEMS, 0),
    }
    return render(request, "surveys/import_preview.html", context)


def _fields_by_code(missing_codes):
    """Return (code, names of the fields in which it means a refusal)."""
    found = {}
    for name, codes in missing_codes.items():
        for code in codes.split():
            found.setdefault(code, []).append(name)
    return sorted(found.items())


@posted_with(IMPORTS)
def undo_import(request, pk):
    done = get_object_or_404(DataImport, pk=pk)
    try:
        undo(done, by=request.user)
    except NotUndoable as problem:
        messages.error(request, f"The import cannot be undone. {problem}")
    else:
        messages.success(request, "The import is undone.")
    return redirect("surveys:import")
