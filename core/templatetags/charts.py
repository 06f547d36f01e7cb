"""Template filters for charts."""

from django import template
from django.utils.html import format_html, format_html_join

from core.charts import draw, draw_plot
from core.charts.svg import page_svg

register = template.Library()


@register.filter
def drawn(chart):
    return page_svg(draw(chart))


@register.filter
def drawn_compact(chart):
    return page_svg(draw(chart, compact=True))


@register.filter
def chart_table(chart):
    """Return the numbers of a chart as a table with the same links.

    A page has hundreds of cells, so that Python is faster than a template.
    """
    heads = format_html_join("", '<th scope="col">{}</th>', ((head,) for head in chart.header))
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th>{}</tr>',
        (
            (category, format_html_join("", "<td>{}</td>", map(_cell, marks)))
            for category, marks in chart.rows
        ),
    )
    return format_html(
        '<table class="chart-table" hx-boost="true"><caption class="visually-hidden">{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
        chart.title,
        heads,
        rows,
    )


@register.filter
def plot_drawn(plot):
    return page_svg(draw_plot(plot))


@register.filter
def plot_table(plot):
    """Return the numbers behind a plot as a table."""
    return format_html(
        '<table class="chart-table"><caption class="visually-hidden">{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
        plot.title,
        format_html_join("", '<th scope="col">{}</th>', ((head,) for head in plot.header)),
        format_html_join(
            "",
            '<tr><th scope="row">{}</th>{}</tr>',
            (
                (row[0], format_html_join("", "<td>{}</td>", map(_figure, row[1:])))
                for row in plot.figures
            ),
        ),
    )


def _figure(value):
    if value is None:
        return ("not defined",)
    if isinstance(value, float):
        return (f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.4g}",)
    return (value,)


def _cell(mark):
    if mark.url and mark.value:
        link = '<a href="{}" aria-label="{}">{}</a>'
        return (format_html(link, mark.url, mark.label, mark.figure),)
    return (mark.figure,)
