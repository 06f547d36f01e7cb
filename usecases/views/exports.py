"""The exports of the lists. They have the same query string and rows as the pages."""

from django.contrib.auth.decorators import login_not_required
from django.views.decorators.http import require_safe

from core.downloads import list_as_file

from ..exports import BOTTLENECKS, HURDLES, MILESTONES, RECOMMENDATIONS, SOLUTIONS, export_content
from ..models import Milestone
from .cases import case_listing
from .hurdles import bottleneck_listing, hurdle_listing, solution_listing
from .recommendations import recommendation_listing


def _file(request, table, listing, rows=None):
    return list_as_file(
        request,
        listing,
        table.name,
        lambda format: export_content(
            format,
            table,
            listing.rows if rows is None else rows,
            filters=listing.filters_in_words,
            total=listing.filterset.queryset.count(),
        ),
    )


@login_not_required
@require_safe
def hurdle_export(request):
    return _file(request, HURDLES, hurdle_listing(request)[0])


@login_not_required
@require_safe
def solution_export(request):
    return _file(request, SOLUTIONS, solution_listing(request))


@login_not_required
@require_safe
def recommendation_export(request):
    return _file(request, RECOMMENDATIONS, recommendation_listing(request))


@login_not_required
@require_safe
def bottleneck_export(request):
    return _file(request, BOTTLENECKS, bottleneck_listing(request))


@login_not_required
@require_safe
def milestone_export(request):
    """Export the milestones of the listed cases whose current text the reader may see."""
    listing = case_listing(request)
    milestones = Milestone.objects.filter(use_case__in=listing.rows.order_by().values("pk"))
    order = ("use_case__position", "use_case__pk", "position", "pk")
    return _file(request, MILESTONES, listing, milestones.order_by(*order))
