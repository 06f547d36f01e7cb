"""Charts drawn on the server, with one layout for the page, the SVG and PNG file and the PDF.

A `Chart` has numbers with labels and addresses. `draw` lays it out as a `Drawing` of simple
shapes, which `svg`, `png` and `pdf` write in their formats.
"""

from .data import Chart, Mark, Series
from .layout import draw
from .plot import Bar, Curve, Plot, Rule, Span, draw_plot

__all__ = ["Bar", "Chart", "Curve", "Mark", "Plot", "Rule", "Series", "Span", "draw", "draw_plot"]
