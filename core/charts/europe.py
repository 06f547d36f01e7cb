"""The map of Europe, with countries shaded by number. tools/map_of_europe.py made the outlines."""

import json
import math
from functools import lru_cache
from pathlib import Path

from .shapes import Circle, Drawing, Layer, Line, Link, Outline, Rect, Text

SHADES = 5
NUMBER_FONT_SIZE = 21
# On a phone the map has a third of its size, so that readable numbers need more of its pixels.
PHONE_FONT_SIZE = 34
MARKER_RADIUS = 13
PIXELS_PER_DIGIT = 5  # half the width of a digit: the free space is measured from the centre
PHONE_PIXELS_PER_DIGIT = 9
MOST_OVERHANG = 1.5  # width of a number on a phone, as a multiple of the free space
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
    beside a line that leads to the country; on a phone these countries have no number.
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
            paint = "on-shade" if shade >= SHADES - 1 else "ink"
            share = country["centre"][2] / (PIXELS_PER_DIGIT * len(words))
            if code in CALLOUTS and (country["is_small"] or share <= 1):
                wide = _callout(code, x, y, words, mark.chosen)
                items = last
            else:
                size = NUMBER_FONT_SIZE * min(share, 1)
                wide = [Text(x, y + size / 3, words, paint, "middle", mark.chosen, size)]
            narrow = phone_label(country, words, paint, bold=mark.chosen)
            if narrow and PHONE_PIXELS_PER_DIGIT * len(words) > country["centre"][2]:
                items = last
            shapes += layers(wide, narrow)
        items.append(
            Link(mark.url, mark.label, tuple(shapes), mark.chosen, dimmed and not mark.chosen)
        )
    drawing.items += last
    if not bare:
        drawing.items += layers(
            _legend(limits, number, data["height"] + 14),
            _phone_legend(limits, number, data["height"] + 8),
        )
    return drawing


def layers(wide, narrow):
    """Return the layer for files and wide screens and, instead of it, the one for phones."""
    return [Layer("wide", tuple(wide)), Layer("narrow", tuple(narrow), is_in_files=False)]


def phone_label(country, words, paint, *, bold=False):
    """Return the label of a country on a phone, or nothing if the country is too small for it."""
    x, y, free = country["centre"]
    if PHONE_PIXELS_PER_DIGIT * len(words) > MOST_OVERHANG * free:
        return []
    return [Text(x, y + PHONE_FONT_SIZE / 3, words, paint, "middle", bold, PHONE_FONT_SIZE)]


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
    for words, shade in _legend_steps(limits, number):
        yield Rect(x, y, 26, 20, f"shade-{shade}")
        yield Text(x + 34, y + 17, words, size=20)
        x += 56 + len(words) * 11.5


def _phone_legend(limits, number, y):
    x = 0
    for words, shade in _legend_steps(limits, number):
        yield Rect(x, y, 34, 34, f"shade-{shade}")
        yield Text(x + 42, y + 29, words, size=PHONE_FONT_SIZE)
        x += 64 + len(words) * 16.5


def _legend_steps(limits, number):
    first = SHADES - len(limits) + 1
    return [("none", 0), *((f"to {number(limit)}", first + i) for i, limit in enumerate(limits))]
