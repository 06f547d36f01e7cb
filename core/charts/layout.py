"""The layout of charts. Lengths are in CSS pixels."""

import textwrap
from dataclasses import dataclass

from .data import BARS, COLUMNS, GROUPED, MULTIPLES
from .shapes import Drawing, Link, Rect, Text, letters_in, shortened

WIDE_WIDTH = 740
ROW_HEIGHT = 24
BAR_HEIGHT = 14
LABEL_WIDTH = 168
FIGURE_WIDTH = 48
GROUPED_BAR_HEIGHT = 18  # height of one bar in a group
MAX_BARS = 14
SMALL_FONT_SIZE = 10  # font size of a label in two lines


@dataclass(frozen=True)
class Size:
    """The size of a chart with one series: widths, largest number of bars, height of columns."""

    width: int
    labels: int
    bars: int
    columns: int


NORMAL = Size(360, LABEL_WIDTH, MAX_BARS, 130)
COMPACT = Size(232, 92, 6, 96)


def draw(chart, *, compact=False):
    size = COMPACT if compact else NORMAL
    if chart.form == BARS:
        return _bars(chart, size)
    if chart.form == COLUMNS:
        return _columns(chart, size)
    if chart.form == GROUPED:
        return _grouped(chart, size)
    return _multiples(chart) if chart.form == MULTIPLES else _stacked(chart)


def _link(chart, mark, shapes):
    dimmed = chart.any_chosen and not mark.chosen
    return Link(mark.url, mark.label, tuple(shapes), mark.chosen, dimmed)


def _figure(value):
    return f"{value:,}"


def _most(values):
    return max(values, default=0) or 1


def _bars(chart, size):
    (series,) = chart.series
    shown = first_and_chosen(chart.rows, size.bars)
    rest = len(series.marks) - len(shown)
    drawing = Drawing(size.width, (len(shown) + bool(rest)) * ROW_HEIGHT, chart.shown_title)
    room = size.width - size.labels - FIGURE_WIDTH
    most = _most(mark.value for mark in series.marks)
    for place, (category, (mark,)) in enumerate(shown):
        top = place * ROW_HEIGHT
        length = room * mark.value / most
        paint = mark.paint or series.paint
        bar = Rect(
            size.labels, top + (ROW_HEIGHT - BAR_HEIGHT) / 2, max(length, 1), BAR_HEIGHT, paint
        )
        drawing.items.append(
            _link(
                chart,
                mark,
                (
                    Rect(0, top, size.width, ROW_HEIGHT, "hit"),
                    *_label(category, [mark], top, size.labels - 8),
                    *([bar] if mark.value else []),
                    Text(size.labels + length + 6, top + 16, _figure(mark.value)),
                ),
            )
        )
    drawing.items += _rest(rest, len(shown) * ROW_HEIGHT)
    return drawing


def _rest(number, top):
    """Return the text about rows that are in the table but not drawn."""
    return [Text(0, top + 16, f"and {number} more", "soft", size=11)] if number else []


def first_and_chosen(rows, most):
    """Return the first rows; selected rows further down replace the last of them."""
    chosen = [any(mark.chosen for mark in marks) for _, marks in rows]
    places = sorted(range(len(rows)), key=lambda place: not chosen[place])[:most]
    return [rows[place] for place in sorted(places)]


def _label(category, marks, top, width):
    """Return the label in one line, or in two smaller lines if it is too long."""
    bold = any(mark.chosen for mark in marks)
    name = f"✓ {category}" if bold else category
    if len(name) <= letters_in(width, bold=bold):
        return [Text(0, top + 16, name, bold=bold)]
    first, *others = textwrap.wrap(name, letters_in(width, SMALL_FONT_SIZE, bold=bold))
    if not others:
        return [Text(0, top + 15, first, bold=bold, size=SMALL_FONT_SIZE)]
    lines = first, shortened(" ".join(others), width, SMALL_FONT_SIZE, bold=bold)
    return [
        Text(0, top + 10 + place * 11, line, bold=bold, size=SMALL_FONT_SIZE)
        for place, line in enumerate(lines)
    ]


def _legend(chart, drawing, width):
    """Add the names of the series above the plot; return the height used."""
    if len(chart.series) == 1:
        return 0
    x, y = 0, 12
    for series in chart.series:
        label = shortened(series.label, width - 16)
        needed = 34 + len(label) * 7.2
        if x and x + needed > width:
            x, y = 0, y + 18
        drawing.items += [Rect(x, y - 10, 11, 11, series.paint), Text(x + 16, y, label)]
        x += needed
    return y + 10


def _columns(chart, size):
    width = WIDE_WIDTH if len(chart.series) > 1 else size.width
    height = 190 if len(chart.series) > 1 else size.columns
    drawing = Drawing(width, 0, chart.shown_title)
    top = _legend(chart, drawing, width) + 8
    base = top + height
    drawing.height = base + 20
    left = 34
    slots = max(len(chart.categories), 1)
    step = min((width - left) / slots, 60)
    totals = [sum(mark.value for mark in marks) for _, marks in chart.rows]
    most = _round_up(_most(totals))
    for share in (0.5, 1):
        y = base - height * share
        drawing.items += [
            Rect(left, y, width - left, 0.5, "line"),
            Text(left - 6, y + 4, _figure(round(most * share)), "soft", "end", size=11),
        ]
    for place, (category, marks) in enumerate(chart.rows):
        x = left + place * step
        y = base
        for series, mark in zip(chart.series, marks, strict=True):
            tall = height * mark.value / most
            y -= tall
            hit = () if len(chart.series) > 1 else (Rect(x, top, step, height + 18, "hit"),)
            if mark.value or hit:
                bar = Rect(x + 1, y, max(step - 2, 1), max(tall, 0.5), series.paint)
                drawing.items.append(_link(chart, mark, (*hit, bar)))
        if _is_labelled(chart.categories, place, step):
            words = shortened(category, max(step * 2, 34), 11)
            drawing.items.append(Text(x + step / 2, base + 15, words, "soft", "middle", size=11))
    drawing.items.append(Rect(left, base, width - left, 1, "mid"))
    return drawing


