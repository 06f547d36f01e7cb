"""The map of Europe, with countries shaded by number. tools/map_of_europe.py made the outlines."""

import json
import math
from functools import lru_cache
from pathlib import Path

from .shapes import Circle, Drawing, Line, Link, Outline, Rect, Text

SHADES = 5
NUMBER_FONT_SIZE = 21
MARKER_RADIUS = 13
PIXELS_PER_DIGIT = 5  # half the width of a digit: the free space is measured from the centre
# Free places on the sea for the numbers of countries that are too small for them: x and y of the
# text, and its anchor.
CALLOUTS = {
    "DK": (352, 378, "end"),
    "NL": (352, 410, "end"),
    "BE": (176, 548, "end"),
    "LU": (176, 576, "end"),
    "CH": (176, 604, "end"),
    "LI": (176, 632, "end"),
    "SI": (606, 800, "start"),
    "HR": (626, 772, "start"),
    "MT": (590, 884, "start"),
    "CY": (915, 872, "middle"),
}


@lru_cache(maxsize=1)
def geography():
    return json.loads(Path(__file__).with_name("europe.json").read_text("utf-8"))


def population(code):
    """Return the number of inhabitants. Raise KeyError if the country is not on the map."""
    return geography()["countries"][code]["population"]


def limits_of(values):
    """Return the limit of each shade, a round number, ascending.

    Each shade has about the same number of countries. Equal limits are merged, so that there may
    be fewer than SHADES.
    """
    ordered = sorted(value for value in values if value)
    places = (round(len(ordered) * shade / SHADES) - 1 for shade in range(1, SHADES + 1))
    return sorted({_rounded_up(ordered[place]) for place in places if place >= 0})


def _rounded_up(number):
    """Return the next of 1, 2 and 5 times a power of ten."""
    scale = 10 ** math.floor(math.log10(number))
    steps = (round(factor * scale, 9) for factor in (1, 2, 5, 10))
    return next(step for step in steps if number <= step)


def shade_of(value, limits):
    """Return 0 for no value, otherwise 1 (lightest) to 5 (darkest)."""
    if not value:
        return 0
    place = next(i for i, limit in enumerate(limits, 1) if value <= limit)
    return SHADES - len(limits) + place


def draw_map(title, marks, values, *, number=str, bare=False):
    """Return the drawing of the map.

    `marks` (link and label) and `values` (shade) are dictionaries by country code. `bare` omits
    numbers and legend, for a small map. The numbers of countries that are too small for them are
    beside a line that leads to the country.
    """
    data = geography()
    legend = 0 if bare else 44
    drawing = Drawing(data["width"], data["height"] + legend, title)
    drawing.items.append(Outline(data["others"], "land"))
    limits = limits_of(values.values())
    dimmed = any(mark.chosen for mark in marks.values())
    last = []  # lines over other countries are drawn after these
    for code, country in sorted(data["countries"].items(), key=lambda item: item[1]["is_small"]):
        mark, shade = marks[code], shade_of(values[code], limits)
        x, y, _ = country["centre"]
        shapes = [Outline(country["d"], f"shade-{shade}")]
        if country["is_small"]:
            shapes.append(Circle(x, y, MARKER_RADIUS, f"shade-{shade}"))
        items = drawing.items
        if values[code] and not bare:
            words = number(values[code])
            share = country["centre"][2] / (PIXELS_PER_DIGIT * len(words))
            if code in CALLOUTS and (country["is_small"] or share <= 1):
                shapes += _callout(code, x, y, words, mark.chosen)
                items = last
            else:
                paint = "on-shade" if shade >= SHADES - 1 else "ink"
                size = NUMBER_FONT_SIZE * min(share, 1)
                shapes.append(Text(x, y + size / 3, words, paint, "middle", mark.chosen, size))
        items.append(
            Link(mark.url, mark.label, tuple(shapes), mark.chosen, dimmed and not mark.chosen)
        )
    drawing.items += last
    if not bare:
        drawing.items += _legend(limits, number, data["height"] + 14)
    return drawing


def _callout(code, x, y, words, chosen):
    """Return the number of a small country on the sea, and the line to it."""
    to_x, to_y, anchor = CALLOUTS[code]
    side = {"end": 6, "start": -6, "middle": 0}[anchor]
    end = (to_x + side, to_y - 7 if side else to_y - NUMBER_FONT_SIZE)
    return [
        Line(((x, y), end), "ink", 1),
        Text(to_x, to_y, f"{code} {words}", "ink", anchor, chosen, NUMBER_FONT_SIZE),
    ]


def _legend(limits, number, y):
    x = 12
    first = SHADES - len(limits) + 1
    steps = [("none", 0), *((f"to {number(limit)}", first + i) for i, limit in enumerate(limits))]
    for words, shade in steps:
        yield Rect(x, y, 26, 20, f"shade-{shade}")
        yield Text(x + 34, y + 17, words, size=20)
        x += 56 + len(words) * 11.5
