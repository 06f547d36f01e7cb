"""The brief of a use case as PDF."""

from xml.sax.saxutils import escape, quoteattr

from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Table, TableStyle

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

from .brief import RoadBlock, blocks_of, foot_of
from .pdf_road import drawn_road
from .rich_paragraphs import Paragraph as Words

PART = style("part", 9.5, 13, fontName="Body-Bold", spaceBefore=8, spaceAfter=2, keepWithNext=1)
QUOTE = style("quote", 9, 13, leftIndent=12, fontName="Body-Oblique")
ITEM = style("item", 9, 13, leftIndent=12, bulletIndent=2, spaceAfter=2)
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
        yield from drawn_road(block.timeline)
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
