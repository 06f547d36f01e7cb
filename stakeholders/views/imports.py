"""Files of contacts in: upload, columns, preview with a choice for each row, commit, undo."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.exports import csv_stream
from core.jobs import handing_over
from core.spreadsheets import MAX_BYTES
from core.text import name_key

from ..access import IMPORTING, numbers_in, only_with
from ..choices import LawfulBasis
from ..imports import (
    Changed,
    UploadError,
    commit,
    make_plan,
    new_batch,
    read_table,
    replan,
    undo,
)
from ..imports.columns import FIELDS, IGNORED, guess_mapping, mapping_problem
from ..imports.jobs import Busy, begin, progress_of
from ..imports.upload import drop_expired
from ..models import ImportBatch, ImportHeading, ImportJob, ImportState, Outcome
from ..models.imports import MOST_AT_ONCE
from ..tasks import work_on_import

PAGE_SIZE = 50
LEAVE_OUT = "-"


class UploadForm(forms.Form):
    file = forms.FileField(
        label="File",
        help_text="XLSX or CSV, up to 5 MB and 10,000 rows, with headings in row 1.",
    )
    source = forms.CharField(
        max_length=200,
        required=False,
        help_text="Where these data come from, for contacts that are new (Art. 14). "
        "Left empty, the name of the file.",
    )
    lawful_basis = forms.ChoiceField(
        choices=LawfulBasis.choices,
        initial=LawfulBasis.UNDECIDED,
        help_text="For contacts that are new. Consent itself is never taken from a file.",
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError("The file is larger than 5 MB.")
        return file


def _waiting(request, pk):
    """A file that waits is its uploader's alone."""
    batch = get_object_or_404(ImportBatch, pk=pk)
    if batch.state == ImportState.WAITING and batch.by_id != request.user.pk:
        raise Http404("This file was uploaded by somebody else, or is gone.")
    return batch


@only_with(*IMPORTING)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request):
    drop_expired()
    form, status = UploadForm(), 200
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                return _keep(request, form.cleaned_data)
            except UploadError as error:
                form.add_error("file", str(error))
        status = 400
    batches = ImportBatch.objects.defer("data").exclude(state=ImportState.WAITING, by__isnull=False)
    mine = ImportBatch.objects.defer("data").filter(state=ImportState.WAITING, by=request.user)
    page = Paginator(batches, 20).get_page(request.GET.get("page"))
    context = {"form": form, "waiting": mine, "page": page, "page_address": "?page="}
    return render(request, "stakeholders/import.html", context, status=status)


def _keep(request, form):
    data = form["file"].read()
    table = read_table(data)
    kept = new_batch(
        by=request.user,
        by_name=request.user.get_username(),
        data=data,
        file_name=form["file"].name,
        source=form["source"],
        lawful_basis=form["lawful_basis"],
        table=table,
    )
    if mapping_problem(table.header, kept.mapping):
        return redirect("stakeholders:import-columns", kept.pk)
    _plan(request, kept, table)
    return redirect(kept)


def _plan(request, batch, table):
    """The preview: at once, or by a worker for a large file."""
    if len(table.rows) > MOST_AT_ONCE:
        _hand_over(request, batch, ImportJob.PREVIEW)
    else:
        replan(batch, make_plan(table, batch.mapping))


def _hand_over(request, batch, job):
    with handing_over(request, "The file"):
        begin(batch, job, by=request.user)
        work_on_import.delay_on_commit(str(batch.pk))


@only_with(*IMPORTING)
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request, pk):
    """What each column holds. The answer is remembered for the heading."""
    batch = _waiting(request, pk)
    if batch.state != ImportState.WAITING or batch.job:
        return redirect(batch)
    table = read_table(bytes(batch.data))
    status, problem = 200, ""
    if request.method == "POST":
        mapping = _mapping(request.POST, table.header)
        problem = mapping_problem(table.header, mapping)
        if not problem:
            for heading, field in mapping.items():
                ImportHeading.objects.update_or_create(
                    key=name_key(heading)[:200], defaults={"field": field}
                )
            batch.mapping = mapping
            batch.save(update_fields=["mapping"])
            _plan(request, batch, table)
            return redirect(batch)
        status = 400
    else:
        mapping = {**guess_mapping(table.header), **batch.mapping}
    examples = [cells for _, cells in table.rows[:3]]
    rows = [
        {
            "heading": heading,
            "number": place,
            "field": LEAVE_OUT if mapping.get(heading) == IGNORED else mapping.get(heading, ""),
            "examples": [cells[place][:60] for cells in examples if cells[place]],
        }
        for place, heading in enumerate(table.header)
    ]
    context = {"batch": batch, "rows": rows, "fields": FIELDS, "problem": problem}
    return render(request, "stakeholders/import_columns.html", context, status=status)


def _mapping(data, header):
    mapping = {}
    for place, heading in enumerate(header):
        field = data.get(f"column-{place}", "")
        if field in FIELDS:
            mapping[heading] = field
        elif field == LEAVE_OUT:
            mapping[heading] = IGNORED
    return mapping


