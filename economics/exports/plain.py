"""A version as json, which `compute_scenario` can calculate again, and as csv."""

import json

from core.exports import csv_stream

from ..model import MODEL_VERSION
from ..model.inputs import INPUTS, SECTIONS
from ..model.quantities import QUANTITY_BY_NAME
from ..model.tables import TABLES
from ..table_form import in_words


def as_json(page):
    """Return the bytes of a JSON object with the model's document, its results and sources."""
    version = page.version
    content = {
        "title": version.scenario.title,
        "version": version.number,
        "is_demo": version.scenario.is_demo,
        "citation": page.citation,
        "model": "scenario",
        "model_version": version.model_version,
        "inputs": {**version.inputs, "ranges": version.ranges, "tables": version.tables},
        "results": version.results,
        "sources": {
            name: {"source": row.source, "year": row.year, "standing": row.mark, "link": row.link}
            for name, row in page.references.items()
        },
        "simulation": page.kept,
    }
    return [json.dumps(content, ensure_ascii=False, indent=1).encode()]


HEADER = ("Kind", "Name", "Label", "Value", "Unit", "Source", "Year", "Standing", "Reason")


def as_csv(page):
    return csv_stream(HEADER, _rows(page))


def _rows(page):
    version = page.version
    yield ("about", "title", "Title", version.scenario.title, "", "", "", "", "")
    yield ("about", "citation", "Citation", page.citation, "", "", "", "", "")
    yield ("about", "model", "Model version", version.model_version or MODEL_VERSION, *5 * ("",))
    for one in INPUTS:
        row = page.references.get(one.name)
        yield (
            f"input: {SECTIONS[one.section]}",
            one.name,
            one.label,
            version.inputs.get(one.name),
            one.unit,
            row.source if row else "entered",
            row.year if row else "",
            row.get_mark_display() if row else "",
            "",
        )
    for table in TABLES:
        for place, row in enumerate(version.tables.get(table.name, ()), 1):
            words = in_words({table.name: [row]}, table.name)
            yield ("table", f"{table.name} {place}", table.label, words, "", "entered", *3 * ("",))
    for name, result in version.results.items():
        quantity = QUANTITY_BY_NAME.get(name)
        if quantity is None:
            continue
        unit = page.scenario.currency if quantity.kind == "money" else ""
        yield (
            "result",
            name,
            quantity.label,
            result.get("value"),
            f"{unit} {quantity.unit}".strip(),
            quantity.source,
            "",
            "",
            f"{result['code']}: {result['message']}" if "code" in result else "",
        )
