"""The content of a tab of the trials page."""

from core.charts.svg import page_svg

from . import files, measures
from .charts import BY_NAME, ON_LIST, charts
from .places import PER_MILLION, Places


def shown_by(listing):
    """Return the context of the tab that a listing shows."""
    if listing.view == "charts":
        return _charts(listing)
    return _map(listing) if listing.view == "map" else _list(listing)


def _list(listing):
    drawn = charts(listing.selection, listing.address, ON_LIST)
    places = Places(listing.selection, listing.address)
    return {
        "page": listing.page,
        "charts": [(chart, files.picture_address(chart.name, listing)) for chart in drawn],
        "map_picture": files.picture_address(files.MAP, listing),
        "places": places,
        "map": page_svg(places.drawing(bare=True)),
    }


def _charts(listing):
    drawn = charts(listing.selection, listing.address, BY_NAME)
    columns = measures.by_class(listing.selection, listing.list_address)
    return {
        "charts": [(chart, files.addresses(chart.name, listing)) for chart in drawn],
        "columns": columns,
        "measures": measures.measures_table(columns),
        "reason_note": measures.REASON_NOTE,
    }


def _map(listing):
    per_million = listing.request.GET.get("per") == PER_MILLION
    places = Places(listing.selection, listing.address, per_million=per_million)
    more = {"per": PER_MILLION} if per_million else {}
    return {
        "places": places,
        "map": page_svg(places.drawing()),
        "count_url": listing.address(per=[]),
        "rate_url": listing.address(per=[PER_MILLION]),
        "map_files": files.addresses(files.MAP, listing, **more),
    }
