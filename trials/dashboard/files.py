"""Charts that leave the portal: as SVG and PNG with title, day, filter and source printed in them,
and their numbers as csv."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from core.charts import draw
from core.charts.frame import framed
from core.charts.png import file_png
from core.charts.shapes import Drawing
from core.charts.svg import file_svg
from core.exports import csv_stream

from ..browse.exports import SOURCE
from .charts import BY_NAME, chart
from .places import PER_MILLION, Places

TYPES = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8"}
MAP = "map"
NAMES = (*BY_NAME, MAP)


@dataclass(frozen=True)
class Picture:
    """A chart or the map, as it is drawn and as numbers."""

    title: str
    drawing: Drawing
    header: list
    figures: list
    note: str


def picture(name, listing):
    if name == MAP:
        per_million = listing.request.GET.get("per") == PER_MILLION
        places = Places(listing.selection, listing.list_address, per_million=per_million)
        sources = [places.sources["outlines"]]
        if per_million:
            sources.append(places.sources["population"])
        note = f"{places.note} Map: {'; '.join(sources)}."
        return Picture(places.title, places.drawing(), places.header, places.figures, note)
    made = chart(BY_NAME[name], listing.selection, listing.list_address)
    return Picture(made.title, draw(made), made.header, made.figures, made.note)


def content(name, format, listing, as_of):
    """An iterable of bytes."""
    shown = picture(name, listing)
    if format == "csv":
        return csv_stream(shown.header, shown.figures)
    framed_drawing = framed(
        shown.drawing,
        f"{shown.title}: trials of advanced therapies",
        lines(listing, as_of, shown.note),
    )
    return [file_svg(framed_drawing) if format == "svg" else file_png(framed_drawing)]


def lines(listing, as_of, note=""):
    """Return the lines below a chart that may be used outside the portal."""
    day = date_format(as_of, "SHORT_DATE_FORMAT") if as_of else "no register was read yet"
    demo = listing.selection.rows & listing.selection.index.words["demo"].get("yes", 0)
    filters = listing.filters_in_words or "none"
    texts = [
        f"{listing.count:,} of {listing.total:,} trials. Filter: {filters}.",
        note,
        f"Source: {SOURCE}; JOIN4ATMP portal. As of {day}.",
    ]
    if demo:
        texts.insert(1, f"{demo.bit_count():,} of the trials are invented for demonstration.")
    return list(filter(None, texts))


def addresses(name, listing, **more):
    """(format, address) of each file of a chart, with the filters of the list."""
    return [
        (
            format,
            listing.list_address.to(reverse("trials:chart", args=[name, format]), **more),
        )
        for format in TYPES
    ]


def file_name(name, format):
    return f"join4atmp-{name}-{timezone.now():%Y-%m-%d}.{format}"
