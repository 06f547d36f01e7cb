"""Reader of cover sheets: bytes are converted into cells in the rows of the template, with remarks.

The form may vary: rows are found by their labels, independent of capitals, spaces, older wording
and order. The content may not: a sheet without identifier or class, or with a cell that cannot be
read, has problems and is refused.
"""

import zipfile
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice

from core.exports import without_apostrophe
from core.spreadsheets import (
    ZIP,
    BadCell,
    Converted,
    UploadError,
    problem_of,
    read_workbook,
    refuse_at_once,
)
from core.text import name_key

from ..cell_texts import MASKED
from ..cover_sheet import (
    ADDRESS,
    BY_KEY,
    CATEGORIES,
    FIRST_FREE_ROW,
    LABEL_OF_ROW,
    LABELS,
    MAX_COLUMNS,
    REQUIRED,
    ROW_OF_LABEL,
    SECTIONS,
    STUDY_ROWS,
    VALUES,
    cell_name,
    section_of,
    sort_cells,
    study_numbers,
)
from .versions import marks_in

MAX_ROWS, MAX_UNKNOWN_ROWS = 2_000, 200
MIN_KNOWN_LABELS = 5
IDENTIFIER, CATEGORY = REQUIRED
TYPE, PHASE, STUDY_ID = BY_KEY["atmp_type"], BY_KEY["phase"], BY_KEY["study_id"]
EMAILS = (BY_KEY["pi_email"].row, BY_KEY["sponsor_email"].row)


@dataclass(frozen=True)
class Remark:
    """A remark on one cell, named as in the file; on the whole sheet if `cell` is empty."""

    cell: str
    message: str

    def __str__(self):
        return f"{self.cell}: {self.message}" if self.cell else self.message


@dataclass
class Sheet:
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    places: dict[tuple[int, int], str] = field(default_factory=dict)  # names of cells in the file
    absent: set[int] = field(default_factory=set)  # rows of the template that the file lacks
    problems: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    version: dict[tuple[int, int], str] | None = None  # marks of the cells at the export

    @property
    def identifier(self):
        return self.cells.get((IDENTIFIER.row, VALUES), "")

    def place(self, position):
        return self.places.get(position) or cell_name(*position)


@dataclass
class _Row:
    number: int
    label: str
    cells: dict[int, str]
    section: int = 1
    row: int | None = None  # of the template


def read_sheet(data: bytes) -> Sheet:
    """Return the Sheet of a file. Raise UploadError if the file cannot be read as a cover sheet."""
    refuse_at_once(data)
    if not data.startswith(ZIP):
        raise UploadError("The file is not an XLSX workbook. Save the cover sheet as XLSX.")
    try:
        return _Reading(data).sheet
    except UploadError:
        raise
    except zipfile.BadZipFile as error:
        raise UploadError("The file is damaged. Save the cover sheet as XLSX again.") from error
    except Exception as error:  # parsers raise anything on hostile bytes
        raise UploadError(
            "The file cannot be read as XLSX. Save the cover sheet as XLSX again."
        ) from error


