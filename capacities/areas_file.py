"""Files of demand areas: countries and NUTS regions with their inhabitants and patients of care.

Each number has a source. A row with a refused cell is left out; an empty cell changes nothing.
"""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from stakeholders.imports.reader import read_table

from .files import Changed
from .files.columns import READERS, Refused, read
from .files.journal import entry_of, take_back
from .files.plan import name_of
from .files.upload import NotReadable
from .models import AreaImport, DemandArea
from .models.imports import RowOutcome
from .models.sites import NUTS_CODE, NUTS_VERSIONS, nuts_problem, place_problem

COLUMNS = (
    "code",
    "nuts_version",
    "name",
    "country",
    "point",
    "latitude",
    "longitude",
    "population",
    "source",
    "source_date",
    "patients",
    "patients_source",
)
FIELDS = {"source_date": "source_on"}  # where the name of the field is another
NEEDED = ("name", "country", "point", "latitude", "longitude", "population", "source")
MAX_AREAS = 3_000  # more than all NUTS regions of one version
COUNTRY_LENGTH = 2  # letters of the code of a whole country


def _code(text):
    code = text.strip().upper()
    if not NUTS_CODE.fullmatch(code):
        raise Refused(f"“{text[:20]}” is not the code of a country or NUTS region, such as AT13.")
    return code


def _version(text):
    if text not in map(str, NUTS_VERSIONS):
        years = ", ".join(map(str, NUTS_VERSIONS))
        raise Refused(f"There is no NUTS version {text[:10]}. Use one of: {years}.")
    return int(text)


def _plain(longest):
    def reader(text):
        text = read("source", text)
        if len(text) > longest:
            raise Refused(f"The cell has {len(text):,} characters. Shorten it to {longest}.")
        return text

    return reader


def _number(text):
    return int(READERS["capacity_exact"](text))


AREA_READERS = {
    "code": _code,
    "nuts_version": _version,
    "name": _plain(120),
    "country": READERS["country"],
    "point": _plain(120),
    "latitude": lambda text: float(READERS["latitude"](text)),
    "longitude": lambda text: float(READERS["longitude"](text)),
    "population": _number,
    "source": _plain(300),
    "source_date": lambda text: date.fromisoformat(READERS["source_date"](text)),
    "patients": _number,
    "patients_source": _plain(300),
}


@dataclass
class AreaRow:
    """One row of a file: its `values`, and [column, old, new] of what changes."""

    number: int
    values: dict = field(default_factory=dict)
    outcome: str = RowOutcome.NEW
    problems: list = field(default_factory=list)
    changes: list = field(default_factory=list)

    @property
    def code(self):
        return self.values.get("code", "")

    @property
    def label(self):
        return RowOutcome(self.outcome).label

    @property
    def reason(self):
        return " ".join(f"{column}: {message}" for column, message in self.problems)


def is_heading(text):
    return name_of(text) in COLUMNS


def plan_of(data):
    """Return an AreaRow per row of a file as bytes. Nothing is written. Raise NotReadable or
    UploadError for a file that cannot be read as a whole."""
    table = read_table(data, is_known=is_heading)
    names = [name_of(heading) for heading in table.header]
    unknown = [h for h, name in zip(table.header, names, strict=True) if name not in COLUMNS]
    if unknown or "code" not in names:
        problem = f"unknown: {', '.join(unknown)[:200]}" if unknown else "missing: code"
        raise NotReadable(f"Wrong columns, {problem}. The columns are: {', '.join(COLUMNS)}.")
    if len(table.rows) > MAX_AREAS:
        raise NotReadable(f"The file has more than {MAX_AREAS:,} rows. Split it.")
    plan, seen = [], {}
    for number, texts in table.rows:
        row = AreaRow(number)
        row.problems += [(p.column, p.message) for p in table.problems if p.row == number]
        _read(row, zip(names, texts, strict=True))
        if row.code in seen:
            row.problems.append(("code", f"Row {seen[row.code]} has the same code. Remove one."))
        seen.setdefault(row.code, number)
        plan.append(row)
    known = DemandArea.objects.in_bulk([row.code for row in plan], field_name="code")
    for row in plan:
        compare(row, known.get(row.code))
    return plan


