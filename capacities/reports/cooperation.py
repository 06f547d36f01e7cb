"""The report on cooperation: facilities that are open to others, by step and country."""

from collections import Counter, defaultdict
from functools import partial

from django import forms
from django.db.models import Count

from core.charts.headlines import most
from core.countries import EUROPE, country_name
from core.packed_words import unpacked
from trials.models import Trial

from ..choices import OpenTo, Step
from ..figures import EVERYBODY
from ..models import Facility
from .base import ClassForm, Kind, Linked, Report, Table, empty_choice, list_url, number, trials_url
from .charts import bars_of

MAX_ROWS = 100


class CooperationForm(ClassForm):
    country = forms.ChoiceField(
        label="Country",
        required=False,
        choices=[
            empty_choice("All countries"),
            *sorted(((code, country_name(code)) for code in EUROPE), key=lambda pair: pair[1]),
        ],
    )


def build(form, user):
    values = form.cleaned_data if form.is_valid() else {}
    country, atmp_class = values.get("country") or "", values.get("atmp_class") or ""
    facilities = Facility.objects.visible_to(user)
    if country:
        facilities = facilities.filter(site__country=country)
    if atmp_class:
        facilities = facilities.of_class([atmp_class])
    rows = list(
        facilities.open_as([OpenTo.COLLABORATION, OpenTo.SERVICE])
        .select_related("site__organisation")
        .defer("text", "search_text")
    )
    report = Report("Cooperation", is_demo=any(row.is_demo for row in rows))
    report.summary = [
        f"{len(rows)} of {facilities.count()} facilities are open to others: "
        f"{sum(row.open_to != OpenTo.SERVICE for row in rows)} for collaboration, "
        f"{sum(row.open_to != OpenTo.COLLABORATION for row in rows)} as a paid service."
    ]
    by_step = defaultdict(Counter)
    for row in rows:
        for step in unpacked(row.shown_steps):
            by_step[step][row.site.country] += 1
    shared = _trials_of(row.site.organisation for row in rows)
    filters = {"country": country, "atmp_class": atmp_class}
    report.tables = [
        Table(
            "Steps that are open to others",
            ("Step", "Facilities", "Countries"),
            tuple(
                (
                    step.label,
                    Linked(
                        number(sum(by_step[step].values())),
                        list_url(step=step, open_to=["collaboration", "service"], **filters),
                    )
                    if by_step[step]
                    else "none known",
                    ", ".join(sorted(map(country_name, by_step[step]))) or "–",
                )
                for step in Step
            ),
        ),
        Table(
            "Facilities that are open to others",
            ("Facility", "Organisation", "Place", "Open as", "Trials of its organisation"),
            tuple(
                (
                    Linked(row.name, row.get_absolute_url()),
                    row.site.organisation.name,
                    f"{row.site.city}, {row.country_name}",
                    row.get_open_to_display(),
                    _trials_cell(row.site.organisation, shared),
                )
                for row in rows[:MAX_ROWS]
            ),
            note=f"The first {MAX_ROWS} are shown." if len(rows) > MAX_ROWS else "",
        ),
    ]
    report.plots = [
        bars_of(
            report.tables[0],
            "Facilities",
            name="open",
            title="Facilities open to others, by step",
            headline=partial(
                most, total=len(rows), noun="open facilities", figure="{:,.0f}".format
            ),
            x_label="Facilities",
        )
    ]
    report.notes = [
        "Trials of an organisation are public trials whose sponsor has its name or one of its "
        "aliases.",
        "A facility that did not state whether it is open to others is not counted as closed.",
    ]
    return report


def _trials_of(organisations):
    """Return {name key of an organisation: number of its public trials}."""
    keys = {one.name_key for one in organisations}
    found = Trial.objects.visible_to(EVERYBODY).filter(sponsors__key__in=keys)
    counted = found.order_by().values_list("sponsors__key").annotate(Count("pk", distinct=True))
    return dict(counted)


def _trials_cell(organisation, shared):
    trials = shared.get(organisation.name_key, 0)
    if not trials:
        return "none known"
    return Linked(number(trials), trials_url(q=organisation.name))


COOPERATION = Kind(
    "cooperation",
    "Cooperation",
    "Steps that facilities in academia, industry and care offer to others",
    CooperationForm,
    build,
)
