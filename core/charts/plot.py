"""Plots of measured numbers on axes: spans, columns above and below zero, curves and points.

A `Plot` is data with words, as a `Chart` is, but its numbers may be negative. `draw_plot` returns
it as a `Drawing`.
"""

import math
import textwrap
from dataclasses import dataclass

from .headlines import Titled
from .shapes import Circle, Drawing, Line, Link, Rect, Text, letters_in, shortened

WIDTH = 620
LABELS, RIGHT = 190, 16
ROW, BAR = 30, 16
HEIGHT = 230
LEFT, TOP, BELOW = 66, 26, 46
POINT = 2.2
NAMED_POINT = 4.5
LABEL_LINE = 13
LEGEND_LINE = 18
BESIDE, ABOVE = 4, -6  # from a point to the baseline of its word
LETTER = 6.4  # width of a letter of size 11 with its margin
SPANS, COLUMNS, CURVES, POINTS = "spans", "columns", "curves", "points"


@dataclass(frozen=True)
class Span:
    """A bar from `start` to `end`, with `words` beside it and a mark at `point`.

    The part from `start` to `middle` has the paint `mid`, if `middle` is given.
    """

    label: str
    start: float
    end: float
    words: str = ""
    paint: str = "bar"
    point: float | None = None
    middle: float | None = None


@dataclass(frozen=True)
class Bar:
    label: str
    value: float
    paint: str = "bar"


@dataclass(frozen=True)
class Curve:
    """Points (x, y), joined by a line unless the plot shows points. `labels` are written beside
    them."""

    label: str
    points: tuple
    paint: str = "accent"
    dashed: bool = False
    labels: tuple = ()


@dataclass(frozen=True)
class Rule:
    """A vertical line through the plot at a number of the x axis, with a label."""

    value: float
    label: str = ""


@dataclass(frozen=True)
class Plot(Titled):
    """A plot, and the table of its numbers: `header` and `figures`. `x_label` and `y_label` name
    the axes with units. `headline` is a sentence about what the plot shows."""

    name: str
    title: str
    form: str
    header: tuple
    figures: tuple
    marks: tuple
    rules: tuple[Rule, ...] = ()
    x_label: str = ""
    y_label: str = ""
    note: str = ""
    headline: str = ""

    @property
    def is_empty(self):
        return not self.marks


def short(number):
    """Return a number as axes write it: 1.2 M, 400 k, 0.05."""
    size = abs(number)
    for limit, letter in ((1e9, " bn"), (1e6, " M"), (1e3, " k")):
        if size >= limit:
            return f"{number / limit:,.4g}{letter}"
    return f"{number:.3g}"


def ticks(low, high, most=6):
    """Return round numbers from at most `low` to at least `high`."""
    if not high > low:
        low, high = low - 1, high + 1
    rough = (high - low) / most
    scale = 10 ** math.floor(math.log10(rough))
    step = next(scale * factor for factor in (1, 2, 2.5, 5, 10) if scale * factor >= rough)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [place * step for place in range(first, last + 1)]


class _Scale:
    """From numbers to pixels."""

    def __init__(self, numbers, start, end, most=6):
        self.ticks = ticks(min(numbers), max(numbers), most)
        self._low, self._high = self.ticks[0], self.ticks[-1]
        self._start, self._end = start, end

    def __call__(self, number):
        share = (number - self._low) / (self._high - self._low)
        return self._start + share * (self._end - self._start)


def draw_plot(plot):
    return {SPANS: _spans, COLUMNS: _columns, CURVES: _curves, POINTS: _curves}[plot.form](plot)


def _spans(plot):
    numbers = [each for one in plot.marks for each in (one.start, one.end)]
    numbers += [rule.value for rule in plot.rules]
    height = TOP + len(plot.marks) * ROW
    drawing = Drawing(WIDTH, height + BELOW, plot.shown_title)
    room = max(len(one.words) for one in plot.marks) * LETTER + 12
    scale = _Scale(numbers, LABELS, WIDTH - max(room, 2 * RIGHT), most=4)
    for tick in scale.ticks:
        drawing.items += [
            Rect(scale(tick), TOP - 4, 0.75, height - TOP + 4, "line"),
            Text(scale(tick), height + 16, short(tick), "soft", "middle", size=11),
        ]
    for place, one in enumerate(plot.marks):
        drawing.items.append(_span(one, TOP + place * ROW, scale))
    for rule in plot.rules:
        x = scale(rule.value)
        drawing.items += [
            Line(((x, TOP - 6), (x, height)), "ink", 1.25, dashed=True),
            Text(x, TOP - 11, rule.label, "ink", "middle", size=11),
        ]
    drawing.items.append(Text(WIDTH, height + 36, plot.x_label, "soft", "end", size=11))
    return drawing


def _span(one, top, scale):
    low, high = sorted((scale(one.start), scale(one.end)))
    y = top + (ROW - BAR) / 2
    shapes = [Rect(0, top, WIDTH, ROW, "hit"), Rect(low, y, max(high - low, 1), BAR, one.paint)]
    if one.middle is not None:
        ends = sorted((scale(one.start), scale(one.middle)))
        shapes.append(Rect(ends[0], y, max(ends[1] - ends[0], 0.5), BAR, "mid"))
    if one.point is not None:
        shapes.append(Rect(scale(one.point) - 1.5, y - 3, 3, BAR + 6, "ink"))
    shapes += _label(one.label, top)
    shapes.append(Text(high + 6, top + ROW / 2 + 4, one.words, size=11))
    return Link("", f"{one.label}: {one.words}", tuple(shapes))


