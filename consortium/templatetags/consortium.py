"""Statements, decisions and advice on pages of other apps."""

from django import template

from consortium.live_counts import LiveCounts
from consortium.models import Statement
from consortium.trace import links_to

register = template.Library()


@register.simple_tag
def statement(key):
    """Return the statement with this key, or None if an editor removed it."""
    return Statement.objects.filter(key=key).first()


@register.simple_tag(takes_context=True)
def figures_of(context, subject):
    """Return the statements of a subject that have a figure and a count of today."""
    counts = LiveCounts(context["request"].user)
    rows = Statement.objects.filter(subject=subject, value__isnull=False, superseded_by=None)
    return [figure for figure in counts.beside(rows) if figure.live]


@register.inclusion_tag("consortium/_of_row.html", takes_context=True)
def decisions_about(context, row):
    """Show the decisions, advice and actions that concern a row, as far as the reader sees."""
    return {"links": links_to(row, context["request"].user), "row": row}
