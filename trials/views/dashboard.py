"""Charts of the filtered list as files, two filters side by side, and the overview as a PDF."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from core.downloads import list_as_file
from core.lists import page_of

from ..browse.exports import description, export_content
from ..browse.listing import COLUMNS, USUAL_COLUMNS, Listing
from ..dashboard import files, measures
from ..dashboard.comparison import EXAMPLES, FilterComparison
from ..dashboard.report import report_of
from ..models import RegisterRecord, Trial


@login_not_required
@require_safe
def chart_file(request, name, format):
    """Send one chart of the list with the same query string: SVG, PNG, or its numbers as CSV."""
    if name not in files.NAMES or format not in files.TYPES:
        raise Http404(f"There is no chart “{name}” as {format}.")
    listing = Listing(request)
    if not listing.is_valid:
        return redirect(listing.asked_url)
    return HttpResponse(
        files.content(name, format, listing, RegisterRecord.last_seen()),
        content_type=files.TYPES[format],
        headers={"Content-Disposition": f'attachment; filename="{files.file_name(name, format)}"'},
    )


@login_not_required
@require_safe
def compare(request):
    """Show two filters side by side."""
    comparison = FilterComparison(request, Trial.objects.visible_to(request.user))
    overlap = comparison.overlap
    context = {
        "page": page_of(request, overlap.listed, count=overlap.count) if overlap.shown else None,
        "columns": USUAL_COLUMNS,
        "headings": [
            {"name": name, "label": label} for name, label, _ in COLUMNS if name in USUAL_COLUMNS
        ],
        "comparison": comparison,
        "examples": EXAMPLES,
        "reason_note": measures.REASON_NOTE,
        "as_of": RegisterRecord.last_seen(),
    }
    return render(request, "trials/compare.html", context)


@login_not_required
@require_safe
def compare_export(request):
    """Send the trials of a comparison, or of the part of it that the address names, as a file."""
    comparison = FilterComparison(request, Trial.objects.visible_to(request.user))
    overlap = comparison.overlap

    def content(format):
        as_of = RegisterRecord.last_seen()
        about = description(
            count=overlap.count,
            total=comparison.index.size,
            invented=overlap.invented,
            filters=overlap.filters_in_words,
            as_of=date_format(as_of, "SHORT_DATE_FORMAT") if as_of else "no register was read yet",
        )
        return export_content(format, overlap.rows, about, overlap.file_columns)

    return list_as_file(request, comparison, "trials-compared", content)


@login_not_required
@require_safe
def report(request):
    """Send the overview of a filter as a PDF."""
    listing = Listing(request)
    if not listing.is_valid:
        return redirect(listing.asked_url)
    name = files.file_name("overview", "pdf")
    return HttpResponse(
        report_of(listing, RegisterRecord.last_seen()),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
