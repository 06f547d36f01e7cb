"""Comparison of each row of a file with the known facilities. It only reads.

A facility is identified by its facility_id. A row that only resembles a known facility (the same
ROR identifier, name and city; the same organisation, city and kind; a licence of another facility)
waits for a person. An empty cell never deletes a value.
"""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field

from core.text import name_key

from ..models import Authorisation, Facility
from ..models.imports import RowChoice, RowOutcome
from ..models.sites import nuts_problem, place_problem
from .columns import COLUMNS, CONTACT, GROWING, REQUIRED, Refused, joined, read, split
from .record import record_of, with_parts


@dataclass
class PlannedRow:
    """The effect of one row. `values` are its cells; `changes` are [column, old, new] of the
    differences."""

    number: int
    values: dict = field(default_factory=dict)
    outcome: str = RowOutcome.NEW
    choice: str = RowChoice.ADD
    choices: tuple = (RowChoice.ADD, RowChoice.SKIP)
    reason: str = ""
    facility: Facility | None = None
    changes: list = field(default_factory=list)
    problems: list = field(default_factory=list)

    @property
    def name(self):
        return self.values.get("name", "")

    def settle(self, outcome, choice, choices, reason=""):
        self.outcome, self.choice, self.choices, self.reason = outcome, choice, choices, reason

    def refuse(self, reason):
        self.settle(RowOutcome.REFUSED, RowChoice.SKIP, (RowChoice.SKIP,), reason)

    @property
    def shown_changes(self):
        """Return the changes for a preview, which shows that there is a contact but not its
        name."""
        return [
            [column, "", "(a contact)"] if column in CONTACT else [column, old, new]
            for column, old, new in self.changes
        ]


def problem_with_header(header):
    """Return the reason why a table with these headings cannot be imported, or ""."""
    names = [name_of(heading) for heading in header]
    unknown = [h for h, name in zip(header, names, strict=True) if name not in COLUMNS]
    if unknown:
        return f"Unknown columns: {', '.join(unknown)[:300]}. Rename or remove them."
    missing = [name for name in REQUIRED if name not in names]
    if missing and "facility_id" not in names:
        return f"Columns are missing: {', '.join(missing)}. Add them."
    return ""


def name_of(heading):
    return "_".join(heading.strip().lower().replace("-", "_").split())


def is_heading(text):
    """Return whether a text is the name of a column, for a reader that searches the row of
    headings."""
    return name_of(text) in COLUMNS


class Known:
    """The known facilities, by everything that may identify a row."""

    def __init__(self):
        self.by_reference, self.alike = {}, defaultdict(list)
        rows = Facility.objects.select_related("site__organisation").defer("text", "search_text")
        for row in rows:
            self.by_reference[row.reference] = row
            site = row.site
            place = name_key(site.city)
            if site.ror_id:
                self.alike["ror", site.ror_id, name_key(row.name), place].append(row)
            self.alike["place", site.organisation.name_key, place, row.kind].append(row)
        self.licences = defaultdict(set)
        stated = Authorisation.objects.exclude(number="").values_list("type", "number", "facility")
        for kind, number, facility in stated:
            self.licences[kind, name_key(number)].add(facility)
        self.by_key = {row.pk: row for row in self.by_reference.values()}

    def like(self, values):
        """Return (a facility that may be the same, the reason), or (None, "")."""
        place, key = name_key(values.get("city", "")), name_key(values.get("name", ""))
        for row in self.alike.get(("ror", values.get("ror_id"), key, place), ()):
            return row, f"{row} has the same ROR identifier, name and city."
        for licence in split(values.get("licences", "")):
            kind, number, _ = licence.split(":")
            for holder in self.licences.get((kind, name_key(number)), ()) if number else ():
                row = self.by_key[holder]
                return row, f"{row} has the authorisation {number}."
        organisation = name_key(values.get("organisation", ""))
        for row in self.alike.get(("place", organisation, place, values.get("kind")), ()):
            return row, f"{row} has the same organisation, city and kind."
        return None, ""


def make_plan(table):
    """Return a PlannedRow for each row of a table of texts (stakeholders.imports.reader)."""
    known, seen, plan = Known(), {}, []
    found = defaultdict(list)
    for problem in table.problems:
        found[problem.row].append((problem.column, problem.message))
    names = [name_of(heading) for heading in table.header]
    for number, texts in table.rows:
        row = PlannedRow(number, problems=found[number])
        _read(row, zip(names, texts, strict=True))
        _recognise(row, known, seen)
        plan.append(row)
    _compare([row for row in plan if row.facility], known)
    for row in plan:
        if row.problems:
            row.facility = None if row.outcome == RowOutcome.NEW else row.facility
            row.refuse(" ".join(f"{c}: {m}" if c else m for c, m in row.problems))
    return plan


