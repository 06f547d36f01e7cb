"""Tags and filters of the capacity pages. Lists use them often, so they are Python and not
templates."""

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join

from ..choices import AuthorisationState, Freshness, Step

register = template.Library()
SIGNS = {
    Freshness.FRESH: "completed",
    Freshness.DUE: "ended_early",
    Freshness.STALE: "halted",
    Freshness.DISPUTED: "not_authorised",
    Freshness.NEVER: "unknown",
    AuthorisationState.VALID: "completed",
    AuthorisationState.ENDS_SOON: "ended_early",
    AuthorisationState.EXPIRED: "halted",
    AuthorisationState.WITHDRAWN: "not_authorised",
    AuthorisationState.UNKNOWN: "unknown",
    "yes": "completed",
    "no": "not_authorised",
}

UNSTATED = format_html('<span class="unstated">{}</span>', "not stated")
NOTES = {Freshness.DUE: "due", Freshness.STALE: "stale"}


@register.filter
def words(packed):
    """Return packed codes, separated by commas."""
    return ", ".join(packed.split()) or UNSTATED


@register.simple_tag
def step_strip(facility):
    """Return the number of steps. Their names are shown on hover and focus and to screen
    readers."""
    names = facility.step_names
    if not names:
        return UNSTATED
    if len(names) == 1:
        return names[0]
    return format_html(
        '<abbr title="{}" tabindex="0">{} of {}</abbr>', "; ".join(names), len(names), len(Step)
    )


@register.simple_tag
def freshness(facility):
    """Return the sign, the day and the label of the last verification."""
    state = facility.freshness
    day = facility.verified_on
    text = date_format(day, "SHORT_DATE_FORMAT") if day else state.label
    if state == Freshness.FRESH or not day:
        return format_html('<span class="status status-{}">{}</span>', SIGNS[state], text)
    return format_html(
        '<span class="status status-{}">{}</span> <span class="aside-text">{}</span>',
        SIGNS[state],
        text,
        NOTES.get(state, state.label),
    )


@register.simple_tag
def sign(value, label):
    """Return a label with the sign of its meaning."""
    return format_html(
        '<span class="status status-{}">{}</span>', SIGNS.get(value, "unknown"), label
    )


@register.simple_tag
def report_table(table):
    """Return a table of a report as HTML. The first cell of a row is its heading."""
    heads = format_html_join(
        "", '<th scope="col" role="columnheader">{}</th>', ((head,) for head in table.header)
    )
    labels = table.header[1:]
    rows = format_html_join(
        "",
        '<tr role="row"><th scope="row" role="rowheader">{}</th>{}</tr>',
        (
            (
                _cell(row[0]),
                format_html_join(
                    "",
                    '<td role="cell" data-label="{}">{}</td>',
                    ((label, _cell(c)) for label, c in zip(labels, row[1:], strict=True)),
                ),
            )
            for row in table.rows
        ),
    )
    return format_html(
        '<table class="table report-table" role="table"><caption class="visually-hidden">{}'
        '</caption><thead role="rowgroup"><tr role="row">{}</tr></thead>'
        '<tbody role="rowgroup">{}</tbody></table>',
        table.title,
        heads,
        rows,
    )


def _cell(value):
    url = getattr(value, "url", "")
    return format_html('<a href="{}">{}</a>', url, value) if url else value
