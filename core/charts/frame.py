"""A chart as a file, with the title above it and date, filter and source below it.

These texts are part of the picture, so that they cannot be separated from it.
"""

import textwrap
from dataclasses import replace

from .shapes import Circle, Drawing, Line, Outline, Rect, Text

MARGIN = 20
MIN_WIDTH = 420
LINE_HEIGHT = 17


def framed_picture(picture, drawing, lines):
    """Return the frame of a Chart, Plot or other `Titled` picture. Below a headline, the title
    names the subject."""
    end = "" if picture.subject.endswith(("?", "!", ".")) else "."
    subject = [f"{picture.subject}{end}"] if picture.subject else []
    return framed(drawing, picture.shown_title, [*subject, *lines])


def framed(drawing, title, lines):
    """Return a new drawing; `lines` are the texts below the chart, wrapped to its width."""
    scale = max(MIN_WIDTH / drawing.width, 1) if drawing.width < MIN_WIDTH else 1
    width = max(drawing.width, MIN_WIDTH) + 2 * MARGIN
    size = 12 if width < 900 else 16
    letters = int((width - 2 * MARGIN) / (size * 0.56))
    below = [part for line in lines for part in textwrap.wrap(line, letters)]
    heads = textwrap.wrap(title, int(letters * 0.72))
    top = MARGIN + len(heads) * (size + 10) + 6
    step = LINE_HEIGHT * size / 12
    height = top + drawing.height * scale + 16 + len(below) * step + MARGIN
    frame = Drawing(width, height, title)
    for place, head in enumerate(heads):
        y = MARGIN + 12 + place * (size + 10)
        frame.items.append(Text(MARGIN, y, head, bold=True, size=size + 4))
    frame.items += [_moved(shape, MARGIN, top, scale) for shape in drawing.flat]
    for place, line in enumerate(below, 1):
        y = top + drawing.height * scale + 10 + place * step
        frame.items.append(Text(MARGIN, y, line, "soft", size=size - 1))
    return frame


def _moved(shape, x, y, scale):
    if isinstance(shape, Outline):
        return replace(shape, moved=(x + shape.moved[0], y + shape.moved[1]))
    if isinstance(shape, Line):
        points = tuple((x + left * scale, y + top * scale) for left, top in shape.points)
        return replace(shape, points=points, width=shape.width * scale)
    place = {"x": x + shape.x * scale, "y": y + shape.y * scale}
    if isinstance(shape, Rect):
        return replace(shape, **place, width=shape.width * scale, height=shape.height * scale)
    if isinstance(shape, Circle):
        return replace(shape, **place, radius=shape.radius * scale)
    return replace(shape, **place, size=shape.size * scale)
