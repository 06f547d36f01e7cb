"""The few shapes that all charts are drawn of. Lengths are in CSS pixels, `paint` names a role."""

from dataclasses import dataclass, field

FONT_SIZE = 12
# The light scheme of static/css/tokens.css, for files that know no stylesheet.
COLOURS = {
    "ink": "#14213d",
    "soft": "#4a5670",
    "line": "#d8dde7",
    "mid": "#7c879d",
    "paper": "#ffffff",
    "accent": "#0b6e6e",
    "accent-tint": "#cfe4e3",
    "GTMP": "#0b6e6e",
    "sCTMP": "#7a4fa3",
    "TEP": "#b4540a",
    "cATMP": "#2f5fb3",
    "unclear": "#8d96a5",
    "hit": "none",
    "land": "#e6e9ef",
    "on-shade": "#ffffff",
    "shade-0": "#eceef2",
    "shade-1": "#d5e6e5",
    "shade-2": "#a9cdcb",
    "shade-3": "#71abab",
    "shade-4": "#2f8484",
    "shade-5": "#0a5252",
}


@dataclass(frozen=True, slots=True)
class Rect:
    x: float
    y: float
    width: float
    height: float
    paint: str


@dataclass(frozen=True, slots=True)
class Text:
    """`y` is the baseline; `anchor` is start, middle or end."""

    x: float
    y: float
    text: str
    paint: str = "ink"
    anchor: str = "start"
    bold: bool = False
    size: float = FONT_SIZE


@dataclass(frozen=True, slots=True)
class Outline:
    """Closed rings in the words of an SVG path: `M` a point, `l` steps from one to the next, `z`.
    `moved` shifts them as a whole."""

    d: str
    paint: str
    moved: tuple[float, float] = (0, 0)

    @property
    def rings(self):
        """Lists of (x, y), moved."""
        for ring in filter(None, self.d.split("z")):
            start, _, steps = ring.removeprefix("M").partition("l")
            x, y = map(float, start.split(","))
            x, y = x + self.moved[0], y + self.moved[1]
            points = [(x, y)]
            for step in steps.split():
                dx, dy = map(float, step.split(","))
                x, y = x + dx, y + dy
                points.append((x, y))
            yield points


@dataclass(frozen=True, slots=True)
class Circle:
    x: float
    y: float
    radius: float
    paint: str


@dataclass(frozen=True, slots=True)
class Link:
    """Shapes that together lead to an address; `label` says what they show."""

    url: str
    label: str
    shapes: tuple
    chosen: bool = False
    dimmed: bool = False


@dataclass
class Drawing:
    width: float
    height: float
    title: str
    items: list = field(default_factory=list)

    @property
    def flat(self):
        """All shapes without their links, in drawing order."""
        for item in self.items:
            yield from item.shapes if isinstance(item, Link) else (item,)


def shortened(text, width, size=FONT_SIZE):
    """Cut to about so many pixels: letters of a sans-serif are half as wide as high, and a bit."""
    most = max(int(width / (size * 0.56)), 2)
    return text if len(text) <= most else f"{text[: most - 1].rstrip(' ,(')}…"
