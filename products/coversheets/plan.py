"""Comparison of a sheet with the dossier of the same product: the changes that an import would
make, cell by cell."""

from dataclasses import dataclass, field

from core.spreadsheets import UploadError
from core.text import name_key

from ..cover_sheet import (
    BY_KEY,
    FIELD_OF_ROW,
    FIRST_FREE_ROW,
    LABELS,
    SECTIONS,
    STUDY_ROWS,
    VALUES,
    cell_name,
    sort_cells,
    study_numbers,
)
from ..models import BatchState, Dossier, SheetOutcome
from .content import cells_of
from .reader import Sheet, read_sheet
from .versions import YOURS, marks_of, who_changed
from .work import work_on

NAME = (BY_KEY["name"].row, VALUES)
STUDY_ID, STUDY_TITLE = BY_KEY["study_id"].row, BY_KEY["study_title"].row


@dataclass
class Plan:
    """The effect of one file. `cells` are all cells of the dossier after the import."""

    name: str
    outcome: str = SheetOutcome.REFUSED
    identifier: str = ""
    dossier: Dossier | None = None
    cells: dict = field(default_factory=dict)
    changes: list = field(default_factory=list)  # [cell, field, old, new, who changed it]
    positions: list = field(default_factory=list)  # (row, column) of each change
    problems: list = field(default_factory=list)  # [cell, message]
    notes: list = field(default_factory=list)
    kept: int = 0

    @property
    def doubtful(self):
        """Return the places in `changes` that would undo an edit in the portal. They are imported
        only if a person asks for it."""
        return [place for place, change in enumerate(self.changes) if change[-1] != YOURS]

    def cells_without(self, left_out):
        """Return the cells of the dossier after an import without these places of `changes`."""
        cells = dict(self.cells)
        for place in left_out:
            old = self.changes[place][2]
            cells[self.positions[place]] = old
            if not old:
                del cells[self.positions[place]]
        return cells

    @property
    def signature(self):
        """Return the digest of what the deciding person saw."""
        pk = self.dossier.pk if self.dossier else None
        return [self.outcome, pk, self.identifier, self.changes]


def make_plans(files, *, clears=False):
    """Return a Plan for each (name, bytes). A second file for the same product is refused."""
    plans, taken = [], {}
    for name, data in files:
        try:
            sheet = read_sheet(data)
        except UploadError as error:
            plans.append(Plan(name, problems=[["", str(error)]]))
            continue
        plan = plan_sheet(name, sheet, clears=clears)
        key = plan.dossier.pk if plan.dossier else name_key(sheet.identifier)
        if plan.outcome != SheetOutcome.REFUSED and key in taken:
            plan.problems.append(["", f"{taken[key]} is a cover sheet of the same product."])
            plan.outcome, plan.changes = SheetOutcome.REFUSED, []
        taken.setdefault(key, name)
        plans.append(plan)
    return plans


def plan_sheet(name, sheet, *, clears=False):
    plan = Plan(
        name,
        identifier=sheet.identifier[:200],
        problems=[[remark.cell, remark.message] for remark in sheet.problems],
        notes=[[remark.cell, remark.message] for remark in sheet.notes],
    )
    if sheet.problems:
        return plan
    dossiers = Dossier.objects.prefetch_related("studies", "sheet_notes")
    plan.dossier = dossiers.named(sheet.identifier)
    if plan.dossier and plan.dossier.name_key != name_key(sheet.identifier):
        sheet.cells[NAME] = plan.dossier.name
        plan.notes.append([cell_name(*NAME), f"A former name of {plan.dossier}, which is kept."])
    stored = cells_of(plan.dossier) if plan.dossier else {}
    base = sheet.version
    if base is None and plan.dossier:
        base = last_import_of(plan.dossier)
    sheet = aligned(sheet, stored)
    _compare(plan, sheet, stored, clears, base)
    if plan.dossier:
        _keep_studies_with_work(plan, stored)
    if not plan.dossier:
        plan.outcome = SheetOutcome.NEW
    else:
        plan.outcome = SheetOutcome.CHANGED if plan.changes else SheetOutcome.SAME
    return plan


def last_import_of(dossier):
    """Return the marks of the dossier after its last import, or None. A sheet that was not exported
    by the portal counts as a copy of the last imported one."""
    file = (
        dossier.sheet_files.filter(batch__state=BatchState.IMPORTED)
        .exclude(after=None)
        .order_by("-batch__imported_at")
        .first()
    )
    return marks_of({(row, column): text for row, column, text in file.after}) if file else None


