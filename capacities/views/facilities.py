"""Pages of facilities: the list, the map, the step matrix, the files, and one facility."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.charts.svg import page_svg
from core.downloads import list_as_file
from core.lists import page_of

from ..facility_page import FacilityPage, find_facility
from ..files.write import content
from ..listing import FILE_FORMATS, facility_listing
from ..places_map import places_map
from ..requests import response_rate
from ..steps import matrix_page


def _tabs(listing, current):
    """Return (label, URL, whether it is the current page) of the list, map and steps of these
    facilities."""
    return [
        (label, listing.address.to(reverse(name)).rstrip("?"), name == current)
        for name, label in (
            ("capacities:list", "List"),
            ("capacities:map", "Map"),
            ("capacities:steps", "Steps"),
        )
    ]


@login_not_required
@require_safe
def facility_list(request):
    listing = facility_listing(request)
    rows = listing.rows.select_related("site__organisation").defer("text", "search_text")
    context = {
        "listing": listing,
        "page": page_of(request, rows),
        "total": listing.filterset.queryset.count(),
        "tabs": _tabs(listing, "capacities:list"),
        "exports": listing.exports("capacities:export", FILE_FORMATS),
    }
    return render(request, "capacities/list.html", context)


def _list_address(listing):
    """Return a function for URLs of the list with the filters of this page and more filters."""
    base = reverse("capacities:list")

    def address(**filters):
        return listing.address.whole(**filters).replace(listing.url, base, 1)

    return address


@login_not_required
@require_safe
def facility_map(request):
    listing = facility_listing(request, "capacities:map")
    address = _list_address(listing)
    found = places_map(listing.rows, lambda cell: address(place=[cell]))
    context = {
        "listing": listing,
        "map": found,
        "drawing": page_svg(found.drawing),
        "total": listing.filterset.queryset.count(),
        "tabs": _tabs(listing, "capacities:map"),
        "exports": listing.exports("capacities:export", FILE_FORMATS),
    }
    return render(request, "capacities/map.html", context)


@login_not_required
@require_safe
def step_list(request):
    listing = facility_listing(request, "capacities:steps")
    context = {
        "listing": listing,
        "matrix": matrix_page(listing.rows, _list_address(listing)),
        "count": listing.rows.count(),
        "total": listing.filterset.queryset.count(),
        "tabs": _tabs(listing, "capacities:steps"),
    }
    return render(request, "capacities/steps.html", context)


@login_not_required
@require_safe
def facility_export(request):
    listing = facility_listing(request)

    def write(format):
        return content(
            format,
            listing.rows,
            request.user,
            filters=listing.filters_in_words,
            total=listing.filterset.queryset.count(),
        )

    return list_as_file(request, listing, "facilities", write, FILE_FORMATS)


@login_not_required
@require_safe
def facility_detail(request, slug):
    facility = find_facility(request.user, slug)
    if facility is None:
        raise Http404("There is no public facility with this address.")
    context = {
        "page": FacilityPage(facility, request.user),
        "facility": facility,
        "has_contact": facility.contacts.usable().exists(),
        "response": response_rate(facility),
    }
    return render(request, "capacities/facility.html", context)
