"""The report on referral paths: the facilities nearest to a place that do a step."""

from functools import partial

from django import forms

from core.charts.headlines import MAX_NAMES, in_a_row
from stakeholders.languages import language_choices

from ..choices import Step
from ..matching import Wanted, match
from .base import (
    KilometresField,
    Kind,
    Linked,
    PlaceField,
    Report,
    StepForm,
    Table,
    age_field,
    empty_choice,
    facilities_text,
    technology_field,
)
from .charts import bars_of

MAX_ROWS = 50


class ReferralForm(StepForm):
    place = PlaceField(label="From")
    km = KilometresField(label="At most, km", required=False)
    technology = technology_field()
    age_group = age_field()
    language = forms.ChoiceField(label="Language", required=False)
    field_order = ("place", "km", "step", "atmp_class", "age_group", "language", "technology")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["step"].initial = Step.ADMINISTRATION
        self.fields["language"].choices = [empty_choice("Any"), *language_choices()]


def build(form, user):
    report = Report("Referral paths")
    if not form.is_valid():
        report.summary = ["Enter the place from which a patient or a sample is referred."]
        return report
    values = form.cleaned_data
    name, place = values["place"]
    wanted = Wanted(
        atmp_class=values["atmp_class"],
        technologies=tuple(values["technology"]),
        steps=(values["step"],),
        place=place,
        place_name=name,
        km=values["km"] or 0,
        age_group=values["age_group"],
    )
    result = match(wanted, user)
    matches = sorted(
        (one for one in result.matches if _speaks(one.facility, values["language"])),
        key=lambda one: (one.km, one.facility.name),
    )
    label = Step(values["step"]).label
    report.is_demo = any(one.facility.is_demo for one in matches)
    report.summary = [
        f"{label}: {facilities_text(len(matches))} known"
        + (f" within {wanted.km:,} km of {name}." if wanted.km else ".")
    ]
    if result.without_distance:
        report.summary.append(
            f"{facilities_text(result.without_distance)} more without coordinates."
        )
    report.tables = [
        Table(
            f"Nearest facilities to {name}",
            (
                "Facility",
                "Distance, km",
                "Place",
                "Class and technology",
                "Age groups",
                "Patients from abroad",
                "Open to others",
                "Languages",
            ),
            tuple(_row(one) for one in matches[:MAX_ROWS]),
            note=f"The nearest {MAX_ROWS} are shown." if len(matches) > MAX_ROWS else "",
            empty="No facility is known. There may be some that the portal does not know.",
        )
    ]
    report.plots = [
        bars_of(
            report.tables[0],
            "Distance, km",
            name="distance",
            title=f"Distance from {name}",
            headline=partial(_nearest, name=name),
            x_label="km, in a straight line",
        )
    ]
    report.notes = [
        "Distances are in a straight line. To contact a facility, send a request from its page."
    ]
    return report


def _nearest(rows, *, name):
    """Return which of the facilities with a known distance is nearest to a place."""
    least = min((km for *_, km in rows), default=None)
    first = [label for label, _, km in rows if km == least]
    if len(rows) < 2 or len(first) > MAX_NAMES:
        return ""
    are = "are" if len(first) > 1 else "is"
    return f"{in_a_row(first)} {are} nearest to {name}: {least:,.0f} km"


def _speaks(facility, language):
    return not language or f" {language} " in facility.languages


def _row(one):
    facility = one.facility
    return (
        Linked(facility.name, facility.get_absolute_url()),
        f"{one.km:,.0f}",
        f"{facility.site.city}, {facility.country_name}",
        "; ".join(answer.text for answer in one.wanted_done),
        ", ".join(facility.age_group_names) or "not stated",
        facility.get_referral_from_abroad_display(),
        facility.get_open_to_display(),
        ", ".join(facility.languages.split()) or "not stated",
    )


REFERRAL = Kind(
    "referral",
    "Referral paths",
    "The facilities nearest to a hospital, by step",
    ReferralForm,
    build,
)
