"""One file of contacts: preview with a choice for each row, import, refused rows, undo."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.exports import FORMATS, csv_stream, xlsx_file

from ..access import IMPORTING, numbers_in, only_with
from ..imports import Changed, commit, undo, undo_plan
from ..imports.jobs import BUSY, Busy, progress_of
from ..imports.undo import CAN_BE_UNDONE
from ..imports.upload import locked_while_waiting
from ..models import Choice, ImportJob, ImportState, Outcome
from .imports import batch_of, hand_over

PAGE_SIZE = 50


@only_with(*IMPORTING)
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request, pk):
    """Show the preview with the outcome and choice of each row; after the import, its record."""
    found = batch_of(request, pk)
    if request.htmx and request.GET.get("shown", found.job) != found.job:
        return HttpResponse(headers={"HX-Refresh": "true"})
    if found.job:
        return _being_worked_on(request, found)
    if found.state != ImportState.WAITING:
        context = {"batch": found, "can_be_undone": found.state in CAN_BE_UNDONE}
        return render(request, "stakeholders/import_done.html", context)
    if not found.counts and not found.job_problem:
        return redirect("stakeholders:import-columns", found.pk)
    show = request.GET.get("show", "")
    rows = found.rows.filter(outcome=show) if show in Outcome.values else found.rows.all()
    page = Paginator(rows.select_related("contact__organisation"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    if request.method == "POST":
        try:
            messages.success(request, f"{_choose(request.POST, found, rows):,} choices changed.")
        except Changed as reason:
            messages.error(request, str(reason))
        return redirect(request.get_full_path())
    chosen = dict(found.rows.order_by().values_list("choice").annotate(Count("pk")))
    waiting = found.rows.filter(outcome__in=(Outcome.DUPLICATE, Outcome.ASKED), choice="skip")
    context = {
        "batch": found,
        "page": page,
        "page_address": f"?show={show}&page=" if show in Outcome.values else "?page=",
        "show": show,
        "outcomes": [
            (value, label, found.counts.get(value, 0)) for value, label in Outcome.choices
        ],
        "total": sum(found.counts.values()),
        "adds": chosen.get(Choice.ADD, 0),
        "updates": sum(
            chosen.get(each, 0) for each in (Choice.UPDATE, Choice.FILL, Choice.REFUSAL)
        ),
        "skips": chosen.get(Choice.SKIP, 0),
        "undecided": waiting.count(),
        "questions": sum(question["kind"] != "category" for question in found.questions),
        "categories": sum(question["kind"] == "category" for question in found.questions),
        "bulk": _choices_for_all(show),
    }
    return render(request, "stakeholders/import_preview.html", context)


def _being_worked_on(request, batch):
    """Show the progress of a job. The page reloads itself every two seconds until the job
    is done."""
    done, total = progress_of(batch)
    context = {"batch": batch, "done": done, "total": total}
    return render(request, "stakeholders/import_working.html", context)


def _choices_for_all(show):
    """Return the buttons for all rows of a kind.

    Rows of people who confirmed their data are another kind, so that no button overwrites them all.
    """
    return {
        Outcome.NEW: [("add", "Add all"), ("skip", "Leave all out")],
        Outcome.CHANGED: [
            ("update", "Update all"),
            ("fill", "Fill empty fields of all"),
            ("skip", "Leave all out"),
        ],
        Outcome.DUPLICATE: [
            ("update", "Update all"),
            ("add", "Add all as new"),
            ("skip", "Leave all out"),
        ],
        Outcome.ASKED: [
            ("add", "Add all new ones"),
            ("fill", "Fill empty fields of all"),
            ("skip", "Leave all out"),
        ],
    }.get(show, [])


@transaction.atomic
def _choose(data, batch, rows_of_kind=None):
    """Save one choice for all rows of a kind, or one per row that the form names; return the
    number. Raise Changed."""
    locked_while_waiting(batch)
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
    """Import the file with the choices of the form, saved before or not."""
    waiting = batch_of(request, pk)
    try:
        if waiting.job:
            raise Busy(BUSY)
        if waiting.state == ImportState.WAITING:
            _choose(request.POST, waiting, ())
        if waiting.is_large and waiting.state == ImportState.WAITING:
            hand_over(request, waiting, ImportJob.COMMIT)
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
            "Nothing was written: another person changed the register at the same moment. "
            "Try again.",
        )
    return redirect(waiting)


@only_with(*IMPORTING)
@require_safe
def refused_file(request, pk):
    """Send the refused rows as they were uploaded, with the reason in a column.

    This is not an export of the register: the rows were uploaded by this person, or imported today
    by a colleague.
    """
    found = batch_of(request, pk)
    if not found.refused:
        raise Http404("No row of this file was refused, or the rows are no longer kept.")
    format = request.GET.get("format", "xlsx")
    if format not in ("csv", "xlsx"):
        raise Http404("Refused rows are available as csv and xlsx.")
    header, rows = found.refused["header"], found.refused["rows"]
    name = f"join4atmp-refused-{found.pk}.{format}"
    if format == "xlsx":
        about = {
            "Refused rows of": found.file_name,
            "What to do": "Correct them and import this file.",
        }
        content = xlsx_file(about, "Refused", header, rows)
        return FileResponse(content, as_attachment=True, filename=name)
    return HttpResponse(
        b"".join(csv_stream(header, rows)),
        content_type=FORMATS[format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@only_with(*IMPORTING)
@require_http_methods(["GET", "HEAD", "POST"])
def undo_batch(request, pk):
    """Show the rows that an undo would remove, restore and keep; undo the import on POST."""
    done = batch_of(request, pk)
    if request.method != "POST":
        if done.state not in CAN_BE_UNDONE or done.job:
            return redirect(done)
        return render(
            request, "stakeholders/import_undo.html", {"batch": done, "plan": undo_plan(done)}
        )
    even_exported = bool(request.POST.get("even_exported"))
    try:
        if done.is_large and done.state in CAN_BE_UNDONE and not even_exported:
            hand_over(request, done, ImportJob.UNDO)
        else:
            undone = undo(done, by=request.user, even_exported=even_exported)
            messages.success(
                request, f"The import was {undone.get_state_display().lower()}. {undone.undo_note}"
            )
    except (Changed, Busy) as problem:
        messages.error(request, str(problem))
    return redirect(done)


@only_with(*IMPORTING)
@require_POST
def discard_batch(request, pk):
    """Delete a waiting file, unless a worker is busy with it."""
    waiting = batch_of(request, pk)
    if waiting.job_until:
        messages.error(request, "The portal is working on this file. Wait until it has finished.")
        return redirect(waiting)
    if waiting.state == ImportState.WAITING:
        waiting.delete()
        messages.success(request, "The file was discarded. Nothing was written.")
    return redirect("stakeholders:import")
