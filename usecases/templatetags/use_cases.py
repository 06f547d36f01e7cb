"""How the values of use cases are shown."""

from django import template
from django.utils.html import format_html, format_html_join

from core.partial_dates import parse
from core.rich_text import shown

from .. import filters
from ..case_page import cases_with

register = template.Library()


@register.filter
def rich_text(html):
    """Cleaned once more on its way to the page."""
    return shown(html)


@register.filter
def partial_date(text):
    return str(parse(text) or "") if text else ""


@register.filter
def place(code):
    """A country's name, or the European Union's."""
    return filters.place(code) if code else ""


@register.filter
def places(codes):
    return ", ".join(filters.place(code) for code in codes)


@register.filter
def days(number):
    return "" if number is None else f"{number:,} day{'' if number == 1 else 's'}"


@register.filter
def euros(number):
    return "" if number is None else f"EUR {number:,}"


@register.inclusion_tag("usecases/_of_trial.html", takes_context=True)
def use_cases_of(context, trial):
    """For the page of a trial, which knows nothing of use cases: the templates join the two."""
    return {"cases": cases_with(context["request"].user, trial)}


EMPTY_CELL = format_html('<td class="shade-{}"></td>', 0)


@register.simple_tag
def matrix_cells(cells):
    """The cells of a line. A tag and not a loop: a matrix may have a thousand of them."""
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
