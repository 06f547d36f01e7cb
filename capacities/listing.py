"""The list of facilities for a query string, for pages, files and the map."""

from django.urls import reverse

from core.exports import FORMATS
from core.lists import Listing

from .files.write import GEOJSON
from .filters import DEFAULT_ORDER, ORDERS, FacilityFilter
from .models import Facility

FILE_FORMATS = FORMATS | {"geojson": GEOJSON}


class FacilityListing(Listing):
    orders, default_order = ORDERS, DEFAULT_ORDER


def facility_listing(request, url_name="capacities:list"):
    """Return the listing of the facilities that the user may see, for the page `url_name`."""
    facilities = Facility.objects.visible_to(request.user)
    filterset = FacilityFilter(request.GET, queryset=facilities)
    return FacilityListing(request, filterset, reverse(url_name))
