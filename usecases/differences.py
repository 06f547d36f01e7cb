"""The differences between two snapshots of a case, as lines of text."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from core.rich_text import plain

from .choices import MilestoneOutcome

FACT_LABELS = {
    "title": "Title",
    "short_name": "Short name",
    "products": "Products",
    "disease": "Disease",
    "class_label": "Class",
    "class_note": "Note on the class",
    "stage": "Stage reached",
    "work_packages": "Work packages",
    "authors": "Authors",
    "source": "Sources",
    "summary": "Summary",
}
STEP_LABELS = {
    "country": "country",
    "planned_from": "planned submission",
    "planned_to": "planned decision",
    "submitted_on": "submitted",
    "decided_on": "decided",
    "outcome_label": "outcome",
    "note": "note",
    "source": "source",
}


@dataclass(frozen=True)
class Change:
    """A part of the case with its lines: ("kept" | "gone" | "new", text)."""

    title: str
    lines: list


def differences(before, after):
    """Return a Change for each part that differs between two snapshots."""
    return changes_between(dict(_parts(before)), dict(_parts(after)))


def changes_between(old, new):
    """Return a Change for each part that differs between two {title: [lines]}."""
    changes = []
    for title in dict.fromkeys([*new, *old]):
        lines = _compare(old.get(title, []), new.get(title, []))
        if any(kind != "kept" for kind, _ in lines):
            changes.append(Change(title, lines))
    return changes


def _parts(snapshot):
    for name, label in FACT_LABELS.items():
        yield label, [line for line in (snapshot[name] or "").splitlines() if line.strip()]
    yield "Countries", snapshot["countries"]
    yield "Context", plain(snapshot["context"]).splitlines()
    for section in snapshot["sections"]:
        yield f"Section: {section['heading']}", plain(section["body"]).splitlines()
    yield "Organisations", [f"{row['name']}: {row['role']}" for row in snapshot["organisations"]]
    yield "Trials", [f"{row['number']} {row['title']}" for row in snapshot["trials"]]
    yield "Milestones", [_step(row) for row in snapshot["milestones"]]
    for row in snapshot["hurdles"]:
        yield f"Hurdle: {row['title']}", _hurdle(row)


def _step(row):
    known = {name: row[name] for name in STEP_LABELS if row[name]}
    if row["outcome"] == MilestoneOutcome.NOT_STATED:
        known.pop("outcome_label", None)
    facts = "; ".join(f"{STEP_LABELS[name]} {value}" for name, value in known.items())
    stops = "".join(
        f"; clock stopped {stop['stopped_on']} to {stop['resumed_on'] or 'not stated'}"
        for stop in row["stops"]
    )
    return f"{row['name']}: {facts}{stops}"


def _hurdle(row):
    lines = [f"Category: {row['category']['code']} {row['category']['name']}"]
    for name in ("stage", "severity", "delay_days", "cost_eur"):
        if row[name] not in (None, ""):
            lines.append(f"{name.replace('_', ' ').capitalize()}: {row[name]}")
    texts = (row["description"], row["note"], row["evidence"], row["quotation"], row["source"])
    lines += [line for text in texts for line in text.splitlines() if line.strip()]
    lines += [
        f"Solution: {one['title']} – {one['outcome_label']}. {one['why']}"
        for one in row["attempts"]
    ]
    return lines


def _compare(old, new):
    lines = []
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            lines += [("kept", line) for line in old[old_from:old_to]]
        else:
            lines += [("gone", line) for line in old[old_from:old_to]]
            lines += [("new", line) for line in new[new_from:new_to]]
    return lines