@only_with(*IMPORTING)
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request, pk):
    """The preview: what each row would do, and the choice for it. After the import, its record."""
    found = _waiting(request, pk)
    if request.htmx and request.GET.get("shown", found.job) != found.job:
        return HttpResponse(headers={"HX-Refresh": "true"})
    if found.job:
        return _being_worked_on(request, found)
    if found.state != ImportState.WAITING:
        return render(request, "stakeholders/import_done.html", {"batch": found})
    show = request.GET.get("show", "")
    rows = found.rows.filter(outcome=show) if show in Outcome.values else found.rows.all()
    page = Paginator(rows.select_related("contact__organisation"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    if request.method == "POST":
        messages.success(request, f"{_choose(request.POST, found, rows):,} choices changed.")
        return redirect(request.get_full_path())
    chosen = dict(found.rows.order_by().values_list("choice").annotate(Count("pk")))
    context = {
        "batch": found,
        "page": page,
        "page_address": f"?show={show}&page=" if show in Outcome.values else "?page=",
        "show": show,
        "outcomes": [
            (value, label, found.counts.get(value, 0)) for value, label in Outcome.choices
        ],
        "total": sum(found.counts.values()),
        "adds": chosen.get("add", 0),
        "updates": chosen.get("update", 0),
        "skips": chosen.get("skip", 0),
        "undecided": found.rows.filter(outcome=Outcome.DUPLICATE, choice="skip").count(),
        "bulk": _choices_for_all(show),
    }
    return render(request, "stakeholders/import_preview.html", context)


def _being_worked_on(request, batch):
    """The page asks for itself every two seconds until the job is done."""
    done, total = progress_of(batch)
    context = {"batch": batch, "done": done, "total": total}
    return render(request, "stakeholders/import_working.html", context)


def _choices_for_all(show):
    return {
        Outcome.NEW: [("add", "Add all"), ("skip", "Leave all out")],
        Outcome.CHANGED: [("update", "Update all"), ("skip", "Leave all out")],
        Outcome.DUPLICATE: [
            ("update", "Update all"),
            ("add", "Add all as new"),
            ("skip", "Leave all out"),
        ],
    }.get(show, [])


def _choose(data, batch, rows_of_kind=None):
    """A choice for all rows of a kind, or one for each row that the form names."""
    for_all = data.get("all", "")
    numbers = numbers_in(name[4:] for name in data if name.startswith("row-"))
    rows = rows_of_kind if for_all else batch.rows.filter(number__in=numbers[:PAGE_SIZE])
    changed = []
    for row in rows:
        choice = for_all or data.get(f"row-{row.number}")
        if choice in row.choices.split() and choice != row.choice:
            row.choice = choice
            changed.append(row)
    batch.rows.bulk_update(changed, ["choice"], batch_size=500)
    return len(changed)


@only_with(*IMPORTING)
@require_POST
def commit_batch(request, pk):
    """What stands in the form counts, whether or not it was saved before."""
    waiting = _waiting(request, pk)
    if waiting.state == ImportState.WAITING and not waiting.job:
        _choose(request.POST, waiting, ())
    try:
        if waiting.is_large and waiting.state == ImportState.WAITING:
            _hand_over(request, waiting, ImportJob.COMMIT)
        else:
            counts = commit(waiting, by=request.user).counts
            messages.success(
                request, f"{counts['created']:,} contacts added, {counts['changed']:,} changed."
            )
    except (Changed, Busy) as problem:
        messages.error(request, str(problem))
    except IntegrityError:
        messages.error(
            request,
            "Nothing was written: somebody changed the register at the same moment. Try again.",
        )
    return redirect(waiting)


@only_with(*IMPORTING)
@require_POST
def undo_batch(request, pk):
    done = _waiting(request, pk)
    try:
        if done.is_large and done.state == ImportState.COMMITTED:
            _hand_over(request, done, ImportJob.UNDO)
        else:
            note = undo(done, by=request.user).undo_note
            messages.success(request, f"The import is undone. {note}")
    except (Changed, Busy) as problem:
        messages.error(request, str(problem))
    return redirect(done)


@only_with(*IMPORTING)
@require_POST
def discard_batch(request, pk):
    """A file that waits goes without a trace; one that a worker has in hand stays."""
    waiting = _waiting(request, pk)
    if waiting.job_until:
        messages.error(request, "This file is being worked on. Wait until that is done.")
        return redirect(waiting)
    if waiting.state == ImportState.WAITING:
        waiting.delete()
        messages.success(request, "The file is discarded; nothing was written.")
    return redirect("stakeholders:import")


@only_with(*IMPORTING)
@require_safe
def template_file(request):
    """An empty file with the headings that need no mapping."""
    names = ("name", "email", "phone", "position", "organisation", "kind", "city", "groups")
    more = ("countries", "languages", "expertise", "tags", "notes")
    header = [FIELDS[name].label for name in (*names, *more)]
    return HttpResponse(
        b"".join(csv_stream(header, [])),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="join4atmp-contacts.csv"'},
    )
