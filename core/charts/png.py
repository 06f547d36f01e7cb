"""Drawings as PNG, as wide as a slide, so that nobody has to enlarge them."""

import io
import math
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from .colours import COLOURS, HATCH_STROKE_WIDTH, colour_of, hatch, hatch_colour, in_own_font
from .shapes import Circle, Line, Outline, Rect

SLIDE_WIDTH = 1920  # pixels
SMOOTHING_FACTOR = 2  # drawn larger and then reduced, so that diagonal lines are smooth
FONT_FOLDER = Path(__file__).parent.parent / "fonts"
DASH_LENGTH = 4
ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}


def file_png(drawing):
    factor = SMOOTHING_FACTOR * SLIDE_WIDTH / drawing.width
    size = SLIDE_WIDTH * SMOOTHING_FACTOR, round(drawing.height * factor)
    image = Image.new("RGB", size, COLOURS["paper"])
    canvas = ImageDraw.Draw(image)
    for shape in drawing.flat:
        _draw(canvas, shape, factor)
    file = io.BytesIO()
    few_colours = image.reduce(SMOOTHING_FACTOR).quantize(128, Image.Quantize.FASTOCTREE)
    few_colours.save(file, "PNG")
    return file.getvalue()


def _draw(canvas, shape, factor):
    colour = colour_of(shape)
    if isinstance(shape, Rect):
        left, top = shape.x * factor, shape.y * factor
        right, bottom = left + shape.width * factor - 1, top + shape.height * factor - 1
        canvas.rectangle((left, top, max(right, left), max(bottom, top)), colour)
        for line in hatch(shape):
            ends = [round(place * factor) for place in line]
            canvas.line(ends, hatch_colour(shape), round(HATCH_STROKE_WIDTH * factor))
    elif isinstance(shape, Outline):
        for ring in shape.rings:
            points = [(x * factor, y * factor) for x, y in ring]
            canvas.polygon(points, colour)
            canvas.line([*points, points[0]], COLOURS["paper"], round(factor))
    elif isinstance(shape, Line):
        points = [(x * factor, y * factor) for x, y in shape.points]
        for ends in pairwise(points):
            for start, end in dashes(*ends, DASH_LENGTH * factor) if shape.dashed else [ends]:
                canvas.line([start, end], colour, max(round(shape.width * factor), 1))
    elif isinstance(shape, Circle):
        canvas.circle((shape.x * factor, shape.y * factor), shape.radius * factor, colour)
    else:
        font = _font(shape.bold, round(shape.size * factor * 0.92))
        place = shape.x * factor, shape.y * factor
        canvas.text(place, in_own_font(shape.text), colour, font, ANCHORS[shape.anchor])


def dashes(start, end, step):
    """Yield the ends of each dash of a line; dashes and gaps are `step` long."""
    length = math.hypot(end[0] - start[0], end[1] - start[1])
    if not length:
        return
    for place in range(0, int(length / step) + 1, 2):
        ends = (min(each * step / length, 1) for each in (place, place + 1))
        yield tuple(
            (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
            for share in ends
        )


@lru_cache(maxsize=32)
def _font(bold, size):
    return ImageFont.truetype(FONT_FOLDER / f"DejaVuSans{'-Bold' if bold else ''}.ttf", size)
