"""Invented values for the page that shows all components in all states."""

from types import SimpleNamespace

from django import forms, template
from django.core.paginator import Paginator

from core.charts import Bar, Chart, Curve, Mark, Plot, Series, Span
from core.charts.data import BARS, COLUMNS, GROUPED, MULTIPLES, STACKED
from core.charts.headlines import most
from core.charts.plot import COLUMNS as SIGNED_COLUMNS
from core.charts.plot import CURVES, POINTS, SPANS
from core.chips import ChipsField
from core.lists import FacetValue

from .portal import ProvenanceMark as Provenance

register = template.Library()

CLASSES = {
    "GTMP": "Gene therapy (GTMP)",
    "sCTMP": "Somatic cell therapy (sCTMP)",
    "TEP": "Tissue engineered (TEP)",
    "cATMP": "Combined (cATMP)",
    "unclear": "Class unclear",
}
STATES = {
    "ongoing": "Ongoing",
    "completed": "Completed",
    "ended_early": "Ended early",
    "halted": "Halted",
    "not_authorised": "Not authorised",
    "other": "Other",
    "unknown": "Not stated",
}
COUNTRIES = ["Austria", "Belgium", "Czechia", "Denmark", "Finland", "France", "Germany", "Greece"]
MORE_COUNTRIES = ["Hungary", "Ireland", "Italy", "A country with a name that takes two lines"]


class SampleForm(forms.Form):
    name = forms.CharField(help_text="Name as in the register.")
    year = forms.IntegerField(min_value=1900)
    agreed = forms.BooleanField(label="I have read it")
    countries = ChipsField(choices=[(name[:2].upper(), name) for name in COUNTRIES])


def _matrix():
    """Return a matrix of two categories and three stages; the count of a cell is its shade."""
    stages = [("S04", "4", "Manufacturing"), ("S05", "5", "Authorisation"), ("S06", "6", "Phase I")]

    def cells(*counts):
        return [SimpleNamespace(count=n, url="#", label=f"{n} hurdles", shade=n) for n in counts]

    return SimpleNamespace(
        kind="stage",
        title="Stage and category",
        columns=[(*stage, 3, "#") for stage in stages],
        rows=[
            ("H03", "GMO legislation", 5, "#", cells(0, 5, 0)),
            ("H04", "GMP and manufacturing", 4, "#", cells(3, 0, 1)),
        ],
    )


def _timeline():
    """Return a timeline with a step that took too long and a step with only one date."""
    late = SimpleNamespace(
        step=SimpleNamespace(
            name="GMO consent",
            place="Italy",
            verdict="Took 251 days; including 42 days with the clock stopped; 119 days longer.",
            nominal_words="45 to 90 days, partly unverified",
            brief="251 days, 119 over nominal",
            data={"outcome": "granted", "outcome_label": "Granted"},
        ),
        planned=("10%", "15%"),
        real=("12%", "45%"),
        stops=[("20%", "8%")],
        beyond=("37%", "20%"),
        nominal=("12%", "16%"),
        point="",
    )
    single = SimpleNamespace(
        step=SimpleNamespace(
            name="First patient",
            place="",
            verdict="18 May 2021.",
            nominal_words="",
            brief="18 May 2021",
            data={},
        ),
        point="70%",
    )
    axis = SimpleNamespace(ticks=[("0.00%", "2020"), ("50.00%", "2021")])
    gap = SimpleNamespace(x="57%", width="13%", middle="63.5%", days=84, is_wide=True)
    return SimpleNamespace(axis=axis, rows=[late, single], idle=[gap], idle_days=84)


