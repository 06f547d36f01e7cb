"""The report on under-served areas: distances to the nearest facility that does a step."""

from collections import Counter, defaultdict
from functools import partial

from ..choices import Step
from ..figures import EVERYBODY, latest
from ..measures.areas import own_numbers, shared_out
from ..measures.catchment import by_steps, catchment, nearest_km, two_step
from ..measures.distance import great_circle_km
from ..measures.inequality import gini, hoover, location_quotient
from ..models import DemandArea, Facility
from .base import (
    KilometresField,
    Kind,
    Linked,
    PlaceField,
    Report,
    StepForm,
    Table,
    facilities_text,
    list_url,
    number,
)
from .charts import bars_of

DEFAULT_KM = 300
MAX_NEAREST = 20


class ReachForm(StepForm):
    km = KilometresField(label="Within reach, km", initial=DEFAULT_KM)
    place = PlaceField(label="From a place", required=False)


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
    people = own_numbers({area.code: area.population for area in areas})
    patients = own_numbers({area.code: area.patients for area in areas})
    snapshot = latest()
    content = snapshot.content
    trials = _trials_by_area(areas, people, content, atmp_class)
    report = Report("Under-served areas", as_of=snapshot.computed_at, is_demo=content["is_demo"])
    label = Step(step).label
    by_people = catchment(people, distances, within_km=km)
    by_trials = catchment(trials, distances, within_km=km)
    report.summary = [
        f"{label}: {facilities_text(len(placed))} with a place on the map"
        + (f", {len(facilities) - len(placed)} without." if len(facilities) > len(placed) else "."),
        _share(by_people, km, "of the inhabitants"),
        _share(by_trials, km, "of the open trials by country"),
        *_care(patients, distances, km),
        *_inequality(areas, Counter(row.site.country for row in facilities)),
    ]
    nearest = nearest_km(people, distances)
    index = two_step(people, dict.fromkeys(placed, 1), distances, within_km=km, weigh=by_steps)[1]
    most = max(index.values(), default=0)
    in_country = Counter(row.site.country for row in facilities)
    by_country = {area.country: _trials_in(content, area.country, atmp_class) for area in areas}
    all_trials = sum(by_country.values())
    rows = []
    for area in sorted(areas, key=lambda one: -nearest.get(one.code, float("inf"))):
        here = _facilities_in(area, facilities)
        country_trials = by_country.get(area.country, 0)
        quotient = location_quotient(
            in_country[area.country], len(facilities), country_trials, all_trials
        )
        rows.append(
            (
                area.name,
                number(people[area.code]),
                f"{trials[area.code]:,.0f}",
                number(patients[area.code]) if area.code in patients else "not known",
                _facilities_cell(area, here, step, atmp_class),
                f"{nearest[area.code]:,.0f}" if area.code in nearest else "not known",
                "yes" if nearest.get(area.code, km + 1) <= km else "no",
                f"{100 * index[area.code] / most:.0f}" if most else "–",
                f"{quotient:.2f}" if quotient is not None else "–",
            )
        )
    report.tables = [
        Table(
            f"{label}: areas by distance, the largest first",
            (
                "Area",
                "Inhabitants",
                "Open trials",
                "Patients per year",
                "Facilities",
                "Nearest facility, km",
                f"Within {km} km",
                "Access index",
                "Facilities to trials",
            ),
            tuple(rows),
        )
    ]
    report.plots = [
        bars_of(
            report.tables[0],
            "Nearest facility, km",
            name="reach",
            title=f"{label}: kilometres to the nearest facility",
            headline=partial(_within, km=km),
            x_label="km, in a straight line",
            rule=(km, "within reach"),
        )
    ]
    if values.get("place"):
        _add_place(report, values["place"], placed.values(), areas, people, km)
    report.notes = [
        "Distances are in a straight line, from one point of each area: the capital of "
        "a country, or the place that was entered for a NUTS region. Where regions of a country "
        "are entered, its own row has the rest of its inhabitants.",
        "Open trials of a country are shared out over its areas by inhabitants. Patients per year "
        "are entered with a source; they are demand from care, for all classes together.",
        "Access index: two-step floating catchment with one unit per facility and weights of 1 to "
        "100 km, 0.6 to 200 km, 0.3 to 300 km; the best area is 100. It compares areas. It is "
        "not a "
        "number of places per patient.",
        "Facilities to trials: share of the facilities divided by share of the trials; 1 is even.",
        "A facility that is not known to the portal is not counted.",
        *sorted({f"Inhabitants: {area.source}." for area in areas}),
    ]
    return report


