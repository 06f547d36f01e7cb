"""Charts that leave the portal: as SVG and PNG with title, day, filter and source printed in them,
and their numbers as csv."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from core.charts import draw
from core.charts.frame import framed_picture
from core.charts.headlines import Titled
from core.charts.png import file_png
from core.charts.shapes import Drawing
from core.charts.svg import file_svg
from core.exports import csv_stream
from core.invented import InventedShare, invented_notice, register_source

from ..browse.exports import SOURCE
from .charts import BY_NAME, chart
from .places import PER_MILLION, Places

TYPES = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8"}
MAP = "map"
INVENTED_COLUMN = "Of them invented"
NAMES = (*BY_NAME, MAP)


@dataclass(frozen=True)
class Picture(Titled):
    """A chart or the map, as a drawing and as numbers. Its title needs no page around it."""

    title: str
    headline: str
    drawing: Drawing
    header: list
    figures: list
    note: str


def picture(name, listing, selection=None):
    """Return the picture of a chart, of the listed trials or of another selection."""
    selection = selection or listing.selection
    if name == MAP:
        per_million = listing.request.GET.get("per") == PER_MILLION
        places = Places(selection, listing.list_address, per_million=per_million)
        sources = [places.sources["outlines"]]
        if per_million:
            sources.append(places.sources["population"])
        note = f"{places.note} Map: {'; '.join(sources)}."
        return Picture(
            titled(places.title),
            places.headline,
            places.drawing(),
            places.header,
            places.figures,
            note,
        )
    made = chart(BY_NAME[name], selection, listing.list_address)
    return Picture(
        titled(made.title), made.headline, draw(made), made.header, made.figures, made.note
    )


def titled(title):
    return f"{title}: trials of advanced therapies"


def content(name, format, listing, as_of):
    """Return an iterable of bytes."""
    shown = picture(name, listing)
    if format == "csv":
        return csv_stream(*_table(name, listing, shown))
    framed = framed_picture(shown, shown.drawing, lines(listing, as_of, shown.note))
    return [file_svg(framed) if format == "svg" else file_png(framed)]


def _table(name, listing, shown):
    """Return (header, rows) of a csv file. If invented trials are counted, the last column says how
    many of a row they are; numbers of several series are added up."""
    if not listing.invented:
        return shown.header, shown.figures
    of_places = name == MAP
    key = slice(0, 2) if of_places else slice(0, 1)
    numbers = slice(2, 3) if of_places else slice(1, None)
    invented = picture(name, listing, listing.selection.only_invented())
    found = {tuple(row[key]): sum(row[numbers]) for row in invented.figures}
    rows = [[*row, found.get(tuple(row[key]), 0)] for row in shown.figures]
    return [*shown.header, INVENTED_COLUMN], rows


def lines(listing, as_of, note=""):
    """Return the lines below a chart that may be used outside the portal."""
    day = date_format(as_of, "SHORT_DATE_FORMAT") if as_of else "no register was read yet"
    invented = listing.invented
    filters = listing.filters_in_words or "none"
    texts = [
        f"{listing.count:,} of {listing.total:,} trials. Filter: {filters}.",
        note,
        f"{register_source(SOURCE, invented=invented, total=listing.count)}; JOIN4ATMP portal. "
        f"As of {day}.",
    ]
    if invented:
        share = InventedShare("trial", "trials", invented, listing.count)
        texts.insert(1, invented_notice(share))
    return list(filter(None, texts))


def addresses(name, listing, **more):
    """Return (format, address) of each file of a chart, with the filters of the list."""
    return [
        (
            format,
            listing.list_address.to(reverse("trials:chart", args=[name, format]), **more),
        )
        for format in TYPES
    ]


def picture_address(name, listing):
    """Return the address of a chart as PNG, as wide as a slide."""
    return dict(addresses(name, listing))["png"]


def file_name(name, format):
    return f"join4atmp-{name}-{timezone.now():%Y-%m-%d}.{format}"