def _is_labelled(categories, place, step):
    every = next(n for n in (1, 2, 5, 10, 20, 50) if n * step >= 32 or n == 50)
    category = categories[place]
    return int(category) % every == 0 if category.isdecimal() else place == len(categories) - 1


def _round_up(number):
    """Return the next of 2, 4, 6, 8, 10 times a power of ten, so that half of it is an integer."""
    scale = 1
    while True:
        for factor in (2, 4, 6, 8, 10):
            if number <= factor * scale:
                return factor * scale
        scale *= 10


def _multiples(chart):
    """Draw one column of bars per series on one scale, with the categories named once."""
    drawing = Drawing(WIDE_WIDTH, 30 + len(chart.categories) * ROW_HEIGHT, chart.shown_title)
    labels = 130
    panel = (WIDE_WIDTH - labels) / max(len(chart.series), 1)
    room = panel - (46 if len(chart.series) > 2 else 96)
    most = _most(mark.size for series in chart.series for mark in series.marks)
    for place, (category, marks) in enumerate(chart.rows):
        drawing.items += _label(category, marks, 30 + place * ROW_HEIGHT, labels - 8)
    for column, series in enumerate(chart.series):
        x = labels + column * panel
        drawing.items += [
            Text(x, 14, shortened(series.label, panel - 8, bold=True), bold=True),
            Rect(x, 22, panel - 12, 2, series.paint),
        ]
        for place, mark in enumerate(series.marks):
            y = 30 + place * ROW_HEIGHT
            length = room * mark.size / most
            bar = Rect(
                x, y + (ROW_HEIGHT - BAR_HEIGHT) / 2, max(length, 0.5), BAR_HEIGHT, series.paint
            )
            drawing.items.append(
                _link(
                    chart,
                    mark,
                    (
                        Rect(x, y, panel - 4, ROW_HEIGHT, "hit"),
                        *([bar] if mark.value else []),
                        Text(
                            x + length + 5,
                            y + 16,
                            mark.figure,
                            "ink" if mark.value else "soft",
                        ),
                    ),
                )
            )
    return drawing


def _grouped(chart, size):
    """Draw the bars of all series below each other, per category."""
    drawing = Drawing(size.width, 0, chart.shown_title)
    top = _legend(chart, drawing, size.width) + 8
    high = len(chart.series) * GROUPED_BAR_HEIGHT + 8
    drawing.height = top + len(chart.categories) * high
    room = size.width - size.labels - 2 * FIGURE_WIDTH
    most = _most(mark.size for series in chart.series for mark in series.marks)
    for place, (category, marks) in enumerate(chart.rows):
        y = top + place * high
        drawing.items += _label(category, marks, y + (high - 8 - ROW_HEIGHT) / 2, size.labels - 8)
        for turn, (series, mark) in enumerate(zip(chart.series, marks, strict=True)):
            start, length = y + turn * GROUPED_BAR_HEIGHT, room * mark.size / most
            bar = Rect(
                size.labels,
                start + (GROUPED_BAR_HEIGHT - BAR_HEIGHT) / 2,
                max(length, 1),
                BAR_HEIGHT,
                series.paint,
            )
            figure = Text(
                size.labels + (length + 6 if mark.value else 0),
                start + 13,
                mark.figure,
                "ink" if mark.value else "soft",
            )
            hit = Rect(size.labels, start, size.width - size.labels, GROUPED_BAR_HEIGHT, "hit")
            bars = [bar] if mark.value else []
            drawing.items.append(_link(chart, mark, (hit, *bars, figure)))
    return drawing


def _stacked(chart):
    drawing = Drawing(WIDE_WIDTH, 0, chart.shown_title)
    top = _legend(chart, drawing, WIDE_WIDTH) + 4
    shown = first_and_chosen(chart.rows, MAX_BARS)
    rest = len(chart.rows) - len(shown)
    drawing.height = top + (len(shown) + bool(rest)) * ROW_HEIGHT
    room = WIDE_WIDTH - LABEL_WIDTH - FIGURE_WIDTH
    most = _most(sum(mark.value for mark in marks) for _, marks in shown)
    for place, (category, marks) in enumerate(shown):
        y = top + place * ROW_HEIGHT
        drawing.items += _label(category, marks, y, LABEL_WIDTH - 8)
        x = LABEL_WIDTH
        for series, mark in zip(chart.series, marks, strict=True):
            length = room * mark.value / most
            if mark.value:
                bar = Rect(
                    x,
                    y + (ROW_HEIGHT - BAR_HEIGHT) / 2 - 2,
                    max(length - 1, 0.5),
                    BAR_HEIGHT + 4,
                    series.paint,
                )
                drawing.items.append(_link(chart, mark, (bar,)))
            x += length
        total = _figure(sum(mark.value for mark in marks))
        drawing.items.append(Text(x + 6, y + 16, total, "soft"))
    drawing.items += _rest(rest, top + len(shown) * ROW_HEIGHT)
    return drawing
