"""Initial rows of a new portal: areas of demand, infrastructures and published figures."""

import tomllib
from pathlib import Path

from core.charts.europe import geography
from core.countries import EUROPE, country_name

from ..places import CAPITALS, CITIES

FOLDER = Path(__file__).parent
PARTS = {
    "events": "InfrastructureEvent",
    "nodes": "Node",
    "memberships": "Membership",
    "services": "Service",
}


def read(name):
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def write(get_model):
    """Write the initial rows. `get_model` is `apps.get_model` of a migration."""
    write_areas(get_model("capacities", "DemandArea"))
    write_infrastructures(get_model)
    write_figures(get_model("capacities", "DatedFigure"))


def write_areas(area):
    """Write one area per country, with its capital as the point of the area."""
    capital_names = {}
    for city, country in CITIES:
        capital_names.setdefault(country, city)
    source = geography()["sources"]["population"]
    for code in EUROPE:
        latitude, longitude = CAPITALS[code]
        area.objects.get_or_create(
            code=code,
            defaults={
                "name": country_name(code),
                "country": code,
                "point": capital_names[code],
                "latitude": latitude,
                "longitude": longitude,
                "population": geography()["countries"][code]["population"],
                "source": source,
            },
        )


def write_infrastructures(get_model):
    for position, row in enumerate(read("infrastructures.toml")["infrastructures"]):
        values = dict(row)
        parts = {name: values.pop(name, []) for name in PARTS}
        countries = values.pop("members", None)
        slug = values.pop("slug")
        infrastructure, is_new = get_model("capacities", "Infrastructure").objects.get_or_create(
            slug=slug, defaults={**values, "position": position}
        )
        if not is_new:
            continue
        if countries:
            shared = {"source": countries["source"], "as_of": countries["as_of"]}
            parts["memberships"] = [{"country": c, **shared} for c in countries["codes"].split()]
        for name, rows in parts.items():
            model = get_model("capacities", PARTS[name])
            for part in rows:
                model.objects.create(infrastructure=infrastructure, **part)


def write_figures(figure):
    for position, row in enumerate(read("figures.toml")["figures"]):
        figure.objects.get_or_create(
            group=row["group"],
            year=row["year"],
            text=row["text"],
            defaults={**row, "position": position},
        )
