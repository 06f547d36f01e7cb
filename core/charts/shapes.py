"""The few shapes that all charts are drawn of. Lengths are in CSS pixels, `paint` names a role."""

from dataclasses import dataclass, field, replace

FONT_SIZE = 12


@dataclass(frozen=True, slots=True)
class Rect:
    x: float
    y: float
    width: float
    height: float
    paint: str
    pale: bool = False


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
        """All shapes that are seen, without their links, in drawing order."""
        for item in self.items:
            shapes = item.shapes if isinstance(item, Link) else (item,)
            is_pale = isinstance(item, Link) and item.dimmed
            for shape in shapes:
                if shape.paint != "hit":
                    pale = is_pale and isinstance(shape, Rect)
                    yield replace(shape, pale=True) if pale else shape


def letters_in(width, size=FONT_SIZE, *, bold=False):
    """About how many there are in so many pixels: letters of a sans-serif are half as wide as high,
    and a bit."""
    return max(int(width / (size * (0.64 if bold else 0.56))), 2)


def shortened(text, width, size=FONT_SIZE, *, bold=False):
    most = letters_in(width, size, bold=bold)
    return text if len(text) <= most else f"{text[: most - 1].rstrip(' ,(')}…"