def _label(words, top):
    """Return the items of a label: one line, or two smaller ones if the words are too long."""
    if len(words) <= letters_in(LABELS - 10):
        return [Text(0, top + ROW / 2 + 4, words)]
    first, *rest = textwrap.wrap(words, letters_in(LABELS - 10, 11))
    second = shortened(" ".join(rest), LABELS - 10, 11)
    lines = [first, second] if second else [first]
    middle = top + ROW / 2 + (4 if len(lines) == 1 else -2)
    return [Text(0, middle + 13 * place, line, size=11) for place, line in enumerate(lines)]


def _y_axis(drawing, scale, label, base):
    for tick in scale.ticks:
        drawing.items += [
            Rect(LEFT, scale(tick), WIDTH - LEFT - RIGHT, 0.75, "line"),
            Text(LEFT - 8, scale(tick) + 4, short(tick), "soft", "end", size=11),
        ]
    drawing.items.append(Text(0, 14, label, "soft", size=11))
    drawing.items.append(Rect(LEFT, base, WIDTH - LEFT - RIGHT, 1, "mid"))


def _columns(plot):
    drawing = Drawing(WIDTH, TOP + HEIGHT + BELOW, plot.shown_title)
    values = [one.value for one in plot.marks]
    scale = _Scale([*values, 0.0], TOP + HEIGHT, TOP)
    _y_axis(drawing, scale, plot.y_label, scale(0))
    step = (WIDTH - LEFT - RIGHT) / len(plot.marks)
    every = max(math.ceil(30 / step), 1)
    for place, one in enumerate(plot.marks):
        x, ends = LEFT + place * step, sorted((scale(0), scale(one.value)))
        bar = Rect(x + 1.5, ends[0], max(step - 3, 1), max(ends[1] - ends[0], 0.5), one.paint)
        drawing.items.append(Link("", f"{one.label}: {short(one.value)}", (bar,)))
        if place % every == 0:
            drawing.items.append(
                Text(x + step / 2, TOP + HEIGHT + 16, one.label, "soft", "middle", size=11)
            )
    drawing.items.append(
        Text(WIDTH - RIGHT, TOP + HEIGHT + 36, plot.x_label, "soft", "end", size=11)
    )
    return drawing


def _curves(plot):
    points = [point for curve in plot.marks for point in curve.points]
    across = [x for x, _ in points] + [rule.value for rule in plot.rules]
    legend = _legend_places(plot.marks) if len(plot.marks) > 1 else []
    lines = legend[-1][-1] + 1 if legend else 0
    drawing = Drawing(WIDTH, TOP + HEIGHT + BELOW + lines * LEGEND_LINE, plot.shown_title)
    top, bottom = TOP, TOP + HEIGHT
    scale_x = _Scale(across, LEFT, WIDTH - RIGHT)
    scale_y = _Scale([y for _, y in points] + [0.0], bottom, top)
    _y_axis(drawing, scale_y, plot.y_label, scale_y(0))
    for tick in scale_x.ticks:
        x = scale_x(tick)
        drawing.items += [
            Rect(x, top, 0.75, HEIGHT, "line"),
            Text(x, bottom + 16, short(tick), "soft", "middle", size=11),
        ]
    for curve in plot.marks:
        placed = tuple((scale_x(x), scale_y(y)) for x, y in curve.points)
        if plot.form == POINTS and not curve.dashed:
            radius = NAMED_POINT if curve.labels else POINT
            drawing.items += [Circle(x, y, radius, curve.paint) for x, y in placed]
        else:
            drawing.items.append(Line(placed, curve.paint, 2, curve.dashed))
    named = [
        (scale_x(x), scale_y(y), label)
        for curve in plot.marks
        for (x, y), label in zip(curve.points, curve.labels, strict=False)
        if label
    ]
    drawing.items += _point_labels(named, BESIDE if plot.form == POINTS else ABOVE)
    for rule in plot.rules:
        x = scale_x(rule.value)
        drawing.items += [
            Line(((x, top), (x, bottom)), "ink", 1.25, dashed=True),
            Text(x + 4, top + 10, rule.label, size=11),
        ]
    drawing.items.append(Text(WIDTH - RIGHT, bottom + 36, plot.x_label, "soft", "end", size=11))
    if legend:
        _legend(drawing, legend, bottom + 54)
    return drawing


def _point_labels(named, shift):
    """Return labels beside their points, on the side with more room. Labels that would overlap are
    moved down."""
    items, taken = [], []
    for x, y, label in sorted(named, key=lambda one: one[1]):
        is_left = x > (LEFT + WIDTH) / 2
        words = shortened(label, x - LEFT - 10 if is_left else WIDTH - x - 10, 11)
        width = len(words) * LETTER
        start = x - 9 - width if is_left else x + 9
        baseline = y + shift
        while any(
            abs(baseline - other) < LABEL_LINE and start < right and left < start + width
            for left, right, other in taken
        ):
            baseline += LABEL_LINE / 2
        taken.append((start, start + width, baseline))
        anchor, at = ("end", x - 9) if is_left else ("start", x + 9)
        items.append(Text(at, baseline, words, "ink", anchor, size=11))
    return items


def _legend_places(curves):
    """Return [(curve, words, x, line)]: the legend goes on in a next line where one is full."""
    places, x, line = [], LEFT, 0
    for curve in curves:
        if not curve.label:
            continue
        words = shortened(curve.label, WIDTH - LEFT - 20)
        width = 34 + len(words) * 6.6
        if places and x + width > WIDTH:
            x, line = LEFT, line + 1
        places.append((curve, words, x, line))
        x += width
    return places


def _legend(drawing, places, top):
    for curve, words, x, line in places:
        y = top + line * LEGEND_LINE
        drawing.items.append(Rect(x, y - 9, 11, 11, curve.paint))
        drawing.items.append(Text(x + 16, y, words))
