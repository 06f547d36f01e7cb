"""Which charts show the trials. Each bar is counted by the filter that its link sets."""

from dataclasses import dataclass, replace

from core.charts import Chart, Mark, Series
from core.charts.data import BARS, COLUMNS, MULTIPLES, STACKED
from core.charts.headlines import leading_series, most

from ..choices import AtmpClass
from ..querysets import ANY_COUNTRY

SHORT_CLASSES = {kind.value: kind.value for kind in AtmpClass} | {"unclear": "Unclear"}
SPONSOR_PAINTS = {"commercial": "ink", "non_commercial": "mid", "unknown": "unclear"}


@dataclass(frozen=True)
class Kind:
    """One chart: its filter on the axis and, where two facts meet, the filter of its series."""

    name: str
    title: str
    form: str
    axis: str
    by: str = ""
    note: str = ""


I_II = "A phase I/II trial is counted in its own bucket, neither under I nor under II."
SEVERAL_NOTE = "A trial may have several, so the bars add up to more than the trials."
REFUSED = "A trial counts in each country that refused it, even if other countries authorised it."
AXES = {"phase_is": "Phase", "year": "Year of first entry"}
INSTEAD = "A pale bar is not selected. It shows the number if you select it instead."
NOUN = {"noun": "trials"}
HEADLINE_WORDS = {
    "year": {"noun": "new trials", "verb": ("had", "had")},
    "refused_in": {"noun": "trials without authorisation"},
}
# The plural of the axis of a chart of two facts.
PLURALS = {"year": "years", "phase_is": "phases", "status": "statuses", "country": "countries"}
WORDS = "Recognised by words in the product fields, else in the titles; the words are our proposal."
KINDS = (
    Kind("class", "Class", BARS, "atmp_class"),
    Kind("phase", "Phase", BARS, "phase_is", note=I_II),
    Kind("status", "Status", BARS, "status"),
    Kind(
        "year", "New trials a year", COLUMNS, "year", note="Year of the first entry in a register."
    ),
    Kind("country", "Country", BARS, "country", note=SEVERAL_NOTE),
    Kind("refused-in", "Not authorised, by country", BARS, "refused_in", note=REFUSED),
    Kind("region", "Region", BARS, "region", note=SEVERAL_NOTE),
    Kind("disease-area", "Disease area", BARS, "disease_area", note=SEVERAL_NOTE),
    Kind("technology", "Technology", BARS, "technology", note=f"{WORDS} {SEVERAL_NOTE}"),
    Kind("delivery", "Delivery", BARS, "delivery", note=WORDS),
    Kind("cell-source", "Cell source", BARS, "cell_source", note=WORDS),
    Kind("sponsor-type", "Sponsor type", BARS, "sponsor_type"),
    Kind(
        "time-to-start",
        "From first entry to start",
        BARS,
        "time_to_start",
        note="Start: the day from which a first country could begin. Not stated if a date is "
        "missing or the two are in the wrong order.",
    ),
    Kind("year-by-class", "New trials per year, by class", COLUMNS, "year", "atmp_class"),
    Kind("phase-by-class", "Phase, by class", MULTIPLES, "phase_is", "atmp_class", I_II),
    Kind("status-by-class", "Status, by class", MULTIPLES, "status", "atmp_class"),
    Kind(
        "sponsor-by-country",
        "Sponsor type, by country",
        STACKED,
        "country",
        "sponsor_type",
        "A trial counts in each of its countries.",
    ),
)
BY_NAME = {kind.name: kind for kind in KINDS}
ON_LIST = ("class", "phase", "year")  # beside a small map


def charts(selection, address, names=BY_NAME):
    return [chart(BY_NAME[name], selection, address) for name in names]


