"""Charts on pages."""

from django import template

from core.charts import draw
from core.charts.svg import page_svg

register = template.Library()


@register.filter
def drawn(chart):
    return page_svg(draw(chart))


@register.filter
def drawn_compact(chart):
    return page_svg(draw(chart, compact=True))
