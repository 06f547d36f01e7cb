"""The map of Europe, with countries shaded by number. tools/map_of_europe.py made the outlines."""

import json
from functools import lru_cache
from pathlib import Path

from .shapes import Circle, Drawing, Link, Outline, Rect, Text

SHADES = 5
NUMBER_FONT_SIZE = 21
MARKER_RADIUS = 13


@lru_cache(maxsize=1)
def geography():
    return json.loads(Path(__file__).with_name("europe.json").read_text("utf-8"))


def population(code):
    """Return the number of inhabitants. Raise KeyError if the country is not on the map."""
    return geography()["countries"][code]["population"]


def limits_of(values):
    """Return the largest value of each shade, ascending.

    Each shade has about the same number of countries. Equal limits are merged, so that there may
    be fewer than SHADES.
    """
    ordered = sorted(value for value in values if value)
    places = (round(len(ordered) * shade / SHADES) - 1 for shade in range(1, SHADES + 1))
    return sorted({ordered[place] for place in places if place >= 0})


def shade_of(value, limits):
    """Return 0 for no value, otherwise 1 (lightest) to 5 (darkest)."""
    if not value:
        return 0
    place = next(i for i, limit in enumerate(limits, 1) if value <= limit)
    return SHADES - len(limits) + place


def draw_map(title, marks, values, *, number=str, bare=False):
    """Return the drawing of the map.

    `marks` (link and label) and `values` (shade) are dictionaries by country code. `bare` omits
    numbers and legend, for a small map. Countries that are too small never show a number.
    """
    data = geography()
    legend = 0 if bare else 44
    drawing = Drawing(data["width"], data["height"] + legend, title)
    drawing.items.append(Outline(data["others"], "land"))
    limits = limits_of(values.values())
    dimmed = any(mark.chosen for mark in marks.values())
    for code, country in sorted(data["countries"].items(), key=lambda item: item[1]["is_small"]):
        mark, shade = marks[code], shade_of(values[code], limits)
        x, y, room = country["centre"]
        shapes = [Outline(country["d"], f"shade-{shade}")]
        if country["is_small"]:
            shapes.append(Circle(x, y, MARKER_RADIUS, f"shade-{shade}"))
        elif values[code] and not bare and room > 5 * len(number(values[code])):
            paint = "on-shade" if shade >= SHADES - 1 else "ink"
            words = number(values[code])
            shapes.append(Text(x, y + 7, words, paint, "middle", mark.chosen, NUMBER_FONT_SIZE))
        drawing.items.append(
            Link(mark.url, mark.label, tuple(shapes), mark.chosen, dimmed and not mark.chosen)
        )
    if not bare:
        drawing.items += _legend(limits, number, data["height"] + 14)
    return drawing


def _legend(limits, number, y):
    x = 12
    first = SHADES - len(limits) + 1
    steps = [("none", 0), *((f"to {number(limit)}", first + i) for i, limit in enumerate(limits))]
    for words, shade in steps:
        yield Rect(x, y, 26, 20, f"shade-{shade}")
        yield Text(x + 34, y + 17, words, size=20)
        x += 56 + len(words) * 11.5
