"""The timeline of a use case in its PDF: the same bars, idle times and outcomes as on the page."""

from functools import partial

from reportlab.graphics.shapes import Circle, Drawing, Group, Line, PolyLine, Rect, String
from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Spacer, Table, TableStyle

from core.pdf import ACCENT, INK, LINE, PAPER, SIGNAL, SMALL, SOFT, WIDTH, paragraph, style

from .brief import words_of
from .choices import MilestoneOutcome

# Lengths are in points.
TEXT_WIDTH = WIDTH * 0.42  # the bars use the rest of a row
BARS_WIDTH = WIDTH - TEXT_WIDTH
TEXT_GAP = 8
MIN_HEIGHT = 32  # of a row
HATCH_STEP = 4  # between two lines of an idle time
ICON_RADIUS = 4
KEY_LINE, KEY_SAMPLE, KEY_GAP, KEY_SIZE = 13, 18, 10, 7
IDLE = HexColor("#a9b1c1")
STEP = style("step", 8, 10.5, fontName="Body-Bold", spaceAfter=1)
OUTCOME = style("outcome", 7.5, 10, fontName="Body-Bold", spaceAfter=0)
OUTCOME_COLOURS = {
    MilestoneOutcome.GRANTED: ACCENT,
    MilestoneOutcome.CONDITIONS: SIGNAL,
    MilestoneOutcome.REFUSED: SIGNAL,
    MilestoneOutcome.WITHDRAWN: SIGNAL,
    MilestoneOutcome.PENDING: SOFT,
}
# Lines inside the circle of an icon: x, y, x, y ... in parts of its radius.
OUTCOME_LINES = {
    MilestoneOutcome.GRANTED: [(-0.5, 0, -0.1, -0.45, 0.5, 0.45)],
    MilestoneOutcome.CONDITIONS: [(0, 0.6, 0, -0.1), (0, -0.4, 0, -0.6)],
    MilestoneOutcome.REFUSED: [(-0.4, -0.4, 0.4, 0.4), (-0.4, 0.4, 0.4, -0.4)],
    MilestoneOutcome.WITHDRAWN: [(0.55, 0, -0.55, 0, -0.15, 0.4), (-0.55, 0, -0.15, -0.4)],
    MilestoneOutcome.PENDING: [(0, 0.6, 0, 0, 0.45, 0)],
}
FLUSH = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    *((f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
]


def drawn_road(timeline):
    """Yield the flowables of a timeline that has an axis."""
    yield Spacer(0, 4)
    yield _key({row.step.data["outcome"] for row in timeline.rows})
    rows = [_row(_words(row.step), partial(_bars, row), timeline) for row in timeline.rows]
    if timeline.idle:
        words = [paragraph("No step open", STEP), paragraph(f"{timeline.idle_days:,} days", SMALL)]
        rows.append(_row(words, partial(_idle_days, timeline.idle), timeline))
    yield Table(
        [["", _years(timeline.axis)], *rows],
        colWidths=[TEXT_WIDTH, BARS_WIDTH],
        repeatRows=1,
        style=TableStyle(
            [
                *FLUSH,
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
                ("RIGHTPADDING", (0, 0), (0, -1), TEXT_GAP),
                ("TOPPADDING", (0, 1), (0, -1), 3),
            ]
        ),
    )


def _words(step):
    name, lines = words_of(step)
    words = [paragraph(name, STEP)]
    if step.data["outcome"] in OUTCOME_LINES:
        words.append(_outcome(step.data["outcome"], step.data["outcome_label"]))
    return words + [paragraph(line, SMALL) for line in lines]


def _outcome(outcome, label):
    """Return the icon of an outcome with its word beside it."""
    icon = Drawing(2 * ICON_RADIUS, 10)
    _icon(outcome, icon, ICON_RADIUS, 5)
    width = 2 * ICON_RADIUS + 4
    return Table(
        [[icon, paragraph(label, OUTCOME)]],
        colWidths=[width, TEXT_WIDTH - TEXT_GAP - width],
        hAlign="LEFT",
        style=TableStyle(FLUSH),
    )


def _icon(outcome, target, x, y):
    target.add(Circle(x, y, ICON_RADIUS, fillColor=OUTCOME_COLOURS[outcome], strokeColor=None))
    for line in OUTCOME_LINES[outcome]:
        points = [(y if place % 2 else x) + part * ICON_RADIUS for place, part in enumerate(line)]
        target.add(PolyLine(points, strokeColor=PAPER, strokeWidth=0.9))


def _filled(colour, target, x, y, width, height):
    target.add(Rect(x, y, width, height, fillColor=colour, strokeColor=None))


def _outlined(target, x, y, width, height):
    target.add(Rect(x, y, width, height, fillColor=None, strokeColor=INK, strokeWidth=0.7))


def _hatched(target, x, y, width, height):
    """Draw diagonal lines, cut off at the borders."""
    _filled(HexColor("#f1f3f7"), target, x, y, width, height)
    first, last = int((x + y) // HATCH_STEP), int((x + width + y + height) // HATCH_STEP)
    for turn in range(first + 1, last + 1):
        both = turn * HATCH_STEP  # x + y is constant along a line
        start, end = max(x, both - y - height), min(x + width, both - y)
        target.add(Line(start, both - start, end, both - end, strokeColor=IDLE, strokeWidth=0.6))


def _point(target, x, y):
    target.add(Circle(x, y, 3, fillColor=ACCENT, strokeColor=None))


def _key(outcomes):
    """Return the meaning of the bars, and of the icons of these outcomes."""
    samples = [
        ("planned", lambda key: _outlined(key, 0, 1, 14, 8)),
        ("actual", lambda key: _filled(ACCENT, key, 0, 2, 14, 6)),
        ("clock stopped", _stopped_sample),
        ("beyond nominal", lambda key: _filled(SIGNAL, key, 0, 2, 14, 6)),
        ("nominal maximum", lambda key: _filled(INK, key, 0, 4, 14, 2)),
        ("no step open", lambda key: _hatched(key, 0, 1, 14, 8)),
        ("single date", lambda key: _point(key, 7, 5)),
    ]
    samples += [
        (outcome.label.lower(), lambda key, outcome=outcome: _icon(outcome, key, 7, 5))
        for outcome in OUTCOME_LINES
        if outcome in outcomes
    ]
    lines, x = [[]], 0
    for words, draw in samples:
        width = KEY_SAMPLE + stringWidth(words, "Body", KEY_SIZE) + KEY_GAP
        if x + width > WIDTH:
            lines.append([])
            x = 0
        lines[-1].append((x, words, draw))
        x += width
    key = Drawing(WIDTH, KEY_LINE * len(lines) + 4)
    for number, line in enumerate(reversed(lines)):
        for x, words, draw in line:
            sample = Group(transform=(1, 0, 0, 1, x, KEY_LINE * number + 4))
            draw(sample)
            sample.add(_label(KEY_SAMPLE, 2.5, words, KEY_SIZE))
            key.add(sample)
    return key


def _stopped_sample(key):
    _filled(ACCENT, key, 0, 2, 14, 6)
    _filled(PAPER, key, 4, 3.5, 6, 3)


def _label(x, y, words, size=6.5, anchor="start"):
    return String(x, y, words, fontName="Body", fontSize=size, fillColor=SOFT, textAnchor=anchor)


def _x(text):
    """Return points from an SVG percentage of the axis."""
    return float(text.rstrip("%")) / 100 * BARS_WIDTH


def _years(axis):
    drawing = Drawing(BARS_WIDTH, 12)
    for x, label in axis.ticks:
        drawing.add(_label(_x(x) + 2, 3, label))
        drawing.add(Line(_x(x), 0, _x(x), 12, strokeColor=LINE, strokeWidth=0.5))
    return drawing


def _row(words, draw, timeline):
    """Return the cells of a row: words, and bars over the years and idle times of all rows."""
    heights = [one.wrap(TEXT_WIDTH - TEXT_GAP, 1e4)[1] + one.getSpaceAfter() for one in words]
    height = max(MIN_HEIGHT, sum(heights) + 6)
    bars = Drawing(BARS_WIDTH, height)
    for gap in timeline.idle:
        _hatched(bars, _x(gap.x), 0, _x(gap.width), height)
    for x, _ in timeline.axis.ticks:
        bars.add(Line(_x(x), 0, _x(x), height, strokeColor=LINE, strokeWidth=0.5))
    draw(bars, height)
    return words, bars


def _bars(row, drawing, height):
    """Draw the bars of a step, at the same distances from the top as on the page."""

    def bar(draw, span, top, thick):
        draw(drawing, _x(span[0]), height - top - thick, max(_x(span[1]), 0.8), thick)

    if row.planned:
        bar(_outlined, row.planned, 5, 18)
    if row.real:
        bar(partial(_filled, ACCENT), row.real, 9, 10)
    if row.beyond:
        bar(partial(_filled, SIGNAL), row.beyond, 9, 10)
    for stop in row.stops:
        bar(partial(_filled, PAPER), stop, 11, 6)
    if row.nominal:
        bar(partial(_filled, INK), row.nominal, 26, 2.5)
    if row.point:
        _point(drawing, _x(row.point), height - 14)


def _idle_days(idle, drawing, height):
    for gap in idle:
        if gap.is_wide:
            drawing.add(_label(_x(gap.middle), height / 2 - 2, f"{gap.days:,}", 6.5, "middle"))
