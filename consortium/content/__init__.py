"""The content of a new portal: statements, partners, work packages, bodies and events."""

import tomllib
from pathlib import Path

from core.countries import country_name
from core.partial_dates import parse
from core.text import search_text

FOLDER = Path(__file__).parent
NEWSLETTER = "JOIN4ATMP newsletter on the first year"


def read(name):
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def write(get_model):
    """Write the rows of a new portal. `get_model` is `apps.get_model` of a migration, whose models
    have no `save` of their own, so that derived columns are written here."""
    statements = write_statements(get_model("consortium", "Statement"))
    content = read("partners")
    write_partners(get_model, content)
    for position, row in enumerate(content["bodies"]):
        _add(
            get_model("consortium", "Body"),
            "slug",
            {**row, "position": position, "source": NEWSLETTER},
        )
    for row in content["periods"]:
        _add(get_model("consortium", "ReportingPeriod"), "number", row)
    for row in content["reach"]:
        _add(get_model("consortium", "ReachFigure"), "channel", row)
    for row in read("events")["events"]:
        last = parse(row.get("ends_on") or row["starts_on"]).last
        values = {**row, "statement": statements[row["statement"]], "last_day": last}
        values["source"] = statements[row["statement"]].source
        words = (row["title"], row.get("place", ""), row.get("text", ""))
        _add(
            get_model("consortium", "Event"), "slug", values | {"search_text": search_text(*words)}
        )


def _add(model, name, values):
    """Add the row unless one with the same value of the field `name` exists."""
    row, _ = model.objects.get_or_create(**{name: values[name]}, defaults=values)
    return row


def write_statements(model):
    rows = {}
    for position, row in enumerate(read("statements")["statements"]):
        words = (row["text"], row.get("unit", ""), row.get("quotation", ""), row["key"])
        values = {**row, "position": position, "search_text": search_text(*words)}
        rows[row["key"]] = _add(model, "key", values)
    return rows


def write_partners(get_model, content):
    partners = {}
    for position, row in enumerate(content["partners"]):
        words = (row["name"], row.get("short_name", ""), row.get("city", ""), row.get("text", ""))
        country = country_name(row["country"]) if "country" in row else ""
        values = {
            **row,
            "position": position + 1,
            "source": NEWSLETTER,
            "search_text": search_text(*words, country),
        }
        partners[row["slug"]] = _add(get_model("consortium", "Partner"), "slug", values)
    for row in content["work_packages"]:
        values = dict(row)
        joined = values.pop("partners", [])
        if "lead" in values:
            values["lead"] = partners[values["lead"]]
        words = (f"WP{row['number']}", row.get("title", ""), row.get("text", ""))
        values["search_text"] = search_text(*words)
        package = _add(get_model("consortium", "WorkPackage"), "number", values)
        package.partners.add(*(partners[slug] for slug in joined))
