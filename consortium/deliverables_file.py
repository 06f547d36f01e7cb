"""Import of the lists of deliverables and milestones from a csv file. The file is checked whole
before anything is written."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from core.spreadsheets import UploadError
from core.text import name_key
from stakeholders.imports.texts import csv_rows, decoded

from .choices import DeliverableState, Level
from .models import Deliverable, Milestone, Partner, WorkPackage
from .months import end_of_month

MAX_ROWS = 1000
MAX_MONTH = 120
HEADINGS = {
    "number": "number",
    "no": "number",
    "title": "title",
    "name": "title",
    "wp": "work_package",
    "workpackage": "work_package",
    "lead": "lead",
    "leadbeneficiary": "lead",
    "kind": "kind",
    "type": "kind",
    "level": "level",
    "disseminationlevel": "level",
    "duemonth": "due_month",
    "due": "due_month",
    "meansofverification": "verification",
    "verification": "verification",
}
NEEDED = ("number", "title", "due_month")


class FileRefused(ValueError):
    """A file that was not imported; `problems` are sentences with the number of the row."""

    def __init__(self, problems):
        super().__init__(problems[0])
        self.problems = problems


@dataclass
class ImportCounts:
    seen: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list = field(default_factory=list)


def _is_known(text):
    return name_key(text) in HEADINGS


@transaction.atomic
def import_due(model, data):
    """Add or update the rows of a file to Deliverable or Milestone. Raise FileRefused."""
    counts = ImportCounts()
    partners = {name_key(name): pk for pk, name in _names_of_partners()}
    packages = {str(one.number): one for one in WorkPackage.objects.all()}
    for number, values in rows_of_file(data):
        counts.seen += 1
        try:
            _save(model, _values(model, values, partners, packages), counts)
        except ValueError as error:
            counts.problems.append(f"Row {number}: {error}")
    if counts.problems:
        raise FileRefused(counts.problems)
    return counts


def _names_of_partners():
    for partner in Partner.objects.all():
        yield partner.pk, partner.name
        if partner.short_name:
            yield partner.pk, partner.short_name


def rows_of_file(data):
    """Return (number of the row, {field: text}) for each row. Raise FileRefused."""
    try:
        rows = [
            (number, cells)
            for number, cells in csv_rows(decoded(data)[0], _is_known)
            if any(cell.strip() for cell in cells)
        ]
    except UploadError as error:
        raise FileRefused([str(error)]) from error
    if not rows:
        raise FileRefused(["The file has no rows. Choose another file."])
    (_, head), *rows = rows
    if len(rows) > MAX_ROWS:
        raise FileRefused([f"The file has {len(rows):,} rows. The limit is {MAX_ROWS:,}."])
    names = [HEADINGS.get(name_key(cell)) for cell in head]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        columns = ", ".join(name.replace("_", " ") for name in missing)
        raise FileRefused(
            [f"The file has no column {columns}. Write the headings in the first row."]
        )
    return [
        (number, {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name})
        for number, cells in rows
    ]


def _values(model, texts, partners, packages):
    """Return the columns of a row. Raise ValueError with a sentence."""
    for name in NEEDED:
        if not texts.get(name):
            raise ValueError(f"The {name.replace('_', ' ')} is missing. Fill it in.")
    values = {"number": texts["number"][:12], "title": texts["title"][:250]}
    month = texts["due_month"].upper().removeprefix("M")
    if not month.isdecimal() or not 1 <= int(month) <= MAX_MONTH:
        raise ValueError(
            f"The due month {texts['due_month'][:20]} is not a number from 1 to {MAX_MONTH}. "
            "Correct it."
        )
    values["due_month"] = int(month)
    if texts.get("work_package"):
        key = name_key(texts["work_package"]).removeprefix("wp")
        if key not in packages:
            raise ValueError(
                f"There is no work package {texts['work_package'][:20]}. Correct the number."
            )
        values["work_package"] = packages[key]
    if texts.get("lead"):
        if name_key(texts["lead"]) not in partners:
            raise ValueError(
                f"No partner has the name {texts['lead'][:60]}. Use a name of the list of partners."
            )
        values["lead_id"] = partners[name_key(texts["lead"])]
    if model is Deliverable:
        values["kind"] = texts.get("kind", "")[:60]
        level = texts.get("level", "").upper() or Level.SENSITIVE
        if level not in Level.values:
            raise ValueError(f"The level {level[:20]} is not PU or SEN. Correct it.")
        values["level"] = level
    else:
        values["verification"] = texts.get("verification", "")[:300]
    return values


def _save(model, values, counts):
    row = model.objects.select_for_update(of=("self",)).filter(number=values["number"]).first()
    if row is None:
        model.objects.create(**values)
        counts.created += 1
        return
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        counts.unchanged += 1
        return
    if "due_month" in changed:
        _check_due_date(row, changed["due_month"])
    for name, value in changed.items():
        setattr(row, name, value)
    row.save()
    counts.changed += 1


def _check_due_date(row, month):
    """Raise ValueError if the funder no longer accepts another due date."""
    today = timezone.localdate()
    submitted = getattr(row, "state", "") in (DeliverableState.SUBMITTED, DeliverableState.ACCEPTED)
    if submitted or row.met_on:
        raise ValueError(f"{row.number} was already submitted, so its due month cannot change.")
    if row.due_on < today:
        raise ValueError(f"{row.number} was already due, so its due month cannot change.")
    if end_of_month(month) < today:
        raise ValueError(f"The new due month of {row.number} is in the past. Choose a later one.")


KINDS = {"deliverables": Deliverable, "milestones": Milestone}
