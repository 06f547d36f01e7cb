"""Drawings in PDF files."""

from reportlab.graphics.shapes import Circle as PdfCircle
from reportlab.graphics.shapes import Drawing as PdfDrawing
from reportlab.graphics.shapes import Line, PolyLine, String
from reportlab.graphics.shapes import Path as PdfPath
from reportlab.graphics.shapes import Rect as PdfRect
from reportlab.lib.colors import HexColor

from core.pdf import SMALL, paragraph

from .colours import COLOURS, HATCH_STROKE_WIDTH, colour_of, hatch, hatch_colour, in_own_font
from .shapes import Circle, Outline, Rect
from .shapes import Line as ShapeLine

FONT_SIZE_RATIO = 0.92  # the font of the PDF is wider than fonts of browsers


def pdf_titles(picture, look):
    """Return the paragraphs above a drawing: the title that says what it shows, and its subject."""
    subject = [paragraph(picture.subject, SMALL)] if picture.subject else []
    return [paragraph(picture.shown_title, look), *subject]


def pdf_drawing(drawing, width):
    """Return the drawing as a flowable of at most this width, never enlarged."""
    scale = min(width / drawing.width, 1)
    flowable = PdfDrawing(drawing.width * scale, drawing.height * scale)
    flowable.scale(scale, scale)
    for shape in drawing.flat:
        flowable.add(_shape(shape, drawing.height, HexColor(colour_of(shape))))
        for x, y, to_x, to_y in hatch(shape):
            ends = x, drawing.height - y, to_x, drawing.height - to_y
            colour = HexColor(hatch_colour(shape))
            flowable.add(Line(*ends, strokeColor=colour, strokeWidth=HATCH_STROKE_WIDTH))
    return flowable


def _shape(shape, height, colour):
    """Return the shape in PDF coordinates, where y starts at the bottom."""
    if isinstance(shape, Rect):
        y = height - shape.y - shape.height
        return PdfRect(shape.x, y, shape.width, shape.height, fillColor=colour, strokeColor=None)
    if isinstance(shape, ShapeLine):
        points = [part for x, y in shape.points for part in (x, height - y)]
        dashed = {"strokeDashArray": [4, 4]} if shape.dashed else {}
        return PolyLine(points, strokeColor=colour, strokeWidth=shape.width, **dashed)
    if isinstance(shape, Circle):
        return PdfCircle(
            shape.x, height - shape.y, shape.radius, fillColor=colour, strokeColor=None
        )
    if isinstance(shape, Outline):
        paper = HexColor(COLOURS["paper"])
        path = PdfPath(fillColor=colour, strokeColor=paper, strokeWidth=0.6)
        for ring in shape.rings:
            for place, (x, y) in enumerate(ring):
                (path.lineTo if place else path.moveTo)(x, height - y)
            path.closePath()
        return path
    return String(
        shape.x,
        height - shape.y,
        in_own_font(shape.text),
        fontName="Body-Bold" if shape.bold else "Body",
        fontSize=shape.size * FONT_SIZE_RATIO,
        fillColor=colour,
        textAnchor=shape.anchor,
    )