def _compare(plan, sheet, stored, clears, base):
    plan.cells = dict(stored)
    for position in sorted({*stored, *sheet.cells}):
        old, new = stored.get(position, ""), sheet.cells.get(position, "")
        if old == new:
            continue
        if not new and (not clears or position[0] in sheet.absent):
            plan.kept += 1
            continue
        plan.cells[position] = new
        if not new:
            del plan.cells[position]
        who = who_changed(base, position, file=new, portal=old)
        name = _name_of(position, sheet.cells)
        plan.changes.append([sheet.place(position), name, old, new, who])
        plan.positions.append(position)


def _keep_studies_with_work(plan, stored):
    """Leave the studies as they are that the sheet would empty, if people worked on them."""
    emptied = sort_cells(stored).studies.keys() - sort_cells(plan.cells).studies.keys()
    for study in plan.dossier.studies.all():
        names = work_on(study) if study.position in emptied else []
        if not names:
            continue
        for place in reversed(range(len(plan.changes))):
            row, column = position = plan.positions[place]
            old, new = plan.changes[place][2:4]
            if row in STUDY_ROWS and column == study.position and not new:
                plan.cells[position] = old
                plan.kept += 1
                del plan.changes[place], plan.positions[place]
        text = f"The study {study} is kept, because people added {' and '.join(names)} to it."
        plan.notes.append([cell_name(STUDY_ID, study.position), text])


def _name_of(position, cells):
    row, _ = position
    if row in SECTIONS:
        return f"Note beside “{SECTIONS[row]}”"
    known = FIELD_OF_ROW.get(row)
    if not known:
        label = cells.get((row, LABELS), "")
        return f"Note “{label}”" if label else "Note"
    return known.name


def aligned(sheet, stored):
    """Return the sheet with its studies in the columns of the dossier. Studies are matched by
    number, then by column; rows outside the template are matched by label."""
    columns = _columns(_studies(sheet.cells), _studies(stored))
    rows = _rows(_labels(sheet.cells), _labels(stored))
    moved = Sheet(absent=sheet.absent)
    for (row, column), text in sheet.cells.items():
        to = (rows.get(row, row), columns.get(column, column) if row in STUDY_ROWS else column)
        moved.cells[to] = text
        moved.places[to] = sheet.place((row, column))
    return moved


def _studies(cells):
    """Return {column: {row: text}} of the studies."""
    studies = {}
    for (row, column), text in cells.items():
        if row in STUDY_ROWS and column != LABELS:
            studies.setdefault(column, {})[row] = text
    return studies


def _numbers(study):
    return set(study_numbers(study.get(STUDY_ID, "")))


def _columns(coming, stored):
    """Return {column in the file: column of the dossier}."""
    found = {}
    for column, study in coming.items():
        same = (place for place, known in stored.items() if _numbers(study) & _numbers(known))
        place = next((place for place in same if place not in found.values()), None)
        if place:
            found[column] = place
    for column, study in sorted(coming.items()):
        if column in found:
            continue
        taken = set(found.values())
        if column not in taken and _may_be_same(study, stored.get(column, {})):
            found[column] = column
        else:
            occupied = taken | set(stored) | set(coming)
            found[column] = next(c for c in range(VALUES, 16_000) if c not in occupied)
    return found


def _may_be_same(study, known):
    """Return whether two studies in the same column may be the same study. If both have different
    numbers, the title and most other cells must be equal; the number was then corrected."""
    if not _numbers(study) or not _numbers(known):
        return True
    if study.get(STUDY_TITLE) != known.get(STUDY_TITLE):
        return False
    rows = {*study, *known} - {STUDY_ID}
    return 2 * sum(study.get(row) == known.get(row) for row in rows) > len(rows)


def _labels(cells):
    """Return {row below the template: label}."""
    rows = sorted({row for row, _ in cells if row >= FIRST_FREE_ROW})
    return {row: cells.get((row, LABELS), "") for row in rows}


def _rows(coming, stored):
    found, free = {}, dict(stored)
    for row, label in coming.items():
        same = next((place for place, known in free.items() if known == label), None)
        if same is not None:
            found[row] = same
            del free[same]
    following = max([*stored, *found.values(), FIRST_FREE_ROW - 1]) + 1
    for row in coming:
        if row not in found:
            found[row], following = following, following + 1
    return found