def _read(row, pairs):
    for name, text in pairs:
        if not text:
            continue
        try:
            row.values[name] = read(name, text)
        except Refused as problem:
            row.problems.append((name, str(problem)))
    values = row.values
    if values.get("contact_name") and not values.get("contact_email"):
        row.problems.append(("contact_name", "The contact has no e-mail address. Add it."))
    figures = ("capacity_band", "capacity_exact", "utilisation_band")
    needs = [name for name in figures if name in values]
    for name in ("capacity_measure", "as_of"):
        if needs and name not in values:
            row.problems.append((name, f"The cell is empty, but {needs[0]} needs it. Fill it in."))


def _recognise(row, known, seen):
    values = row.values
    reference = values.get("facility_id", "")
    if reference and reference in seen:
        message = f"Row {seen[reference]} has the same facility_id. Remove one of them."
        row.problems.append(("facility_id", message))
        return
    row.facility = known.by_reference.get(reference)
    twin = (
        name_key(values.get("organisation", "")),
        name_key(values.get("city", "")),
        values.get("kind", ""),
        name_key(values.get("name", "")),
    )
    earlier = seen.get(twin)
    seen.setdefault(twin, row.number)
    if reference:
        seen[reference] = row.number
    if row.facility:
        row.settle(RowOutcome.CHANGED, RowChoice.UPDATE, (RowChoice.UPDATE, RowChoice.SKIP))
        return
    for name in REQUIRED:
        if name not in values and not any(column == name for column, _ in row.problems):
            row.problems.append((name, "The cell is empty. Enter a value for a new facility."))
    candidate, why = known.like(values)
    if candidate:
        row.facility = candidate
        choices = (RowChoice.SKIP, RowChoice.UPDATE, RowChoice.ADD)
        row.settle(RowOutcome.CANDIDATE, RowChoice.SKIP, choices, why)
    elif earlier:
        choices = (RowChoice.SKIP, RowChoice.ADD)
        reason = f"Row {earlier} has the same organisation, city, kind and name."
        row.settle(RowOutcome.CANDIDATE, RowChoice.SKIP, choices, reason)
    _check_place(row, {})


def _compare(rows, known):
    keys = {row.facility.pk for row in rows}
    stored = {one.pk: one for one in with_parts(Facility.objects.filter(pk__in=keys))}
    for row in rows:
        row.facility = stored[row.facility.pk]
        record = record_of(row.facility)
        row.changes = [
            [name, record[name], new]
            for name, value in row.values.items()
            if name != "facility_id"
            and (new := grown(name, record[name], value)) != record[name]
            and not _is_known_contact(row, name)
        ]
        _check_place(row, record)
        if not row.changes and row.outcome == RowOutcome.CHANGED:
            row.settle(RowOutcome.SAME, RowChoice.SKIP, (RowChoice.SKIP,))


def _is_known_contact(row, name):
    """Return whether the facility has this contact. Another address is another person."""
    if name not in CONTACT:
        return False
    people = {person.email: person for person in row.facility.contacts.all()}
    person = people.get(row.values.get("contact_email"))
    return person is not None and (name == "contact_email" or person.name == row.values[name])


def grown(name, old, new):
    """Return the value of a column after the import of a cell. Another order is no change."""
    if name not in GROWING:
        return new
    parts = {*split(old), *split(new)}
    if name == "licences":
        by_number = {part.rpartition(":")[0]: part for part in split(old)}
        by_number |= {part.rpartition(":")[0]: part for part in split(new)}
        parts = set(by_number.values())
    return old if parts == set(split(old)) else joined(sorted(parts))


def _check_place(row, record):
    values = {name: record.get(name, "") for name in ("latitude", "longitude", "nuts", "country")}
    values |= {name: text for name, text in row.values.items() if name in values}
    changed = {"latitude", "longitude", "nuts", "country"} & {name for name, *_ in row.changes}
    if record and not changed:
        return
    place = [float(values[n]) if values[n] else None for n in ("latitude", "longitude")]
    problem = place_problem(*place)
    if problem:
        row.problems.append(("latitude", problem))
    problem = nuts_problem(values["nuts"].partition(":")[0], values["country"])
    if problem and values["country"]:
        row.problems.append(("nuts", problem))


def plan_signature(plan):
    """Return a checksum of the plan that a person saw, including contacts."""
    seen = [
        (row.number, str(row.outcome), row.reason, row.facility and row.facility.pk, row.changes)
        for row in plan
    ]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()
