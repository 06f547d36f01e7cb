"""Colours of shapes in files, which have no stylesheet."""

from .shapes import Rect

HATCH_STROKE_WIDTH = 1.5
HATCH_SPACING = 5  # pixels between two diagonal lines
# The light scheme of static/css/tokens.css.
COLOURS = {
    "ink": "#14213d",
    "soft": "#4a5670",
    "line": "#d8dde7",
    "mid": "#7c879d",
    "paper": "#ffffff",
    "accent": "#0b6e6e",
    "accent-tint": "#cfe4e3",
    "signal": "#9c480a",
    "bar": "#45526b",
    "GTMP": "#3c719f",
    "sCTMP": "#5100a4",
    "TEP": "#85224b",
    "cATMP": "#497932",
    "unclear": "#8d96a5",
    "unclear-ground": "#eceef2",
    "hit": "none",
    "place": "#14213d",
    "on-place": "#ffffff",
    "land": "#e6e9ef",
    "on-shade": "#ffffff",
    "shade-0": "#eceef2",
    "shade-1": "#d5e6e5",
    "shade-2": "#a9cdcb",
    "shade-3": "#71abab",
    "shade-4": "#2f8484",
    "shade-5": "#0a5252",
}


def colour_of(shape):
    return _colour(shape, "unclear-ground" if _is_hatched(shape) else shape.paint)


def hatch_colour(shape):
    return _colour(shape, shape.paint)


def _colour(shape, paint):
    """Return the colour, lighter if the bar is not selected, as on the page."""
    colour = COLOURS[paint]
    if not getattr(shape, "pale", False):
        return colour
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - 0.45 * (255 - part)):02x}" for part in parts)


def _is_hatched(shape):
    return isinstance(shape, Rect) and shape.paint == "unclear"


def hatch(shape):
    """Yield the diagonal lines (x, y, x, y) that mark “unclear” without relying on colour."""
    if not _is_hatched(shape):
        return
    right, bottom = shape.x + shape.width, shape.y + shape.height
    first, last = int((shape.x + shape.y) // HATCH_SPACING), int((right + bottom) // HATCH_SPACING)
    for turn in range(first + 1, last + 1):
        both = turn * HATCH_SPACING  # x + y is constant along the line
        start, end = max(shape.x, both - bottom), min(right, both - shape.y)
        yield start, both - start, end, both - end


def in_own_font(text):
    """Replace the tick, which the fonts in core/fonts/ do not have."""
    return text.replace("✓", "●")
