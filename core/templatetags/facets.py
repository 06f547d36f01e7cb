"""The values of facets. A page has nearly 100 of them, so that Python is faster than a template."""

from django import template
from django.utils.html import format_html, format_html_join

register = template.Library()


@register.simple_tag
def facet_values(name, values):
    """Return a list item per core.lists.FacetValue, with checkbox, label and count.

    The count is a link to the rows with only this value. Beside selected values it is the number
    of rows that this value adds, and the link adds them.
    """
    return format_html_join(
        "", "<li>{}{}</li>", ((_box(name, each), _count(name, each)) for each in values)
    )


def _box(name, value):
    key = f"{name}-{value.value}"
    return format_html(
        '<input type="checkbox" name="{}" value="{}" id="{}"{}><label for="{}">{}</label> ',
        name,
        value.value,
        key,
        " checked" if value.selected else "",
        key,
        value.label,
    )


def _count(name, value):
    if not value.url:
        return format_html('<span class="facet-count">{}</span>', f"{value.count:,}")
    verb, sign = ("Add", "+") if value.adds else ("Only", "")
    return format_html(
        '<a href="{}" id="only-{}-{}" title="{}: {}">'
        '<span class="visually-hidden">{} {}:</span> {}</a>',
        value.url,
        name,
        value.value,
        verb,
        value.label,
        verb,
        value.label,
        f"{sign}{value.count:,}",
    )
