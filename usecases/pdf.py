"""A use case as a PDF brief, drawn from the same snapshot as its page.

The three fonts in fonts/ are DejaVu Sans, cut down to Latin, Greek and Cyrillic letters, so that
names are spelled right on machines without fonts.
"""

import io
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from reportlab.graphics.shapes import Circle, Drawing, Line, Rect, String
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from core.rich_text import clean

from .filters import place

INK, SOFT, LINE = HexColor("#14213d"), HexColor("#4a5670"), HexColor("#d8dde7")
ACCENT, SIGNAL, PAPER = HexColor("#0b6e6e"), HexColor("#9c480a"), HexColor("#ffffff")
MARGIN = 20 * mm
WIDTH = A4[0] - 2 * MARGIN
WORDS_SHARE = 0.42  # of a timeline row; the bars have the rest


@lru_cache(maxsize=1)
def _fonts():
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


def _style(name, size, leading, **more):
    options = {"fontName": "Body", "textColor": INK, "alignment": TA_LEFT, "spaceAfter": 4} | more
    return ParagraphStyle(name, fontSize=size, leading=leading, **options)


BODY = _style("body", 9, 13)
SMALL = _style("small", 7.5, 10, textColor=SOFT)
LEAD = _style("lead", 10.5, 15, textColor=SOFT, spaceAfter=8)
TITLE = _style("title", 17, 22, fontName="Body-Bold", spaceAfter=6)
HEADING = _style(
    "heading", 12, 16, fontName="Body-Bold", spaceBefore=14, spaceAfter=6, keepWithNext=1
)
PART = _style("part", 9.5, 13, fontName="Body-Bold", spaceBefore=8, spaceAfter=2, keepWithNext=1)
QUOTE = _style("quote", 9, 13, leftIndent=12, fontName="Body-Oblique")
ITEM = _style("item", 9, 13, leftIndent=12, bulletIndent=2, spaceAfter=2)


def pdf_of(page):
    """Bytes of the PDF of a `CasePage`."""
    _fonts()
    case = page.snapshot
    story = [*_head(page), *_facts(case), *_story(case), *_road(page), *_hurdles(case)]
    story += [*_follows(page), *_close(page)]
    file = io.BytesIO()
    document = BaseDocTemplate(
        file,
        pagesize=A4,
        title=case["title"],
        author=case["authors"] or "JOIN4ATMP",
        subject=f"JOIN4ATMP use case {case['short_name']}",
        lang="en-GB",
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
    )
    frame = Frame(MARGIN, MARGIN, WIDTH, A4[1] - 2 * MARGIN, 0, 0, 0, 0)

    def foot(canvas, document):
        canvas.setFont("Body", 7)
        canvas.setFillColor(SOFT)
        invented = "INVENTED FOR DEMONSTRATION · " if case["is_demo"] else ""
        canvas.drawString(
            MARGIN, 11 * mm, f"{invented}JOIN4ATMP · {case['short_name']} · {_state(page)}"
        )
        canvas.drawRightString(A4[0] - MARGIN, 11 * mm, f"Page {document.page}")

    document.addPageTemplates([PageTemplate("page", [frame], onPage=foot)])
    document.build(story)
    return file.getvalue()


def _state(page):
    return str(page.version) if page.version else "working text, not finalised"


def _text(text, style=BODY):
    return Paragraph(escape(text).replace("\n", "<br/>"), style)


def _head(page):
    case = page.snapshot
    status = "Finalised" if page.version else page.case.get_status_display()
    yield _text(f"JOIN4ATMP use case · {status} · {_state(page)}", SMALL)
    yield _text(case["title"], TITLE)
    if case["is_demo"]:
        yield _text(
            "Invented for demonstration; describes no real therapy, organisation or procedure.",
            _style("demo", 9, 13, fontName="Body-Bold", textColor=SIGNAL),
        )
    if case["summary"]:
        yield _text(case["summary"], LEAD)


