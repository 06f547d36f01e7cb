"""The shapes of all charts. Lengths are in CSS pixels; `paint` is the name of a colour role."""

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
    """A text. `y` is the baseline; `anchor` is start, middle or end."""

    x: float
    y: float
    text: str
    paint: str = "ink"
    anchor: str = "start"
    bold: bool = False
    size: float = FONT_SIZE


@dataclass(frozen=True, slots=True)
class Outline:
    """Closed rings as an SVG path: `M` and a point, `l` and relative steps, `z`.

    `moved` shifts the whole outline.
    """

    d: str
    paint: str
    moved: tuple[float, float] = (0, 0)

    @property
    def rings(self):
        """Yield each ring as a list of (x, y), shifted by `moved`."""
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
class Line:
    """A line through the points (x, y), without a filling."""

    points: tuple
    paint: str
    width: float = 1.5
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Shapes that are one link; `label` describes them."""

    url: str
    label: str
    shapes: tuple
    chosen: bool = False
    dimmed: bool = False


@dataclass(frozen=True, slots=True)
class Layer:
    """Shapes and links that a page shows only in some widths, by the class `layer-<name>`: `wide`
    or `narrow`. The shapes of a link can be in layers, too."""

    name: str
    items: tuple
    is_in_files: bool = True


@dataclass
class Drawing:
    width: float
    height: float
    title: str
    items: list = field(default_factory=list)

    @property
    def flat(self):
        """Yield all visible shapes without their links, in drawing order."""
        for item in _in_files(self.items):
            shapes = _in_files(item.shapes) if isinstance(item, Link) else (item,)
            is_pale = isinstance(item, Link) and item.dimmed
            for shape in shapes:
                if shape.paint != "hit":
                    pale = is_pale and isinstance(shape, Rect)
                    yield replace(shape, pale=True) if pale else shape


def _in_files(items):
    for item in items:
        if not isinstance(item, Layer):
            yield item
        elif item.is_in_files:
            yield from item.items


def letters_in(width, size=FONT_SIZE, *, bold=False):
    """Return about how many letters fit into a width.

    A sans-serif letter is slightly more than half as wide as high.
    """
    return max(int(width / (size * (0.64 if bold else 0.56))), 2)


def shortened(text, width, size=FONT_SIZE, *, bold=False):
    most = letters_in(width, size, bold=bold)
    return text if len(text) <= most else f"{text[: most - 1].rstrip(' ,(')}…"
