"""Lists and their files."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.downloads import list_as_file
from core.exports import csv_stream, json_stream, xlsx_file
from core.lists import page_of

from ..lists import MEETINGS, STATEMENTS
from ..live_counts import LiveCounts
from ..models import Body


def list_view(kind):
    """Return the page of a list."""

    @login_not_required
    @require_safe
    def page(request):
        listing = kind.listing(request)
        rows = listing.rows.select_related(*kind.related).defer(*kind.deferred)
        context = {
            "kind": kind,
            "listing": listing,
            "page": page_of(request, rows),
            "total": listing.filterset.queryset.count(),
            "exports": listing.exports(f"consortium:{kind.name}-export"),
        }
        if kind is STATEMENTS:
            context["figures"] = LiveCounts(request.user).beside(context["page"])
        elif kind is MEETINGS:
            context["kept_bodies"] = Body.objects.kept_by(request.user)
        return render(request, "consortium/list.html", context)

    return page


def export_view(kind):
    """Return the file of a list, with the rows of its page."""

    @login_not_required
    @require_safe
    def export(request):
        listing = kind.listing(request)
        about = {
            "About": f"{kind.title} of the JOIN4ATMP portal",
            "Filters": listing.filters_in_words or "none",
        }

        def write(format):
            lines = kind.lines(listing.rows)
            if format == "csv":
                return csv_stream(kind.header, lines)
            if format == "json":
                return json_stream(about, kind.name.replace("-", "_"), kind.header, lines)
            return xlsx_file(about, kind.title, kind.header, lines)

        return list_as_file(request, listing, kind.name, write)

    return export
