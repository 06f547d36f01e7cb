"""The brief of a use case as PDF."""

from xml.sax.saxutils import escape, quoteattr

from reportlab.graphics.shapes import Circle, Drawing, Line, Rect, String
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Spacer, Table, TableStyle

from core.pdf import (
    ACCENT,
    BODY,
    DEMO,
    HEADING,
    INK,
    LEAD,
    LINE,
    PAPER,
    SIGNAL,
    SMALL,
    SOFT,
    TITLE,
    WIDTH,
    document,
    paragraph,
    style,
    use_fonts,
)

from .brief import RoadBlock, blocks_of, foot_of, words_of
from .rich_paragraphs import Paragraph as Words

TEXT_WIDTH_SHARE = 0.42  # share of the width of a timeline row; the bars use the rest

PART = style("part", 9.5, 13, fontName="Body-Bold", spaceBefore=8, spaceAfter=2, keepWithNext=1)
QUOTE = style("quote", 9, 13, leftIndent=12, fontName="Body-Oblique")
ITEM = style("item", 9, 13, leftIndent=12, bulletIndent=2, spaceAfter=2)
STEP = style("step", 8, 10.5, fontName="Body-Bold", spaceAfter=1)
STYLES = {
    "body": BODY,
    "small": SMALL,
    "lead": LEAD,
    "title": TITLE,
    "warning": DEMO,
    "heading": HEADING,
    "part": PART,
    "quote": QUOTE,
    "item": ITEM,
}


def pdf_of(page):
    """Return the PDF of a `CasePage` as bytes."""
    use_fonts()
    case = page.snapshot
    return document(
        [drawn for block in blocks_of(page) for drawn in _drawn(block)],
        foot=foot_of(page),
        title=case["title"],
        author=case["authors"] or "JOIN4ATMP",
        subject=f"JOIN4ATMP use case {case['short_name']}",
    )


def _drawn(block):
    if isinstance(block, Words):
        yield _paragraph(block)
    elif isinstance(block, RoadBlock):
        yield from _road(block.timeline)
    elif block.head:
        yield _table(block)
    else:
        yield _facts(block)


def _paragraph(words):
    markup = "".join(_marked(run) for run in words.runs)
    return Paragraph(markup, STYLES[words.style], bulletText=words.bullet or None)


def _marked(run):
    """Return a run as ReportLab markup with nested tags."""
    markup = escape(run.text).replace("\n", "<br/>")
    if run.href:
        markup = f'<a href={quoteattr(run.href)} color="#0b6e6e">{markup}</a>'
    if run.italic:
        markup = f"<i>{markup}</i>"
    return f"<b>{markup}</b>" if run.bold else markup


LINES = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 3),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
]


def _facts(table):
    rows = [[paragraph(label, SMALL), paragraph(value, BODY)] for label, value in table.rows]
    return Table(rows, colWidths=[30 * mm, WIDTH - 30 * mm], style=TableStyle(LINES))


def _table(table):
    rows = [[paragraph(cell, SMALL) for cell in row] for row in (table.head, *table.rows)]
    return Table(
        rows,
        colWidths=[WIDTH / len(table.head)] * len(table.head),
        style=TableStyle(LINES),
        repeatRows=1,
    )


def _road(timeline):
    yield Spacer(0, 4)
    yield paragraph(
        "Outline: planned time. Bar: actual time, with clock stops in white and time beyond the "
        "nominal maximum in brown. Thin line: nominal maximum.",
        SMALL,
    )
    yield _years(timeline.axis)
    for row in timeline.rows:
        yield _step(row, timeline.axis)


def _x(text):
    return float(text.rstrip("%")) / 100 * WIDTH * (1 - TEXT_WIDTH_SHARE)


def _years(axis):
    start = WIDTH * TEXT_WIDTH_SHARE
    drawing = Drawing(WIDTH, 12)
    for x, label in axis.ticks:
        drawing.add(
            String(start + _x(x) + 2, 3, label, fontName="Body", fontSize=6.5, fillColor=SOFT)
        )
        drawing.add(Line(start + _x(x), 0, start + _x(x), 12, strokeColor=LINE, strokeWidth=0.5))
    return drawing


def _step(row, axis):
    height, width = 30, WIDTH * (1 - TEXT_WIDTH_SHARE)
    bars = Drawing(width, height)
    for x, _ in axis.ticks:
        bars.add(Line(_x(x), 0, _x(x), height, strokeColor=LINE, strokeWidth=0.5))

    def bar(span, y, thick, **colours):
        bars.add(Rect(_x(span[0]), y, max(_x(span[1]), 0.8), thick, **colours))

    if row.planned:
        bar(row.planned, 21, 4, fillColor=None, strokeColor=INK, strokeWidth=0.6)
    if row.real:
        bar(row.real, 11, 8, fillColor=ACCENT, strokeColor=None)
    if row.beyond:
        bar(row.beyond, 11, 8, fillColor=SIGNAL, strokeColor=None)
    for stop in row.stops:
        bar(stop, 12.5, 5, fillColor=PAPER, strokeColor=None)
    if row.nominal:
        bar(row.nominal, 6, 2, fillColor=INK, strokeColor=None)
    if row.point:
        bars.add(Circle(_x(row.point), 15, 3, fillColor=ACCENT, strokeColor=None))
    name, lines = words_of(row.step)
    words = [paragraph(name, STEP), *(paragraph(line, SMALL) for line in lines)]
    return Table(
        [[words, bars]],
        colWidths=[WIDTH * TEXT_WIDTH_SHARE, width],
        style=TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEABOVE", (0, 0), (-1, 0), 0.5, LINE),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (0, 0), 8),
                ("RIGHTPADDING", (1, 0), (1, 0), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
            ]
        ),
    )