def _within(rows, *, km):
    """Return how many of the areas with a known distance have a facility within reach."""
    reached = sum(distance <= km for *_, distance in rows)
    known = f"{len(rows):,} areas with a known distance"
    return f"{reached:,} of {known} have a facility within {km:,} km" if rows else ""


def _trials_in(content, country, atmp_class):
    return content["demand"].get(country, {}).get(atmp_class, [0, 0])[1]


def _trials_by_area(areas, people, content, atmp_class):
    """Return {area: its part of the country's open trials}."""
    of_country = defaultdict(dict)
    for area in areas:
        of_country[area.country][area.code] = people[area.code]
    found = dict.fromkeys(people, 0)
    for country, weights in of_country.items():
        found |= shared_out(_trials_in(content, country, atmp_class), weights)
    return found


def _care(patients, distances, km):
    """Return a sentence on the patients of care, where any are entered."""
    if not any(patients.values()):
        return []
    found = catchment(patients, distances, within_km=km)
    return [_share(found, km, "of the eligible patients that are entered")]


def _add_place(report, place, facilities, areas, people, km):
    """Add the facilities near a place, and the inhabitants of the areas near it."""
    name, point = place
    found = sorted(
        ((great_circle_km(point, row.site.place), row) for row in facilities),
        key=lambda pair: (pair[0], pair[1].name),
    )
    near = sum(people[one.code] for one in areas if great_circle_km(point, one.place) <= km)
    within = sum(distance <= km for distance, _ in found)
    report.summary.append(
        f"Within {km} km of {name}: {facilities_text(within)}, and areas with {near:,} inhabitants."
    )
    rows = tuple(
        (
            Linked(row.name, row.get_absolute_url()),
            f"{row.site.city}, {row.country_name}",
            f"{distance:,.0f}",
            "yes" if distance <= km else "no",
        )
        for distance, row in found[:MAX_NEAREST]
    )
    header = ("Facility", "Place", "Distance, km", f"Within {km} km")
    report.tables.append(Table(f"Nearest facilities to {name}", header, rows))


def _facilities_in(area, facilities):
    """Return how many are in an area: by country, or by the NUTS code of their site."""
    if area.is_country:
        return sum(row.site.country == area.country for row in facilities)
    return sum(row.site.nuts_code.startswith(area.code) for row in facilities)


def _facilities_cell(area, here, step, atmp_class):
    if not here:
        return "none known"
    where = {"country": area.country} if area.is_country else {"nuts": area.code}
    url = list_url(**where, step=step, atmp_class=atmp_class)
    return Linked(number(here), url)


def _share(found, km, of_whom):
    if found.share is None:
        return f"The share {of_whom} within reach is not known."
    if found.mean_km is None:
        return f"0 % {of_whom} are within {km} km of a known facility."
    return (
        f"{found.share:.1%} {of_whom} are within {km} km of a known facility. The mean distance to "
        f"the nearest one is {found.mean_km:,.0f} km."
    )


def _inequality(areas, in_country):
    countries = [area for area in areas if area.is_country]
    here = [in_country[area.country] for area in countries]
    people = [area.population for area in countries]
    spread = hoover(people, here)
    if spread is None:
        return []
    return [
        f"{spread:.0%} of these facilities would have to move for an even distribution over the "
        f"inhabitants (Hoover); Gini {gini(people, here):.2f}."
    ]


REACH = Kind(
    "reach",
    "Under-served areas",
    "Areas whose inhabitants are far from the nearest facility",
    ReachForm,
    build,
)
