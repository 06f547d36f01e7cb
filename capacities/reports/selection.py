"""The report on site selection: facilities for a trial or a production, and the missing steps."""

from functools import partial

from django import forms

from core.charts.headlines import most
from core.countries import EUROPE, country_name

from ..choices import AuthorisationType, Step
from ..matching import MAX_EXPLAINED, Wanted, match
from .base import (
    ClassForm,
    KilometresField,
    Kind,
    Linked,
    PlaceField,
    Report,
    Table,
    age_field,
    empty_choice,
    facilities_text,
    number,
    technology_field,
)
from .charts import bars_of


class SelectionForm(ClassForm):
    technology = technology_field()
    step = forms.MultipleChoiceField(
        label="Steps",
        required=False,
        choices=Step.choices,
        help_text="None chosen: the whole chain of the class.",
    )
    place = PlaceField(label="Near", required=False)
    km = KilometresField(label="Within, km", required=False)
    country = forms.MultipleChoiceField(
        label="Countries",
        required=False,
        choices=sorted(((code, country_name(code)) for code in EUROPE), key=lambda pair: pair[1]),
    )
    age_group = age_field()
    authorisation = forms.ChoiceField(
        label="Valid authorisation",
        required=False,
        choices=[empty_choice("Any"), *AuthorisationType.choices],
    )
    open_only = forms.BooleanField(label="Only facilities that are open to others", required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("km") and not cleaned.get("place") and "place" not in self.errors:
            self.add_error("place", "Enter the place from which the kilometres are measured.")
        return cleaned

    def wanted(self):
        values = self.cleaned_data
        name, place = values["place"] or ("", None)
        return Wanted(
            atmp_class=values["atmp_class"],
            technologies=tuple(values["technology"]),
            steps=tuple(values["step"]),
            place=place,
            place_name=name,
            km=values["km"] or 0,
            countries=tuple(values["country"]),
            age_group=values["age_group"],
            open_only=values["open_only"],
            authorisation=values["authorisation"],
        )


def build(form, user):
    report = Report("Site selection")
    if not form.is_valid() or not form.has_changed():
        report.summary = ["Choose a class, technologies or steps, and a place or countries."]
        return report
    result = match(form.wanted(), user)
    return report_of(result)


def report_of(result):
    """Return the Report of a MatchResult."""
    wanted, matches = result.wanted, result.matches
    report = Report("Site selection", is_demo=any(one.facility.is_demo for one in matches))
    whole = [one for one in matches if not one.wanted_open]
    where = f" within {wanted.km:,} km of {wanted.place_name}" if wanted.km else ""
    report.summary = [
        f"{facilities_text(len(whole))} known{where}: all wanted steps "
        f"({', '.join(step.label.lower() for step in wanted.wanted_steps)}), "
        f"{facilities_text(len(matches) - len(whole))} more: some of them.",
        _missing(result, where),
    ]
    if result.without_distance:
        lost = facilities_text(result.without_distance)
        report.summary.append(f"{lost} without coordinates: some of them.")
    report.tables = [
        Table(
            "Facilities",
            ("Facility", "Place", "Distance, km", "Does", "Missing here", "Reasons"),
            tuple(_row(one) for one in matches[:MAX_EXPLAINED]),
            note=f"The first {MAX_EXPLAINED} are shown." if len(matches) > MAX_EXPLAINED else "",
            empty="No facility is known. There may be some that the portal does not know.",
        ),
        Table(
            f"The chain{where}",
            ("Step", "Facilities that state it", "Possible", "Nearest facility outside"),
            tuple(_chain_row(one) for one in result.chain),
        ),
    ]
    report.plots = [
        bars_of(
            report.tables[1],
            "Facilities that state it",
            name="chain",
            title=f"Facilities for each step of the chain{where}",
            headline=partial(most, noun="facilities that state it", figure="{:,.0f}".format),
            x_label="Facilities",
        )
    ]
    report.notes = [
        "Possible: the facility names step, class and technology, and does not say that they "
        "belong together. Ask the facility.",
        "Facilities that do all wanted steps are first, then those that do some; inside both by "
        "distance, then by name. The portal does not rank them. Distances are in a straight line.",
        "The chain of steps per class is our proposal.",
    ]
    return report


def _missing(result, where):
    if not result.missing:
        return f"Every step of the chain has a known facility{where}."
    names = ", ".join(one.step.label.lower() for one in result.missing)
    return f"Missing in the chain{where}: {names}."


def _row(one):
    facility = one.facility
    return (
        Linked(facility.name, facility.get_absolute_url()),
        f"{facility.site.city}, {facility.country_name}",
        f"{one.km:,.0f}" if one.km is not None else "not known",
        ", ".join(answer.step.label for answer in one.wanted_done),
        ", ".join(answer.text for answer in one.wanted_open) or "–",
        "; ".join(one.reasons),
    )


def _chain_row(one):
    beyond = one.nearest_beyond
    return (
        one.step.label,
        number(one.within) if one.within else "none known",
        number(one.possible) if one.possible else "–",
        Linked(f"{beyond.facility.name}, {beyond.km:,.0f} km", beyond.facility.get_absolute_url())
        if beyond
        else "–",
    )


SELECTION = Kind(
    "selection",
    "Site selection",
    "Facilities for a trial or a production, and the steps that are missing in the chain",
    SelectionForm,
    build,
)
