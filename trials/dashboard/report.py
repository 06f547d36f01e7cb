"""The overview of a filter as a PDF: the rule of counting, charts, map, published statements."""

from itertools import zip_longest

from django.utils.formats import date_format
from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, Spacer, Table, TableStyle

from core.charts import draw
from core.charts.pdf import pdf_drawing, pdf_titles
from core.invented import InventedShare, invented_notice, register_source
from core.pdf import (
    BODY,
    DEMO,
    HEADING,
    LEAD,
    LINE,
    SMALL,
    TITLE,
    WIDTH,
    document,
    paragraph,
    style,
    use_fonts,
)

from ..browse.exports import SOURCE
from . import measures
from .charts import BY_NAME, charts
from .counted import notes
from .places import Places

CHART_TITLE = style("chart", 10, 14, fontName="Body-Bold", spaceBefore=8, keepWithNext=1)
NARROW = WIDTH / 2 - 5 * mm


def report_of(listing, as_of):
    """Return the bytes of the PDF."""
    use_fonts()
    selection, address = listing.selection, listing.list_address
    day = date_format(as_of, "SHORT_DATE_FORMAT") if as_of else "no register was read yet"
    invented = "CONTAINS INVENTED DEMONSTRATION DATA · " if listing.invented else ""
    story = [
        paragraph(f"JOIN4ATMP portal · as of {day}", SMALL),
        paragraph("Trials of advanced therapies: overview", TITLE),
        paragraph(f"{listing.count:,} of {listing.total:,} trials.", LEAD),
        paragraph(f"Filter: {listing.filters_in_words or 'none'}.", BODY),
    ]
    if listing.invented:
        share = InventedShare("trial", "trials", listing.invented, listing.count)
        story.append(paragraph(invented_notice(share), DEMO))
    story += [paragraph(note, SMALL) for note in notes()]
    story += _charts([chart for chart in charts(selection, address, BY_NAME) if not chart.is_empty])
    places = Places(selection, address)
    story.append(
        KeepTogether(
            [
                *pdf_titles(places, CHART_TITLE),
                pdf_drawing(places.drawing(), WIDTH * 0.75),
                paragraph(f"{places.note} Map: {places.sources['outlines']}.", SMALL),
            ]
        )
    )
    story += _measures(measures.by_class(selection, address))
    source = register_source(SOURCE, invented=listing.invented, total=listing.count)
    story.append(paragraph(f"{source}. As of {day}.", SMALL))
    return document(
        story,
        foot=f"{invented}JOIN4ATMP portal · trials of advanced therapies · as of {day}",
        title="Trials of advanced therapies: overview",
        author="JOIN4ATMP",
        subject=f"Filter: {listing.filters_in_words or 'none'}",
    )


def _charts(charts):
    """Yield the narrow charts in pairs, then the wide ones."""
    narrow = [_chart(chart, NARROW) for chart in charts if not chart.is_wide]
    for left, right in zip_longest(narrow[::2], narrow[1::2], fillvalue=""):
        yield Table(
            [[left, right]],
            colWidths=[WIDTH / 2] * 2,
            style=TableStyle(
                [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
            ),
        )
    for chart in charts:
        if chart.is_wide:
            yield KeepTogether(_chart(chart, WIDTH))


def _chart(chart, width):
    parts = [*pdf_titles(chart, CHART_TITLE), pdf_drawing(draw(chart), width)]
    if chart.note:
        parts.append(paragraph(chart.note, SMALL))
    return [*parts, Spacer(0, 3 * mm)]


def _measures(columns):
    head = ["", *(column.label for column in columns)]
    rows = [
        [f"{label}{f' ({base})' if base else ''}", *map(_figure, figures)]
        for label, base, figures in measures.measures_table(columns)
    ]
    yield paragraph("How trials fared, by class", HEADING)
    yield _table([head, *rows], [58 * mm, *[(WIDTH - 58 * mm) / len(columns)] * len(columns)])
    yield paragraph(measures.REASON_NOTE, SMALL)


def _figure(figure):
    if isinstance(figure, measures.Figure):
        return f"{figure.count:,}{f' ({figure.share})' if figure.share else ''}"
    return "–" if figure.days is None else f"{figure.days:,}"


def _table(rows, widths):
    return Table(
        [[paragraph(str(cell), SMALL) for cell in row] for row in rows],
        colWidths=widths,
        repeatRows=1,
        style=TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ]
        ),
    )