def _facts(case):
    organisations = "\n".join(f"{one['name']}: {one['role']}" for one in case["organisations"])
    facts = (
        ("Products", case["products"]),
        ("Disease", case["disease"]),
        ("Class", " ".join(filter(None, [case["class_label"], case["class_note"]]))),
        ("Stage reached", case["stage"]),
        ("Countries", ", ".join(place(code) for code in case["countries"])),
        ("Work packages", case["work_packages"]),
        ("Organisations", organisations),
        ("Trials", "; ".join(trial["number"] for trial in case["trials"])),
        ("Authors", case["authors"]),
    )
    rows = [[_text(label, SMALL), _text(value or "not stated")] for label, value in facts]
    yield Table(
        rows,
        colWidths=[30 * mm, WIDTH - 30 * mm],
        style=TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
            ]
        ),
    )


def _story(case):
    if not case["context"] and not case["sections"]:
        return
    yield _text("The story", HEADING)
    yield from _rich(case["context"])
    for section in case["sections"]:
        yield _text(section["heading"], PART)
        yield from _rich(section["body"])


class _Flow(HTMLParser):
    """Cleaned rich text as paragraphs of the PDF."""

    STYLES = {"p": BODY, "h3": PART, "h4": PART, "li": ITEM, "blockquote": QUOTE}
    MARKS = {"strong": "b", "em": "i"}

    def __init__(self):
        super().__init__()
        self.flow, self.markup, self.opened, self.lists = [], [], [], []

    def handle_starttag(self, tag, attributes):
        if tag in {"ul", "ol"}:
            self._end_block()
            self.lists.append([tag, 0])
        elif tag in self.STYLES:
            if tag != "p" or not self.opened or self.opened[-1] not in {"li", "blockquote"}:
                self._end_block()
            self.opened.append(tag)
            if tag == "li" and self.lists:
                self.lists[-1][1] += 1
        elif tag == "br":
            self.markup.append("<br/>")
        elif tag in self.MARKS:
            self.markup.append(f"<{self.MARKS[tag]}>")
        elif tag == "a":
            address = dict(attributes).get("href") or ""
            self.markup.append(
                f'<a href={quoteattr(address)} color="#0b6e6e">' if address else "<a>"
            )

    def handle_endtag(self, tag):
        if tag in self.STYLES and self.opened:
            nested = tag == "p" and len(self.opened) > 1
            if nested:
                self.markup.append("<br/>")
            else:
                self._end_block()
            self.opened.pop()
        elif tag in {"ul", "ol"} and self.lists:
            self._end_block()
            self.lists.pop()
        elif tag in self.MARKS:
            self.markup.append(f"</{self.MARKS[tag]}>")
        elif tag == "a":
            self.markup.append("</a>")

    def handle_data(self, data):
        self.markup.append(escape(data))

    def _end_block(self):
        markup = "".join(self.markup).strip().removesuffix("<br/>")
        self.markup = []
        if not markup:
            return
        tag = self.opened[-1] if self.opened else "p"
        bullet = None
        if tag == "li" and self.lists:
            kind, number = self.lists[-1]
            bullet = f"{number}." if kind == "ol" else "•"
        try:
            self.flow.append(Paragraph(markup, self.STYLES[tag], bulletText=bullet))
        except ValueError:
            # Marks that cross each other: the words matter more than their weight.
            self.flow.append(_text(_bare(markup), self.STYLES[tag]))


def _bare(markup):
    reader, pieces = HTMLParser(), []
    reader.handle_data = pieces.append
    reader.feed(markup)
    reader.close()
    return "".join(pieces)


def _rich(html):
    reader = _Flow()
    reader.feed(clean(html or ""))
    reader.close()
    reader._end_block()
    return reader.flow


