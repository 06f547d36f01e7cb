"""A use case as a PDF brief, drawn from the same snapshot as its page."""

from html.parser import HTMLParser
from xml.sax.saxutils import escape, quoteattr

from reportlab.graphics.shapes import Circle, Drawing, Line, Rect, String
from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, Paragraph, Spacer, Table, TableStyle

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
from core.rich_text import clean

from .filters import place

WORDS_SHARE = 0.42  # of a timeline row; the bars have the rest
PART = style("part", 9.5, 13, fontName="Body-Bold", spaceBefore=8, spaceAfter=2, keepWithNext=1)
QUOTE = style("quote", 9, 13, leftIndent=12, fontName="Body-Oblique")
ITEM = style("item", 9, 13, leftIndent=12, bulletIndent=2, spaceAfter=2)


def pdf_of(page):
    """Bytes of the PDF of a `CasePage`."""
    use_fonts()
    case = page.snapshot
    story = [*_head(page), *_facts(case), *_story(case), *_road(page), *_hurdles(case)]
    story += [*_follows(page), *_close(page)]
    invented = "INVENTED FOR DEMONSTRATION · " if case["is_demo"] else ""
    return document(
        story,
        foot=f"{invented}JOIN4ATMP · {case['short_name']} · {_state(page)}",
        title=case["title"],
        author=case["authors"] or "JOIN4ATMP",
        subject=f"JOIN4ATMP use case {case['short_name']}",
    )


def _state(page):
    return str(page.version) if page.version else "working text, not finalised"


def _head(page):
    case = page.snapshot
    status = "Finalised" if page.version else page.case.get_status_display()
    yield paragraph(f"JOIN4ATMP use case · {status} · {_state(page)}", SMALL)
    yield paragraph(case["title"], TITLE)
    if case["is_demo"]:
        yield paragraph(
            "Invented for demonstration; describes no real therapy, organisation or procedure.",
            DEMO,
        )
    if case["summary"]:
        yield paragraph(case["summary"], LEAD)


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
    rows = [[paragraph(label, SMALL), paragraph(value or "not stated")] for label, value in facts]
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
    yield paragraph("The story", HEADING)
    yield from _rich(case["context"])
    for section in case["sections"]:
        yield paragraph(section["heading"], PART)
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
            self.flow.append(paragraph(_bare(markup), self.STYLES[tag]))


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
    yield paragraph("The road", HEADING)
    if not page.road.steps:
        yield paragraph("No milestone is recorded yet.")
        return
    road = page.road
    if road.total_days:
        yield paragraph(
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
        yield paragraph(
            "Outline: planned. Bar: real, with clock stops in white and what lies beyond the "
            "nominal length in brown. Thin line: nominal, at most.",
            SMALL,
        )
        yield _years(axis)
        for row in page.timeline.rows:
            yield _step(row, axis)
    else:
        for step in road.steps:
            yield paragraph(step.label, PART)


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
    words = [paragraph(step.label, style("step", 8, 10.5, fontName="Body-Bold", spaceAfter=1))]
    words.append(paragraph((step.verdict or "No dates are recorded.") + outcome, SMALL))
    if step.data["note"]:
        words.append(paragraph(step.data["note"], SMALL))
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
    yield paragraph("Hurdles, and what was done about them", HEADING)
    if not case["hurdles"]:
        yield paragraph("No hurdle is recorded yet.")
    for hurdle in case["hurdles"]:
        facts = [f"{hurdle['category']['code']} {hurdle['category']['name']}", hurdle["stage"]]
        facts += [", ".join(place(code) for code in hurdle["countries"])]
        if hurdle["severity"]:
            facts.append(f"severity {hurdle['severity']} of 5")
        if hurdle["delay_days"]:
            facts.append(f"delay {hurdle['delay_days']:,} days")
        if hurdle["cost_eur"]:
            facts.append(f"cost EUR {hurdle['cost_eur']:,}")
        start = [
            paragraph(hurdle["title"], PART),
            paragraph(" · ".join(filter(None, facts)), SMALL),
        ]
        texts = [hurdle["description"], hurdle["note"], hurdle["evidence"]]
        start += [paragraph(text) for text in texts if text]
        yield KeepTogether(start)
        if hurdle["quotation"]:
            yield paragraph(f"“{hurdle['quotation']}”", QUOTE)
        if hurdle["source"]:
            yield paragraph(f"Source: {hurdle['source']}", SMALL)
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
    yield paragraph("What follows", HEADING)
    for one in page.recommendations:
        yield Paragraph(
            f"{escape(one.title)} ({escape(one.get_state_display().lower())})", ITEM, bulletText="•"
        )


def _close(page):
    yield paragraph("Cite as", HEADING)
    yield paragraph(page.citation)
    if page.snapshot["source"]:
        yield paragraph(f"Sources: {page.snapshot['source']}", SMALL)
    yield paragraph(
        "Stages, hurdle categories and solution types are our proposal. Nominal lengths come from "
        "the portal's list of procedures, each with its source; some are unverified and say so.",
        SMALL,
    )