def _read(row, pairs):
    for name, text in pairs:
        if not text:
            continue
        try:
            row.values[name] = AREA_READERS[name](text)
        except Refused as problem:
            row.problems.append((name, str(problem)))
    if not row.code and not row.problems:
        row.problems.append(("code", "The cell is empty. Enter the code of the area."))


def values_of(area):
    """Return {column: value} of an area."""
    return {name: getattr(area, FIELDS.get(name, name)) for name in COLUMNS}


def compare(row, area):
    """Write what the row changes, or why it is refused."""
    stored = values_of(area) if area else dict.fromkeys(COLUMNS)
    merged = stored | row.values
    row.changes = [
        [name, stored[name], new] for name, new in row.values.items() if stored[name] != new
    ]
    row.problems += _problems(merged)
    if row.problems:
        row.outcome = RowOutcome.REFUSED
    elif area:
        row.outcome = RowOutcome.CHANGED if row.changes else RowOutcome.SAME


def _problems(values):
    """Yield (column, reason) of what is missing in an area, or does not fit together."""
    for name in NEEDED:
        if values[name] in (None, ""):
            yield name, "The cell is empty. Enter a value for a new area."
    code, country = values["code"] or "", values["country"]
    if code and country and (problem := nuts_problem(code, country)):
        yield "code", problem
    if len(code) > COUNTRY_LENGTH and not values["nuts_version"]:
        yield "nuts_version", "The cell is empty. Enter the year of the NUTS version."
    if problem := place_problem(values["latitude"], values["longitude"]):
        yield "latitude", problem
    if values["patients"] is not None and not values["patients_source"]:
        yield "patients_source", "The patients have no source. Enter it."
    if (values["patients"] or 0) > (values["population"] or float("inf")):
        yield "patients", "There are more patients than inhabitants. Check both numbers."


@transaction.atomic
def write(plan, *, file_name, by):
    """Write the rows that are not refused, and keep an AreaImport for the undo. Return {"created":
    n, "changed": n, "left": n}. A row whose area was changed since the preview is left out."""
    done, journal = {"created": 0, "changed": 0, "left": 0}, []
    rows = [row for row in plan if row.outcome in (RowOutcome.NEW, RowOutcome.CHANGED)]
    areas = DemandArea.objects.select_for_update().order_by("code")
    known = areas.in_bulk([row.code for row in rows], field_name="code")
    for row in rows:
        area = known.get(row.code)
        stored = values_of(area) if area else dict.fromkeys(COLUMNS)
        if any(stored[name] != old for name, old, _ in row.changes):
            done["left"] += 1
            continue
        done["changed" if area else "created"] += 1
        area = area or DemandArea()
        before, after = (
            {FIELDS.get(name, name): pair[place] for name, *pair in row.changes} for place in (0, 1)
        )
        is_new = area.pk is None
        for name, value in after.items():
            setattr(area, name, value)
        area.save()
        journal.append(entry_of(area, None if is_new else before, after))
    if journal:
        AreaImport.objects.create(
            file_name=file_name[:120], number=len(journal), imported_by=by, journal=journal
        )
    return done


@transaction.atomic
def undo(done, *, by):
    """Undo an import; return sentences on areas that were kept because they changed afterwards.
    Raise Changed if it is undone already."""
    done = AreaImport.objects.select_for_update().get(pk=done.pk)
    if done.undone_at:
        raise Changed("This import is undone already.")
    _, kept = take_back(done.journal, lambda area: False)
    done.undone_at, done.undone_by, done.journal = timezone.now(), by, []
    done.save()
    return kept
