"""Reference values and worked examples of a new portal."""

import json
import tomllib
from decimal import Decimal
from pathlib import Path

from core.charts.europe import geography
from core.countries import EUROPE, country_name

from ..choices import Topic
from ..model.inputs import CHOICE, INPUTS, MONEY, RATE, VERIFIED

FOLDER = Path(__file__).parent
CLDR_YEAR = 2025  # of version 48, the source of the inhabitants
TOPICS_BY_SECTION = {
    "therapy": Topic.OTHER,
    "patients": Topic.PATIENTS,
    "manufacturing": Topic.GOODS,
    "price": Topic.PRICE,
    "effect": Topic.EFFECT,
}
NO_REFERENCE = {"price_year", "seed", "draws", "spread"}


def read(name):
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"), parse_float=Decimal)


def topic_of(one):
    if one.kind == RATE:
        return Topic.RATE
    if one.section == "development":
        return Topic.COST if one.kind == MONEY or one.kind == "years" else Topic.SUCCESS
    return TOPICS_BY_SECTION[one.section]


def write_reference_values(get_model):
    """Add the default of every input and the published values, unless there are reference
    values."""
    ReferenceValue = get_model("economics", "ReferenceValue")
    if ReferenceValue.objects.exists():
        return
    rows = []
    for one in INPUTS:
        if one.kind == CHOICE or one.default is None or one.name in NO_REFERENCE:
            continue
        rows.append(
            ReferenceValue(
                topic=topic_of(one),
                input=one.name,
                label=one.label,
                value=Decimal(str(one.default)),
                unit=one.unit,
                currency="EUR" if one.kind == MONEY else "",
                price_year=2025 if one.kind == MONEY else None,
                source=one.source,
                year=one.year,
                mark=one.mark,
                is_default=True,
            )
        )
    rows += [ReferenceValue(**row) for row in read("reference.toml")["values"]]
    rows += [ReferenceValue(**row) for row in _inhabitants()]
    ReferenceValue.objects.bulk_create(rows)


def _inhabitants():
    """The general population of each country, as the map of Europe has it."""
    data = geography()
    for code in EUROPE:
        yield {
            "topic": Topic.PATIENTS,
            "label": f"Inhabitants, {country_name(code)}",
            "applies_to": code,
            "value": Decimal(data["countries"][code]["population"]),
            "unit": "persons",
            "source": data["sources"]["population"],
            "year": CLDR_YEAR,
            "mark": VERIFIED,
            "note": "General population. Patients are a share of it that you enter.",
        }


def examples():
    """Return the invented scenarios as dictionaries of slug, title, summary and inputs."""
    return read("examples.toml")["examples"]


def published_models():
    """Return the published examples of single models, with their published results."""
    return json.loads((FOLDER / "published.json").read_text(encoding="utf-8"))