def chart(kind, selection, address):
    """Return the Chart of a selection.

    `address(**filters)` returns the list's address with the values of these filters replaced.
    """
    form = selection.filterset.form
    if kind.by:
        counts = selection.crossed(kind.axis, kind.by)
        others = _others(kind.by, form)
    else:
        counts = {(value, ""): number for value, number in selection.counts(kind.axis).items()}
        others = {"": ""}
    values = _values(kind, form, counts)
    made = Chart(
        name=kind.name,
        title=kind.title,
        form=kind.form,
        axis=AXES.get(kind.axis, form.fields[kind.axis].label),
        categories=tuple(values.values()),
        series=tuple(
            Series(
                label,
                _paint(kind, other),
                tuple(
                    _mark(kind, selection, address, (value, name), (other, label), counts)
                    for value, name in values.items()
                ),
            )
            for other, label in others.items()
        ),
        note=_note(kind, form.cleaned_data.get(kind.axis)),
    )
    return replace(made, headline=_headline(kind, selection, made, values, counts))


def _headline(kind, selection, made, values, counts):
    """Return what a chart shows; "" if a value is selected, which the bars compare."""
    if any(selection.filterset.selected(name) for name in filter(None, (kind.axis, kind.by))):
        return ""
    if kind.by:
        noun = HEADLINE_WORDS.get(kind.axis, NOUN)["noun"]
        return leading_series(made, noun=noun, categories=PLURALS[kind.axis])
    numbers = [(value, name, counts.get((value, ""), 0)) for value, name in values.items()]
    words = HEADLINE_WORDS.get(kind.axis, NOUN)
    return most(numbers, selection.total, **words)


def _note(kind, chosen):
    return " ".join(filter(None, (kind.note, INSTEAD if chosen else "")))


def _values(kind, form, counts):
    """Return {value: label} of the axis, including selected values that no trial has."""
    chosen = form.cleaned_data.get(kind.axis) or []
    totals = {}
    for (value, _), number in counts.items():
        totals[value] = totals.get(value, 0) + number
    labels = dict(form.fields[kind.axis].choices)
    values = [value for value in labels if totals.get(value) or value in chosen]
    if kind.axis == "refused_in":
        values = [value for value in values if value != ANY_COUNTRY]
    if kind.axis == "year":
        values = _every_year(values)
    elif kind.axis in ("country", "refused_in", "disease_area", "technology"):
        values.sort(key=lambda value: (value in ("unknown", "other"), -totals.get(value, 0)))
    return {value: _short(kind.axis, value, labels[value]) for value in values}


def _every_year(values):
    """Return the years without gaps, then the other values."""
    years = [int(value) for value in values if value.isdecimal()]
    filled = [str(year) for year in range(min(years), max(years) + 1)] if years else []
    return filled + [value for value in values if not value.isdecimal()]


def _others(name, form):
    chosen = form.cleaned_data.get(name) or []
    choices = dict(form.fields[name].choices)
    return {
        value: _short(name, value, label)
        for value, label in choices.items()
        if not chosen or value in chosen
    }


def _short(name, value, label):
    if name == "atmp_class":
        return SHORT_CLASSES[value]
    if value == "unknown":
        return "Not stated"
    return label


def _paint(kind, other):
    return SPONSOR_PAINTS[other] if kind.by == "sponsor_type" else other or "bar"


def counted(number):
    return f"{number:,} trial{'' if number == 1 else 's'}"


def _mark(kind, selection, address, axis, series, counts):
    value, name = axis
    other, label = series
    number = counts.get((value, other), 0)
    chosen = selection.filterset.form.cleaned_data
    filters = {kind.axis: [value]} | ({kind.by: [other]} if kind.by else {})
    is_all = all(chosen.get(name) == values for name, values in filters.items())
    return Mark(
        label=f"{', '.join(filter(None, (name, label)))}: {counted(number)}",
        value=number,
        url="" if is_all else address(**filters),
        chosen=value in (chosen.get(kind.axis) or ()),
        paint=value if kind.axis == "atmp_class" and not kind.by else "",
    )
