"""Template filters and tags for use cases."""

from django import template
from django.utils.html import format_html, format_html_join

from core.partial_dates import parse
from core.rich_text import shown

from .. import filters
from ..case_page import cases_with
from ..road import in_days

register = template.Library()


@register.filter
def rich_text(html):
    """Return the text as safe HTML, cleaned again."""
    return shown(html)


@register.filter
def partial_date(text):
    return str(parse(text) or "") if text else ""


@register.filter
def place(code):
    """Return the name of a country or of the European Union."""
    return filters.place(code) if code else ""


@register.filter
def places(codes):
    return ", ".join(filters.place(code) for code in codes)


@register.filter
def days(number):
    return "" if number is None else in_days(number)


@register.filter
def euros(number):
    return "" if number is None else f"EUR {number:,}"


@register.filter
def severity_dots(severity):
    """Return a severity of 1 to 5 as filled and empty dots."""
    return "●" * severity + "○" * (5 - severity)


@register.inclusion_tag("usecases/_of_trial.html", takes_context=True)
def use_cases_of(context, trial):
    """Show the use cases of a trial on the page of the trial, which belongs to a lower app."""
    return {"cases": cases_with(context["request"].user, trial)}


EMPTY_CELL = format_html('<td class="shade-{}"></td>', 0)


@register.simple_tag
def matrix_cells(cells):
    """Return the cells of a row. A tag is faster than a loop, and a matrix can have 1,000 cells."""
    return format_html_join(
        "", "{}", ((_cell(cell) if cell.count else EMPTY_CELL,) for cell in cells)
    )


def _cell(cell):
    return format_html(
        '<td class="shade-{}"><a href="{}" aria-label="{}">{}</a></td>',
        cell.shade,
        cell.url,
        cell.label,
        cell.count,
    )
