"""Under-served areas: how far people are from the nearest facility that does a step."""

from collections import Counter

from ..choices import Step
from ..figures import EVERYBODY, latest
from ..measures.catchment import by_steps, catchment, nearest_km, two_step
from ..measures.distance import great_circle_km
from ..measures.inequality import gini, hoover, location_quotient
from ..models import DemandArea, Facility
from .base import (
    KilometresField,
    Kind,
    Linked,
    Report,
    StepForm,
    Table,
    facilities_text,
    list_url,
    number,
)

DEFAULT_KM = 300


class ReachForm(StepForm):
    km = KilometresField(label="Within reach, km", initial=DEFAULT_KM)


def build(form, user):
    values = form.cleaned_data if form.is_valid() else {}
    step = values.get("step") or Step.PROCESSING
    atmp_class = values.get("atmp_class") or ""
    km = values.get("km") or DEFAULT_KM
    facilities = Facility.objects.visible_to(EVERYBODY).doing_step([step])
    if atmp_class:
        facilities = facilities.of_class([atmp_class])
    facilities = list(facilities.select_related("site").defer("text", "search_text"))
    placed = {row.pk: row for row in facilities if row.site.has_coordinates}
    areas = list(DemandArea.objects.all())
    distances = {
        (area.code, key): great_circle_km(area.place, row.site.place)
        for area in areas
        for key, row in placed.items()
    }
    people = {area.code: area.population for area in areas}
    snapshot = latest()
    content = snapshot.content
    trials = {
        area.code: content["demand"].get(area.country, {}).get(atmp_class, [0, 0])[1]
        for area in areas
    }
    report = Report("Under-served areas", as_of=snapshot.computed_at, is_demo=content["is_demo"])
    label = Step(step).label
    by_people = catchment(people, distances, within_km=km)
    by_trials = catchment(trials, distances, within_km=km)
    report.summary = [
        f"{label}: {facilities_text(len(placed))} with a place on the map"
        + (f", {len(facilities) - len(placed)} without." if len(facilities) > len(placed) else "."),
        _share(by_people, km, "of the inhabitants"),
        _share(by_trials, km, "of the open trials by country"),
        *_inequality(areas, Counter(row.site.country for row in facilities)),
    ]
    nearest = nearest_km(people, distances)
    index = two_step(people, dict.fromkeys(placed, 1), distances, within_km=km, weigh=by_steps)[1]
    most = max(index.values(), default=0)
    in_country = Counter(row.site.country for row in facilities)
    rows = []
    for area in sorted(areas, key=lambda one: -nearest.get(one.code, float("inf"))):
        here = in_country[area.country]
        quotient = location_quotient(here, len(facilities), trials[area.code], sum(trials.values()))
        rows.append(
            (
                area.name,
                number(area.population),
                number(trials[area.code]),
                _facilities_cell(area, here, step, atmp_class),
                f"{nearest[area.code]:,.0f}" if area.code in nearest else "not known",
                "yes" if nearest.get(area.code, km + 1) <= km else "no",
                f"{100 * index[area.code] / most:.0f}" if most else "–",
                f"{quotient:.2f}" if quotient is not None else "–",
            )
        )
    report.tables = [
        Table(
            f"{label}: areas by distance, the farthest first",
            (
                "Area",
                "Inhabitants",
                "Open trials",
                "Facilities",
                "Nearest one, km",
                f"Within {km} km",
                "Access index",
                "Facilities to trials",
            ),
            tuple(rows),
        )
    ]
    report.notes = [
        "Distances are as the crow flies, from the place that stands for each area, usually its "
        "capital, to the nearest facility. Curators can enter smaller areas.",
        "Access index: two-step floating catchment with one unit per facility and weights of 1 to "
        "100 km, 0.6 to 200 km, 0.3 to 300 km; the best area is 100. It compares areas and is no "
        "number of places per patient.",
        "Facilities to trials: share of the facilities divided by share of the trials; 1 is even.",
        "A facility that is not known to the portal is not counted.",
        *sorted({f"Inhabitants: {area.source}." for area in areas}),
    ]
    return report


def _facilities_cell(area, here, step, atmp_class):
    if not here:
        return "none known"
    url = list_url(country=area.country, step=step, atmp_class=atmp_class)
    return Linked(number(here), url)


def _share(found, km, of_whom):
    if found.share is None:
        return f"Nothing is known {of_whom}."
    if found.mean_km is None:
        return f"None {of_whom} has a known facility within {km} km."
    return (
        f"{found.share:.1%} {of_whom} are within {km} km of one; the mean distance to the nearest "
        f"is {found.mean_km:,.0f} km."
    )


def _inequality(areas, in_country):
    here = [in_country[area.country] for area in areas]
    people = [area.population for area in areas]
    spread = hoover(people, here)
    if spread is None:
        return []
    return [
        f"{spread:.0%} of these facilities would have to be elsewhere for an even spread over the "
        f"inhabitants (Hoover); Gini {gini(people, here):.2f}."
    ]


REACH = Kind(
    "reach",
    "Under-served areas",
    "Strengthen under-served regions: who is far from the nearest facility",
    ReachForm,
    build,
)
