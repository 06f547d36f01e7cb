"""Charts drawn on the server: one layout for the page, the SVG and PNG file and the PDF report.

A `Chart` is numbers with words and addresses, and knows no app. `draw` lays it out as a `Drawing`
of plain shapes, which `svg`, `png` and `pdf` write in their own way.
"""

from .data import Chart, Mark, Series
from .layout import draw

__all__ = ["Chart", "Mark", "Series", "draw"]
