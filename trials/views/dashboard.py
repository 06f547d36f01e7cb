"""Charts of the filtered list as files, two filters side by side, and the overview as a PDF."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ..browse.listing import Listing
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
    context = {
        "comparison": comparison,
        "examples": EXAMPLES,
        "reason_note": measures.REASON_NOTE,
        "as_of": RegisterRecord.last_seen(),
    }
    return render(request, "trials/compare.html", context)


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