def _road(page):
    yield _text("The road", HEADING)
    if not page.road.steps:
        yield _text("No milestone is recorded yet.")
        return
    road = page.road
    if road.total_days:
        yield _text(
            f"{len(road.steps)} milestones over {road.total_days:,} days; clock stopped on "
            f"{road.stopped_days:,} days; no step open on {road.waiting_days:,} days."
        )
    for step in road.lost[:5]:
        yield Paragraph(
            escape(f"{step.label}: {step.over_nominal:,} days longer than nominal"),
            ITEM,
            bulletText="•",
        )
    axis = page.timeline.axis
    if axis:
        yield Spacer(0, 4)
        yield _text(
            "Outline: planned. Bar: real, with clock stops in white and what lies beyond the "
            "nominal length in brown. Thin line: nominal, at most.",
            SMALL,
        )
        yield _years(axis)
        for row in page.timeline.rows:
            yield _step(row, axis)
    else:
        for step in road.steps:
            yield _text(step.label, PART)


def _x(text):
    return float(text.rstrip("%")) / 100 * WIDTH * (1 - WORDS_SHARE)


def _years(axis):
    start = WIDTH * WORDS_SHARE
    drawing = Drawing(WIDTH, 12)
    for x, label in axis.ticks:
        drawing.add(
            String(start + _x(x) + 2, 3, label, fontName="Body", fontSize=6.5, fillColor=SOFT)
        )
        drawing.add(Line(start + _x(x), 0, start + _x(x), 12, strokeColor=LINE, strokeWidth=0.5))
    return drawing


def _step(row, axis):
    height, width = 30, WIDTH * (1 - WORDS_SHARE)
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
    step = row.step
    outcome = "" if step.data["outcome"] == "not_stated" else f" {step.data['outcome_label']}."
    words = [_text(step.label, _style("step", 8, 10.5, fontName="Body-Bold", spaceAfter=1))]
    words.append(_text((step.verdict or "No dates are recorded.") + outcome, SMALL))
    if step.data["note"]:
        words.append(_text(step.data["note"], SMALL))
    return Table(
        [[words, bars]],
        colWidths=[WIDTH * WORDS_SHARE, width],
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


def _hurdles(case):
    yield _text("Hurdles, and what was done about them", HEADING)
    if not case["hurdles"]:
        yield _text("No hurdle is recorded yet.")
    for hurdle in case["hurdles"]:
        facts = [f"{hurdle['category']['code']} {hurdle['category']['name']}", hurdle["stage"]]
        facts += [", ".join(place(code) for code in hurdle["countries"])]
        if hurdle["severity"]:
            facts.append(f"severity {hurdle['severity']} of 5")
        if hurdle["delay_days"]:
            facts.append(f"delay {hurdle['delay_days']:,} days")
        if hurdle["cost_eur"]:
            facts.append(f"cost EUR {hurdle['cost_eur']:,}")
        start = [_text(hurdle["title"], PART), _text(" · ".join(filter(None, facts)), SMALL)]
        texts = [hurdle["description"], hurdle["note"], hurdle["evidence"]]
        start += [_text(text) for text in texts if text]
        yield KeepTogether(start)
        if hurdle["quotation"]:
            yield _text(f"“{hurdle['quotation']}”", QUOTE)
        if hurdle["source"]:
            yield _text(f"Source: {hurdle['source']}", SMALL)
        for one in hurdle["attempts"]:
            words = " ".join(filter(None, [one["done"], one["why"]]))
            yield Paragraph(
                f"<b>{escape(one['outcome_label'])}:</b> {escape(one['title'])}. {escape(words)}",
                ITEM,
                bulletText="•",
            )


def _follows(page):
    if not page.recommendations:
        return
    yield _text("What follows", HEADING)
    for one in page.recommendations:
        yield Paragraph(
            f"{escape(one.title)} ({escape(one.get_state_display().lower())})", ITEM, bulletText="•"
        )


def _close(page):
    yield _text("Cite as", HEADING)
    yield _text(page.citation)
    if page.snapshot["source"]:
        yield _text(f"Sources: {page.snapshot['source']}", SMALL)
    yield _text(
        "Stages, hurdle categories and solution types are our proposal. Nominal lengths come from "
        "the portal's list of procedures, each with its source; some are unverified and say so.",
        SMALL,
    )
