"""Lists as files: the rows of the screen with the same query string."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpResponseBadRequest, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.listing import Listing
from trials.exports import FORMATS as ALL_FORMATS

from ..exports import HURDLES, MILESTONES, RECOMMENDATIONS, SOLUTIONS, export_content
from ..filters import CaseFilter, SolutionFilter
from ..models import Milestone, Solution, UseCase
from .hurdles import hurdle_listing
from .recommendations import recommendation_listing

FORMATS = {name: ALL_FORMATS[name] for name in ("csv", "xlsx")}


def _file(request, table, listing, rows=None):
    format = request.GET.get("format", "csv")
    if format not in FORMATS:
        return HttpResponseBadRequest(
            f"There is no export in this format. Choose one of: {', '.join(FORMATS)}.",
            content_type="text/plain; charset=utf-8",
        )
    if not listing.is_valid:
        return redirect(listing.address())
    rows = listing.rows if rows is None else rows
    filters = "; ".join(label for label, _ in listing.chips)
    total = listing.filterset.queryset.count()
    content = export_content(format, table, rows, filters=filters, total=total)
    name = f"join4atmp-{table.name}-{timezone.now():%Y-%m-%d}.{format}"
    if format == "xlsx":
        return FileResponse(content, as_attachment=True, filename=name)
    return StreamingHttpResponse(
        content,
        content_type=FORMATS[format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_not_required
@require_safe
def hurdle_export(request):
    return _file(request, HURDLES, hurdle_listing(request)[0])


@login_not_required
@require_safe
def solution_export(request):
    solutions = Solution.objects.visible_to(request.user)
    filterset = SolutionFilter(request.GET, queryset=solutions)
    return _file(request, SOLUTIONS, Listing(request, filterset, reverse("usecases:solutions")))


@login_not_required
@require_safe
def recommendation_export(request):
    return _file(request, RECOMMENDATIONS, recommendation_listing(request))


@login_not_required
@require_safe
def milestone_export(request):
    """Milestones of the cases on the list; of all that a reader may see today."""
    cases = UseCase.objects.readable_live(request.user)
    listing = Listing(request, CaseFilter(request.GET, queryset=cases), reverse("usecases:list"))
    milestones = Milestone.objects.filter(use_case__in=listing.rows.order_by().values("pk"))
    order = ("use_case__position", "use_case__pk", "position", "pk")
    return _file(request, MILESTONES, listing, milestones.order_by(*order))
