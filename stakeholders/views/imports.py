"""Import a file of contacts: upload, choice of the sheet, columns, and unknown words."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.exports import csv_stream
from core.jobs import handing_over
from core.spreadsheets import MAX_BYTES

from ..access import IMPORTING, only_with
from ..choices import LawfulBasis
from ..imports import Changed, UploadError, new_batch, plan_of, read_file, replan
from ..imports.fields import FIELDS, IGNORED
from ..imports.jobs import begin
from ..imports.mapping import guess_mapping, remember
from ..imports.questions import DATE, LEFT_OUT, TITLES, Options, keep_answers
from ..imports.upload import drop_expired, problem_of_mapping, use_table
from ..models import ImportBatch, ImportJob, ImportKind, ImportMode, ImportState
from ..models.imports import MAX_ROWS_WITHOUT_WORKER
from ..tasks import work_on_import

EXAMPLES = 3


class UploadForm(forms.Form):
    file = forms.FileField(
        label="File",
        help_text="XLSX, CSV or vCard, as Outlook, Google, LinkedIn, Excel or a mail tool writes "
        "it: up to 5 MB and 10,000 rows.",
    )
    kind = forms.ChoiceField(label="Kind of list", choices=ImportKind.choices, required=False)
    mode = forms.ChoiceField(
        label="Action",
        choices=ImportMode.choices,
        required=False,
        help_text="You see each row before anything is written. A No in the file is always "
        "recorded.",
    )
    source = forms.CharField(
        max_length=200,
        required=False,
        help_text="The source of these data, for new contacts (Art. 14). "
        "If empty, the name of the file.",
    )
    lawful_basis = forms.ChoiceField(
        choices=LawfulBasis.choices,
        initial=LawfulBasis.UNDECIDED,
        help_text="For new contacts. Consent is never taken from a file.",
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError("The file is larger than 5 MB. Split it.")
        return file


def batch_of(request, pk):
    """Return the file; raise Http404 if it waits and another person uploaded it."""
    batch = get_object_or_404(ImportBatch, pk=pk)
    if batch.state == ImportState.WAITING and batch.by_id != request.user.pk:
        raise Http404("This file was uploaded by another person, or is no longer kept.")
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
    batches = ImportBatch.objects.defer("data", "refused").exclude(
        state=ImportState.WAITING, by__isnull=False
    )
    mine = ImportBatch.objects.defer("data", "refused").filter(
        state=ImportState.WAITING, by=request.user
    )
    page = Paginator(batches, 20).get_page(request.GET.get("page"))
    context = {"form": form, "waiting": mine, "page": page, "page_address": "?page="}
    return render(request, "stakeholders/import.html", context, status=status)


def _keep(request, form):
    data = form["file"].read()
    table = read_file(data)
    kept = new_batch(
        by=request.user,
        by_name=request.user.get_username(),
        data=data,
        file_name=form["file"].name,
        source=form["source"],
        lawful_basis=form["lawful_basis"],
        kind=form["kind"] or ImportKind.CONTACTS,
        mode=form["mode"] or ImportMode.UPDATE,
        table=table,
    )
    if len(table.sheets) > 1:
        return redirect("stakeholders:import-sheet", kept.pk)
    return _go_on(request, kept, table)


def _go_on(request, batch, table):
    """Redirect to the next page with a question, or to the preview."""
    if problem_of_mapping(batch, table, batch.mapping):
        return redirect("stakeholders:import-columns", batch.pk)
    make_preview(request, batch, table)
    if any(question["kind"] != "category" for question in batch.questions):
        return redirect("stakeholders:import-values", batch.pk)
    return redirect(batch)


def make_preview(request, batch, table):
    """Make the preview now, or give a large file to a worker."""
    if len(table.rows) > MAX_ROWS_WITHOUT_WORKER:
        hand_over(request, batch, ImportJob.PREVIEW)
    else:
        try:
            replan(batch, plan_of(batch, table=table))
        except Changed as reason:
            messages.error(request, str(reason))


def hand_over(request, batch, job):
    with handing_over(request, "The file"):
        begin(batch, job, by=request.user)
        work_on_import.delay_on_commit(str(batch.pk))


@only_with(*IMPORTING)
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request, pk):
    """Ask which sheet of a workbook has the contacts."""
    batch = batch_of(request, pk)
    if batch.state != ImportState.WAITING or batch.job:
        return redirect(batch)
    data = bytes(batch.data)
    problem, status = "", 200
    if request.method == "POST":
        try:
            table = read_file(data, request.POST.get("sheet", ""))
        except UploadError as error:
            problem, status = str(error), 400
        else:
            use_table(batch, table)
            batch.rows.all().delete()
            batch.save()
            return _go_on(request, batch, table)
    table = read_file(data)
    context = {"batch": batch, "sheets": table.sheets, "problem": problem}
    return render(request, "stakeholders/import_sheet.html", context, status=status)


@only_with(*IMPORTING)
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request, pk):
    """Ask for the field of each column. The answer is remembered for files with the same
    headings."""
    batch = batch_of(request, pk)
    if batch.state != ImportState.WAITING or batch.job:
        return redirect(batch)
    table = read_file(bytes(batch.data), batch.sheet)
    status, problem = 200, ""
    if request.method == "POST":
        mapping = _mapping(request.POST, table.header)
        problem = problem_of_mapping(batch, table, mapping)
        if not problem:
            if batch.kind == ImportKind.CONTACTS:
                remember(table, mapping, batch.date_orders)
            batch.mapping = mapping
            batch.save(update_fields=["mapping"])
            return _go_on(request, batch, table)
        status = 400
    else:
        mapping = {**guess_mapping(table), **batch.mapping}
    rows = [_column(place, heading, table, mapping) for place, heading in enumerate(table.header)]
    rows.sort(key=lambda row: (row["field"] != "", row["field"] == LEFT_OUT))
    context = {"batch": batch, "rows": rows, "fields": FIELDS, "problem": problem}
    return render(request, "stakeholders/import_columns.html", context, status=status)


def _column(place, heading, table, mapping):
    """Return a column for the form, with its first values."""
    values = dict.fromkeys(cells[place][:60] for _, cells in table.rows[:200] if cells[place])
    field = mapping.get(heading, "")
    return {
        "heading": heading,
        "number": place,
        "field": LEFT_OUT if heading in mapping and field == IGNORED else field,
        "examples": list(values)[:EXAMPLES],
    }


def _mapping(data, header):
    mapping = {}
    for place, heading in enumerate(header):
        field = data.get(f"column-{place}", "")
        if field in FIELDS:
            mapping[heading] = field
        elif field == LEFT_OUT:
            mapping[heading] = IGNORED
    return mapping


@only_with(*IMPORTING)
@require_http_methods(["GET", "HEAD", "POST"])
def values(request, pk):
    """Ask for the meaning of each unknown word, once for all rows."""
    batch = batch_of(request, pk)
    if batch.state != ImportState.WAITING or batch.job or not batch.questions:
        return redirect(batch)
    options = Options()
    if request.method == "POST":
        answers = []
        for number, question in enumerate(batch.questions):
            value = request.POST.get(f"answer-{number}", "")
            if value == LEFT_OUT and question["kind"] != DATE:
                answers.append((question, ""))
            elif value and options.allows(question, value):
                answers.append((question, value))
        keep_answers(batch, answers)
        table = read_file(bytes(batch.data), batch.sheet)
        if batch.kind == ImportKind.CONTACTS:
            remember(table, batch.mapping, batch.date_orders)
        make_preview(request, batch, table)
        return redirect(batch)
    questions = []
    for number, question in enumerate(batch.questions):
        likely, every = options.of(question)
        questions.append(
            {
                "number": number,
                "title": TITLES[question["kind"]],
                "none_label": options.none_label(question["kind"]),
                "likely": likely,
                "options": every,
                **question,
            }
        )
    context = {"batch": batch, "questions": questions}
    return render(request, "stakeholders/import_values.html", context)


@only_with(*IMPORTING)
@require_safe
def template_file(request):
    """Send an empty file with headings that need no mapping."""
    names = ("name", "email", "phone", "position", "organisation", "kind", "city", "groups")
    more = ("countries", "languages", "expertise", "tags", "notes")
    header = [FIELDS[name].label for name in (*names, *more)]
    return HttpResponse(
        b"".join(csv_stream(header, [])),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="join4atmp-contacts.csv"'},
    )