def _charts():
    """Return one chart of each form."""

    def series(label, paint, *numbers):
        chosen = label == "One"
        return Series(label, paint, tuple(Mark(f"{label}: {n}", n, "#", chosen) for n in numbers))

    one = series("One", "accent", 64, 31, 0)
    several = tuple(series(kind, kind, 12, 30, 7) for kind in CLASSES)
    years = ("2024", "2025", "2026")
    phases = ("Phase I", "Phase II", "Phase III")
    rows = [(phase, phase, mark.value) for phase, mark in zip(phases, one.marks, strict=True)]
    headline = most(rows, 95, noun="trials")
    return [
        Chart("bars", "Bars", BARS, "Phase", phases, (one,), headline=headline),
        Chart("columns", "Columns", COLUMNS, "Year", years, (one,)),
        Chart("stacked-columns", "Stacked columns", COLUMNS, "Year", years, several),
        Chart("multiples", "Small multiples", MULTIPLES, "Year", years, several),
        Chart("grouped", "Grouped bars", GROUPED, "Year", years, several),
        Chart("stacked", "Stacked bars", STACKED, "Year", years, several),
    ]


def _plots():
    """Return one plot of each form, and an empty one."""
    forms = {
        SPANS: (Span("One input", -4, 8, "80 to 120", middle=1), Span("Other", 0, 3, "3")),
        SIGNED_COLUMNS: (Bar("2024", -4, "mid"), Bar("2025", -1, "mid"), Bar("2026", 6)),
        CURVES: (Curve("Curve", ((0, 0.1), (5, 0.6), (9, 0.9))), Curve("Limit", ((0, 1), (9, 1)))),
        POINTS: (Curve("Draws", ((1, 3), (2, 5), (4, 4))),),
    }
    plots = [
        Plot(f"plot-{form}", f"Plot of {form}", form, ("A", "B"), (("One", 1.5),), marks)
        for form, marks in forms.items()
    ]
    return [*plots, Plot("plot-empty", "Empty plot", SPANS, (), (), (), note="Not defined.")]


@register.simple_tag
def samples():
    return {
        "charts": _charts(),
        "plots": _plots(),
        "matrix": _matrix(),
        "timeline": _timeline(),
        "outcomes": {
            "finalised": "Finalised",
            "final_review": "In final review",
            "under_development": "Under development",
            "worked": "Worked",
            "partly": "Worked in part",
            "failed": "Failed",
            "not_stated": "Outcome not stated",
        }.items(),
        "classes": CLASSES.items(),
        "states": STATES.items(),
        "class_values": [
            SimpleNamespace(
                value=value, label=label, count=count, selected=False, url="#", adds=False
            )
            for (value, label), count in zip(CLASSES.items(), (169, 88, 41, 12, 30), strict=True)
        ],
        "facets": [
            _facet("gallery-phase", "Phase", ["Phase I", "Phase II", "Phase III"], ["Phase II"]),
            _facet("gallery-country", "Country", COUNTRIES, [], MORE_COUNTRIES),
        ],
        "chips": [("Phase: Phase I", "#"), ("Search: progranulin", "#")],
        "first_page": Paginator(range(812), 50).page(1),
        "middle_page": Paginator(range(812), 50).page(9),
        "only_page": Paginator(range(7), 50).page(1),
        "exports": [("csv", "#"), ("xlsx", "#"), ("json", "#")],
        "few_countries": ["DE", "ES"],
        "many_countries": ["AT", "BE", "DE", "ES", "FR", "IT", "SE"],
        "marks": [
            Provenance("register", "Register: EudraCT 2022-002568-62/ES, read on 21 Nov 2026"),
            Provenance("derived", "Derived by rule from 3 register records, read on 21 Nov 2026"),
            Provenance("curated", "Curated: decided by a curator; the registers say: Phase I/II"),
        ],
        "form": SampleForm({"year": "20"}),
    }


def _facet(name, label, first, selected, more=()):
    def value(text, count):
        chosen = text in selected
        url = "" if chosen else "#"
        return FacetValue(text, text, count, chosen, url, adds=bool(selected) and not chosen)

    values = [value(text, 900 // place) for place, text in enumerate([*first, *more], 1)]
    return SimpleNamespace(
        name=name,
        label=label,
        values=values,
        first_values=values[: len(first)],
        more_values=values[len(first) :],
    )
