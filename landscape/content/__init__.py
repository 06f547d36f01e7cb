"""The initial content of every portal: path, facts, desks, open questions, changes and taxonomy.

Curators edit all of it in the admin; these files are not read again after the first migration.
"""

import tomllib
from datetime import date
from pathlib import Path

from core.countries import country_name
from core.text import search_text

FOLDER = Path(__file__).parent
RECORDED_ON = date(2026, 11, 29)  # the day on which the sources of these files were read


def read(name):
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def write(get_model):
    """Write all files into an empty database; a portal that has steps keeps its own content."""
    if get_model("landscape", "Step").objects.exists():
        return
    sources = read("sources.toml")
    _write_steps(get_model, sources)
    _write_facts(get_model, sources)
    _write_desks(get_model, sources)
    _write_questions(get_model, sources)
    _write_watch(get_model, sources)
    for position, row in enumerate(_rows("taxonomy.toml", sources), 1):
        get_model("landscape", "TaxonomyEntry").objects.create(position=position, **row)


def _rows(name, sources):
    """Yield the rows of a file of verified rows, with the whole names of their sources."""
    for row in read(name)["rows"]:
        source = row["source"].format_map(sources)
        yield {**row, "source": source, "recorded_on": RECORDED_ON}


def _write_steps(get_model, sources):
    stages = {row.code: row for row in get_model("usecases", "Stage").objects.all()}
    procedures = {row.code: row for row in get_model("usecases", "Procedure").objects.all()}
    categories = {row.code: row for row in get_model("usecases", "HurdleCategory").objects.all()}
    by_number, by_slug = {}, {}
    for row in _rows("steps.toml", sources):
        row["stage"] = stages[row["stage"]]
        row["standing"] = "proposal"
        parts = {name: row.pop(name, []) for name in ("procedures", "categories", "after")}
        step = get_model("landscape", "Step").objects.create(**row)
        by_number[step.number] = by_slug[step.slug] = step
        step.categories.set(categories[code] for code in parts["categories"])
        step.after.set(by_number[number] for number in parts["after"])
        for position, name in enumerate(parts["procedures"]):
            code, _, sponsor = name.partition(":")
            get_model("landscape", "StepProcedure").objects.create(
                step=step, procedure=procedures[code], sponsor=sponsor, position=position
            )
    for row in read("figures.toml")["rows"]:
        row["step"] = by_slug[row["step"]]
        row["source"] = row["source"].format_map(sources)
        get_model("landscape", "StepFigure").objects.create(**row)
    for position, row in enumerate(read("documents.toml")["rows"]):
        row["step"] = by_slug[row["step"]]
        row["source"] = row["source"].format_map(sources)
        get_model("landscape", "StepDocument").objects.create(position=position, **row)


def _write_facts(get_model, sources):
    steps = {row.slug: row for row in get_model("landscape", "Step").objects.all()}
    kinds = {}
    for position, row in enumerate(read("kinds.toml")["rows"], 1):
        shown = row.pop("steps")
        kind = get_model("landscape", "FactKind").objects.create(position=position, **row)
        kind.steps.set(steps[slug] for slug in shown)
        kinds[kind.code] = kind
    for row in _rows("facts.toml", sources):
        kind = kinds[row.pop("kind")]
        row["short_value"] = row.pop("short", "")
        words = search_text(country_name(row["country"]), kind.name, row["value"], row["source"])
        get_model("landscape", "CountryFact").objects.create(kind=kind, search_text=words, **row)


def _write_desks(get_model, sources):
    for position, row in enumerate(_rows("desks.toml", sources), 1):
        row["text"] = row["text"].strip()
        get_model("landscape", "Desk").objects.create(position=position, **row)


def _write_questions(get_model, sources):
    steps = {row.slug: row for row in get_model("landscape", "Step").objects.all()}
    categories = {row.code: row for row in get_model("usecases", "HurdleCategory").objects.all()}
    for row in read("questions.toml")["rows"]:
        row["step"], row["category"] = steps[row["step"]], categories[row["category"]]
        row["asked_by"] = row["asked_by"].format_map(sources)
        row["search_text"] = search_text(row["title"])
        get_model("landscape", "LibraryAnswer").objects.create(**row)


def _write_watch(get_model, sources):
    """Write the changes and mark what they touch as under review, as saving one does."""
    steps = {row.slug: row for row in get_model("landscape", "Step").objects.all()}
    tasks = get_model("landscape", "ReviewTask").objects
    for row in _rows("watch.toml", sources):
        touched = [steps[slug] for slug in row.pop("steps", [])]
        entry = get_model("landscape", "WatchEntry").objects.create(**row)
        entry.steps.set(touched)
        for step in touched:
            tasks.create(entry=entry, step=step)
        for code in row.get("countries", "").split():
            tasks.create(entry=entry, country=code)
