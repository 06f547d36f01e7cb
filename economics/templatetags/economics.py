"""Template tags for the pages of health economics, and for pages of lower apps."""

from django import template

from .. import wording
from ..models import SavedScenario, ScenarioEvidence

register = template.Library()


@register.filter
def reference_value(row):
    """Return the value of a reference row with its range, in words."""
    if row.input:
        words = wording.input_value(row.input, row.value) if row.value is not None else ""
    elif "share" in row.unit or (row.unit == "per year" and not row.currency):
        words = wording.percent(row.value, 2) if row.value is not None else ""
    else:
        words = f"{row.value:,.10g}" if row.value is not None else ""
    words = f"{row.currency} {words}".strip()
    if row.low is None:
        return words
    ends = _ends(row)
    return f"{words} ({ends})" if words else ends


def _ends(row):
    is_share = "share" in row.unit or (row.unit == "per year" and not row.currency)
    if is_share:
        return f"{wording.percent(row.low, 2)} to {wording.percent(row.high, 2)}"
    return f"{row.low:,.10g} to {row.high:,.10g}"


@register.inclusion_tag("economics/_picture.html")
def picture(page, name):
    """Show a picture, its files, and how its numbers are calculated."""
    plot, downloads, explained = page.pictures.get(name, (None, (), None))
    return {"plot": plot, "downloads": downloads, "explained": explained}


@register.filter
def digits(value, number):
    return f"{value:,.{number}f}"


@register.filter
def plain_figure(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.4g}"


@register.filter
def share_of(value):
    return wording.percent(value)


@register.inclusion_tag("economics/_of_row.html", takes_context=True)
def scenarios_of(context, **origin):
    """Show the scenarios of a trial, product or use case on its page, with a link to write one."""
    request = context["request"]
    (name, row), *_ = origin.items()
    rows = SavedScenario.objects.visible_to(request.user).filter(**{name: row})
    return {
        "scenarios": rows,
        "can_write": request.user.has_perm("economics.add_savedscenario"),
        "query": f"{name}={row.number if name == 'trial' else row.slug}",
    }


@register.inclusion_tag("economics/_evidence.html", takes_context=True)
def scenario_evidence(context, **subject):
    """Show the scenarios that are evidence for a hurdle or a recommendation."""
    readable = SavedScenario.objects.readable_by(context["request"].user)
    rows = ScenarioEvidence.objects.filter(version__scenario__in=readable, **subject)
    return {"rows": rows.select_related("version__scenario")}
