"""Drawings as SVG: with classes for the stylesheet of a page, or with colours for a file."""

import re

from django.utils.html import escape
from django.utils.safestring import mark_safe

from .colours import COLOURS, HATCH_STROKE_WIDTH, colour_of, hatch, hatch_colour
from .shapes import Circle, Layer, Line, Link, Outline, Rect

# A number, with the country of a callout before it or a share after it.
FIGURE = re.compile(r"(?:[A-Z]{2} )?[\d,.]+(?: · \d+ %)?")
FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


def page_svg(drawing, *, hidden=False):
    """Return the drawing with its links. `hidden` hides it from screen readers."""
    parts = [
        f'<svg class="chart-drawing" viewBox="0 0 {drawing.width:g} {drawing.height:g}" '
        f'role="group" aria-label="{escape(drawing.title)}" focusable="false">'
    ]
    parts += map(_page_item, drawing.items)
    parts.append("</svg>")
    return mark_safe("".join(parts))


def _page_item(item):
    if isinstance(item, Layer):
        return _layer(item, _page_item)
    return _page_link(item) if isinstance(item, Link) else _shape(item, _class)


def _layer(layer, svg_of):
    return f'<g class="layer-{layer.name}">{"".join(map(svg_of, layer.items))}</g>'


def _page_link(link):
    def svg_of(shape):
        if isinstance(shape, Layer):
            return _layer(shape, svg_of)
        return _shape(shape, _class, quiet=True, linked=bool(link.url))

    shapes = "".join(map(svg_of, link.shapes))
    state = " chart-chosen" if link.chosen else " chart-dimmed" if link.dimmed else ""
    if not link.url:
        return f'<g class="chart-mark{state}">{shapes}</g>'
    label = escape(link.label)
    current = ' aria-current="true"' if link.chosen else ""
    return (
        f'<a class="chart-mark{state}" href="{escape(link.url)}" aria-label="{label}"{current}>'
        f"<title>{label}</title>{shapes}</a>"
    )


def _class(paint):
    return f'class="paint-{paint}"'


def _shape(shape, paint, *, quiet=False, linked=False):
    """Return the SVG of a shape. A number that is `linked` is underlined, as any other link."""
    fill = paint(shape.paint)
    if isinstance(shape, Rect):
        place = f'x="{shape.x:.4g}" y="{shape.y:.4g}"'
        return f'<rect {place} width="{shape.width:.4g}" height="{shape.height:.4g}" {fill}/>'
    if isinstance(shape, Outline):
        moved = f' transform="translate{shape.moved}"' if any(shape.moved) else ""
        return f'<path d="{shape.d}" {fill}{moved} stroke="{COLOURS["paper"]}"/>'
    if isinstance(shape, Line):
        return _line(shape, fill)
    if isinstance(shape, Circle):
        return f'<circle cx="{shape.x:.4g}" cy="{shape.y:.4g}" r="{shape.radius:g}" {fill}/>'
    anchor = "" if shape.anchor == "start" else f' text-anchor="{shape.anchor}"'
    bold = ' font-weight="600"' if shape.bold else ""
    silent = ' aria-hidden="true"' if quiet else ""
    line = ' text-decoration="underline"' if linked and FIGURE.fullmatch(shape.text) else ""
    look = f'{fill}{anchor}{bold}{line} font-size="{shape.size:g}"{silent}'
    return f'<text x="{shape.x:.4g}" y="{shape.y:.4g}" {look}>{escape(shape.text)}</text>'


def _line(line, stroke):
    """Return the SVG of a line. `stroke` is the colour."""
    points = " ".join(f"{x:.5g},{y:.5g}" for x, y in line.points)
    dashes = ' stroke-dasharray="4 4"' if line.dashed else ""
    if stroke.startswith("fill="):
        look = f'{stroke.replace("fill=", "stroke=")} fill="none"'
    else:
        look = stroke.replace("paint-", "stroke-")
    return f'<polyline points="{points}" {look} stroke-width="{line.width:g}"{dashes}/>'


def file_svg(drawing):
    """Return the bytes of an independent file, with colours instead of classes and no links."""
    shapes = "".join(map(_file_shape, drawing.flat))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{drawing.width:g}" '
        f'height="{drawing.height:g}" viewBox="0 0 {drawing.width:g} {drawing.height:g}" '
        f'role="img" font-family="{FONT}"><title>{escape(drawing.title)}</title>'
        f'<rect width="100%" height="100%" fill="{COLOURS["paper"]}"/>{shapes}</svg>\n'
    ).encode()


def _file_shape(shape):
    drawn = _shape(shape, lambda paint: f'fill="{colour_of(shape)}"')
    lines = "".join(f"M{x:.5g} {y:.5g}L{to_x:.5g} {to_y:.5g}" for x, y, to_x, to_y in hatch(shape))
    if not lines:
        return drawn
    stroke = f'stroke="{hatch_colour(shape)}" stroke-width="{HATCH_STROKE_WIDTH}"'
    return f'{drawn}<path d="{lines}" {stroke}/>'