class _Reading:
    def __init__(self, data):
        self.sheet = Sheet()
        workbook = read_workbook(data, columns=MAX_COLUMNS + 1)
        self.sheet.version = marks_in(workbook.properties)
        self.rows = self._rows(workbook)
        self._find_rows()
        self._take_cells()
        self._check_required()
        self._look_at_studies()
        for position, why in sort_cells(self.sheet.cells).reasons.items():
            self._note(self.sheet.place(position), f"kept as a note: {why}.")
        for merged in workbook.merged:
            if not merged.startswith("A"):
                first = merged.partition(":")[0]
                self._note(merged, f"the cells are merged; their value counts only for {first}.")
        if workbook.sheet_count > 1:
            self._note("", "The workbook has several sheets. Only the first one was read.")

    def _note(self, cell, message):
        self.sheet.notes.append(Remark(cell, message))

    def _problem(self, cell, message):
        self.sheet.problems.append(Remark(cell, message))

    # Cells

    def _rows(self, workbook):
        rows = []
        for number, cells in islice(workbook.rows, MAX_ROWS):
            label, *values = cells or [""]
            texts = {
                column: text
                for column, cell in enumerate(values, VALUES)
                if (text := self._text(cell_name(number, column), cell))
            }
            label = self._text(cell_name(number, LABELS), label)
            if label or texts:
                rows.append(_Row(number, " ".join(label.split()), texts))
        if next(workbook.rows, None):
            self._note("", f"Rows below row {MAX_ROWS:,} were not read.")
        return rows

    def _text(self, name, cell):
        """Return the text of a cell, "" if it is blank or cannot be read; add remarks on it."""
        if cell == "":
            return ""
        if not isinstance(cell, BadCell):
            cell_text = without_apostrophe(str(cell).strip()).replace("\r\n", "\n").strip()
            if not cell_text:
                return ""
        problem = problem_of(cell)
        if problem:
            self._problem(name, problem)
            return ""
        if isinstance(cell, Converted):
            self._note(name, f"contained {cell.was}; read as {cell_text[:60]}.")
        return cell_text

    # Rows

    def _find_rows(self):
        """Assign the row of the template to each row of the file, by its label."""
        candidates, section = {}, 1
        for row in self.rows:
            row.row = ROW_OF_LABEL.get(name_key(row.label))
            if row.row in SECTIONS:
                section = row.row
            row.section = section
            if row.row:
                candidates.setdefault(row.row, []).append(row)
        if len(candidates) < MIN_KNOWN_LABELS:
            raise UploadError(
                "The file is not a cover sheet: its labels are not in column A of the first sheet. "
                "Use the blank template."
            )
        for number, rows in candidates.items():
            best = min(rows, key=lambda row: (row.section != section_of(number), not row.cells))
            for other in rows:
                if other is not best:
                    other.row = None
                    self._note(
                        cell_name(other.number, LABELS),
                        f"“{other.label}” occurs twice; row {best.number} was read.",
                    )
        self.sheet.absent = set(LABEL_OF_ROW) - set(candidates)
        self._tell_of_labels()

    def _tell_of_labels(self):
        found = {row.row: row for row in self.rows if row.row}
        for number, row in found.items():
            if name_key(row.label) != name_key(LABEL_OF_ROW[number]):
                self._note(
                    cell_name(row.number, LABELS),
                    f"older wording “{row.label}”, read as “{LABEL_OF_ROW[number]}”.",
                )
        moved = [row for number, row in found.items() if row.number != number]
        if moved:
            first = min(moved, key=lambda row: row.number)
            self._note(
                cell_name(first.number, LABELS),
                f"“{first.label}” is in row {first.number}, but in row {first.row} of the "
                f"template. "
                "From this row on, values were read by their labels.",
            )
        required = {wanted.row for wanted in REQUIRED}
        missing = [
            f"“{LABEL_OF_ROW[number]}”"
            for number in sorted(self.sheet.absent - set(SECTIONS) - required)
        ]
        if missing:
            self._note("", f"Missing labels: {', '.join(missing)}.")

    def _take_cells(self):
        extra = FIRST_FREE_ROW
        for row in self.rows:
            target = row.row
            if target is None:
                if not row.cells:
                    if row.label:
                        self._note(cell_name(row.number, LABELS), self._unknown(row.label))
                    continue
                if extra >= FIRST_FREE_ROW + MAX_UNKNOWN_ROWS:
                    self._problem(
                        cell_name(row.number, LABELS),
                        "there are too many unknown rows. Remove some.",
                    )
                    return
                target, extra = extra, extra + 1
                if row.label:
                    self._keep(target, LABELS, row.number, row.label)
            for column, text in row.cells.items():
                if column > MAX_COLUMNS:
                    message = f"there are more than {MAX_COLUMNS} columns. Remove some."
                    self._problem(cell_name(row.number, column), message)
                else:
                    self._keep(target, column, row.number, text)

    def _unknown(self, label):
        known = {text.casefold(): text for text in LABEL_OF_ROW.values()}
        close = get_close_matches(label.casefold(), known, n=1, cutoff=0.75)
        meant = f" Did you mean “{known[close[0]]}”?" if close else ""
        return f"“{label[:80]}” is not a label of the template.{meant}"

    def _keep(self, row, column, number, text):
        if MASKED in text:
            message = "an e-mail address is masked here; the portal keeps its value."
            self._note(cell_name(number, column), message)
            return
        self.sheet.cells[row, column] = text
        self.sheet.places[row, column] = cell_name(number, column)

    # Content

    def _check_required(self):
        sheet = self.sheet
        cell = sheet.place((IDENTIFIER.row, VALUES))
        if IDENTIFIER.row in sheet.absent:
            self._problem("", f"The row “{IDENTIFIER.label}” is missing. Add it.")
        elif not sheet.identifier:
            self._problem(cell, "the identifier of the product is missing. Add it.")
        elif not name_key(sheet.identifier):
            self._problem(cell, "the identifier has neither letters nor digits. Correct it.")
        elif len(sheet.identifier) > 200:
            self._problem(cell, "the identifier has more than 200 characters. Shorten it.")
        self._check_category()

    def _check_category(self):
        sheet, position = self.sheet, (CATEGORY.row, VALUES)
        spellings = {name_key(category): category for category in CATEGORIES}
        if CATEGORY.row in sheet.absent:
            first = sheet.cells.get((TYPE.row, VALUES), "").split(" ")[0]
            if name_key(first) not in spellings:
                self._problem("", f"The row “{CATEGORY.label}” is missing. Add it.")
                return
            sheet.cells[position] = spellings[name_key(first)]
            place = sheet.place((TYPE.row, VALUES))
            self._note(place, f"there is no row “{CATEGORY.label}”; the class was read from here.")
            return
        text, cell = sheet.cells.get(position, ""), sheet.place(position)
        category = spellings.get(name_key(text))
        wanted = "GTMP, TEP, sCTMP or cATMP"
        if not text:
            self._problem(cell, f"the class is missing. Enter {wanted}.")
        elif not category:
            self._problem(cell, f"“{text[:80]}” is not a class. Enter {wanted}.")
        elif category != text:
            sheet.cells[position] = category
            self._note(cell, f"“{text}” was read as {category}.")

    def _look_at_studies(self):
        for position, text in self.sheet.cells.items():
            row, column = position
            if row not in STUDY_ROWS or column == LABELS:
                continue
            cell = self.sheet.place(position)
            if row == STUDY_ID.row and not study_numbers(text):
                self._note(cell, f"“{text[:60]}” is not an EudraCT, EU CT or NCT number.")
            elif row in EMAILS and not ADDRESS.search(text):
                self._note(cell, f"“{text[:60]}” is not an e-mail address.")
            elif row == PHASE.row and _looks_like_a_day(text):
                self._note(
                    cell, "the cell is a date. If it is a phase such as 1/2, store it as text."
                )


def _looks_like_a_day(text):
    parts = text.split("-")
    return len(parts) == 3 and all(part.isdecimal() for part in parts)
