"""Fonts, styles and page layout of all PDFs of the portal.

The three fonts in fonts/ are DejaVu Sans with only Latin, Greek and Cyrillic letters, so that
names are correct on machines without fonts.
"""

import io
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

from .exports import made_by

INK, SOFT, LINE = HexColor("#14213d"), HexColor("#4a5670"), HexColor("#d8dde7")
ACCENT, SIGNAL, PAPER = HexColor("#0b6e6e"), HexColor("#9c480a"), HexColor("#ffffff")
MARGIN = 20 * mm
WIDTH = A4[0] - 2 * MARGIN


@lru_cache(maxsize=1)
def use_fonts():
    folder = Path(__file__).parent / "fonts"
    for name, file in (
        ("Body", "DejaVuSans"),
        ("Body-Bold", "DejaVuSans-Bold"),
        ("Body-Oblique", "DejaVuSans-Oblique"),
    ):
        pdfmetrics.registerFont(TTFont(name, folder / f"{file}.ttf"))
    pdfmetrics.registerFontFamily(
        "Body", normal="Body", bold="Body-Bold", italic="Body-Oblique", boldItalic="Body-Bold"
    )


def style(name, size, leading, **more):
    options = {"fontName": "Body", "textColor": INK, "alignment": TA_LEFT, "spaceAfter": 4} | more
    return ParagraphStyle(name, fontSize=size, leading=leading, **options)


BODY = style("body", 9, 13)
SMALL = style("small", 7.5, 10, textColor=SOFT)
LEAD = style("lead", 10.5, 15, textColor=SOFT, spaceAfter=8)
TITLE = style("title", 17, 22, fontName="Body-Bold", spaceAfter=6)
HEADING = style(
    "heading", 12, 16, fontName="Body-Bold", spaceBefore=14, spaceAfter=6, keepWithNext=1
)
DEMO = style("demo", 9, 13, fontName="Body-Bold", textColor=SIGNAL)


def paragraph(text, look=BODY):
    return Paragraph(escape(text).replace("\n", "<br/>"), look)


def document(story, *, foot, title, author, subject):
    """Return a PDF with A4 pages as bytes; each page has `foot` and its number at the bottom."""
    use_fonts()
    file = io.BytesIO()
    pages = BaseDocTemplate(
        file,
        pagesize=A4,
        title=title,
        author=author,
        subject=subject,
        creator=made_by(),
        lang="en-GB",
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
    )
    frame = Frame(MARGIN, MARGIN, WIDTH, A4[1] - 2 * MARGIN, 0, 0, 0, 0)

    def draw_foot(canvas, page):
        canvas.setFont("Body", 7)
        canvas.setFillColor(SOFT)
        canvas.drawString(MARGIN, 11 * mm, foot)
        canvas.drawRightString(A4[0] - MARGIN, 11 * mm, f"Page {page.page}")

    pages.addPageTemplates([PageTemplate("page", [frame], onPage=draw_foot)])
    pages.build(story)
    return file.getvalue()
