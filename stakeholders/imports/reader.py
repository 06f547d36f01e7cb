"""Turn any uploaded file of contacts into a table of texts. This module does not use Django.

A file that cannot be read raises `UploadError` with a sentence for the person who uploaded it; an
error in one row becomes a `Problem` with its row and column, and the others are read. Everything
that was left out or changed is named in `Table.notes`.
"""

import csv
from dataclasses import dataclass, field
from itertools import chain, islice

from core.exports import without_apostrophe
from core.spreadsheets import MAX_CELL_LENGTH, ZIP, BadCell, UploadError, refuse_at_once

from .cards import CARD_HEADER, is_cards, rows_of_cards
from .cleaning import cleaned
from .grids import Grid, workbook_grid
from .headings import MAX_HEADING_LENGTH, ROWS_LOOKED_AT, column_letter, find_headings, unique
from .texts import csv_rows, decoded

MAX_ROWS, MAX_EMPTY_ROWS, MAX_COLUMNS = 10_000, 1_000, 200
TOTALS = frozenset(("total", "totals", "sum", "summe", "gesamt", "somme", "totale", "suma"))


@dataclass(frozen=True)
class Problem:
    """An error in one place; `row` as the spreadsheet counts, `column` by its heading."""

    row: int
    column: str
    message: str


@dataclass
class Table:
    header: list[str]
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # for a person to check
    sheet: str = ""
    sheets: tuple[str, ...] = ()  # visible ones, among which a person may choose
    hidden_rows: frozenset[int] = frozenset()

    @property
    def note(self):
        return "\n".join(self.notes)


def no_heading(text):
    """Return False: no heading is known. The first row with texts in most columns is used."""
    return False


def read_table(data: bytes, *, is_known=no_heading, sheet: str = "") -> Table:
    """Read the first visible sheet, or the one that is named. `is_known` tells a heading from other
    texts. Raise UploadError."""
    refuse_at_once(data)
    try:
        if data.startswith(ZIP):
            return _table(workbook_grid(data, sheet, MAX_COLUMNS + 1), is_known)
        text, note = decoded(data)
        notes = [note] if note else []
        if is_cards(text):
            return _filled(CARD_HEADER, Grid(rows_of_cards(text, notes), notes))
        return _table(Grid(csv_rows(text, is_known), notes), is_known)
    except UploadError:
        raise
    except csv.Error as error:
        raise UploadError(f"The file cannot be read as CSV: {error}. Save it as XLSX.") from error
    except Exception as error:  # parsers raise anything on hostile bytes
        raise UploadError(
            "The file is damaged, or is neither XLSX, CSV nor vCard. Save it again as XLSX or CSV."
        ) from error


def _table(grid, is_known):
    head = list(islice(grid.rows, ROWS_LOOKED_AT))
    headings = find_headings(head, is_known)
    names = _checked(headings.names)
    above = [number for number, cells in head[: headings.rows_above - 1] if any(cells)]
    if above and headings.rows_above:
        grid.notes.append(f"The headings are in row {head[headings.rows_above - 1][0]}.")
    grid.rows = chain(head[headings.rows_above :], grid.rows)
    return _filled(names, grid)


def _checked(names):
    while any(names) and not names[-1]:
        names.pop()
    if len(names) > MAX_COLUMNS:
        raise UploadError(f"The file has more than {MAX_COLUMNS} columns. Delete some.")
    if any(len(name) > MAX_HEADING_LENGTH for name in names):
        raise UploadError("A heading is longer than 200 characters. Shorten it.")
    return names


def _filled(names, grid):
    """Read all rows below the headings. A column without a heading is kept if it has values."""
    named = [name or f"Column {column_letter(place)}" for place, name in enumerate(names)]
    table = Table(unique(named), notes=grid.notes, sheet=grid.sheet, sheets=grid.sheets)
    table.hidden_rows = grid.hidden_rows
    filler = _Filler(table, grid)
    for number, cells in grid.rows:
        filler.add(number, cells)
    filler.finish()
    if not table.rows:
        taken = ", ".join(f"“{name[:30]}”" for name in named[:3])
        raise UploadError(
            f"The file has headings ({taken}) and no rows below them. Add the rows, or correct the "
            "headings."
        )
    empty = {place for place, name in enumerate(names) if not name} - filler.used
    if empty:
        kept = [place for place in range(len(names)) if place not in empty]
        table.header = [table.header[place] for place in kept]
        table.rows = [(number, [cells[p] for p in kept]) for number, cells in table.rows]
    return table


class _Filler:
    """Puts rows into a table, and keeps notes about them."""

    def __init__(self, table, grid):
        self.table, self.grid = table, grid
        self.blank, self.used, self.invisible, self.across, self.totals = 0, set(), [], [], []

    def add(self, number, cells):
        table = self.table
        if not any(cell and (isinstance(cell, BadCell) or cell.strip()) for cell in cells):
            self.blank += 1
            if self.blank > MAX_EMPTY_ROWS:
                raise UploadError("The file has more than 1,000 empty rows. Delete them.")
            return
        if number in self.grid.across and sum(cell != "" for cell in cells) == 1:
            self.across.append(number)
            return
        if self._is_total(cells):
            self.totals.append(number)
            return
        if len(table.rows) >= MAX_ROWS:
            raise UploadError("The file has more than 10,000 rows. Split it.")
        table.rows.append((number, self._checked_cells(number, cells)))

    def _is_total(self, cells):
        """Return whether the row is a total: such a word first, and only numbers after it."""
        texts = [cell for cell in cells if cell and (isinstance(cell, BadCell) or cell.strip())]
        first = texts[0]
        is_word = isinstance(first, str) and first.strip().rstrip(":").casefold() in TOTALS
        if not is_word:
            return False
        sums = (isinstance(cell, BadCell) or cell.strip().isdigit() for cell in texts[1:])
        return all(sums)

    def _checked_cells(self, number, cells):
        """Return one text per heading; note a problem for each faulty cell and leave it empty."""
        header, problems = self.table.header, self.table.problems
        width = len(header)
        if len(cells) > width and any(
            isinstance(cell, BadCell) or cell.strip() for cell in cells[width:]
        ):
            message = f"There are more cells than the {width} headings."
            problems.append(Problem(number, "", message))
        elif len(cells) < width:
            if not self.grid.ends_with_last_value:
                message = f"There are {len(cells)} cells for {width} headings."
                problems.append(Problem(number, "", message))
            cells = [*cells, *[""] * (width - len(cells))]
        checked = []
        for place in range(width):
            cell = cells[place]
            if cell == "":
                checked.append("")
                continue
            if isinstance(cell, BadCell) or len(cell) > MAX_CELL_LENGTH:
                message = getattr(cell, "message", "The cell has more than 10,000 characters.")
                problems.append(Problem(number, header[place], message))
                checked.append("")
                continue
            text, removed = cleaned(getattr(cell, "shown", "") or cell)
            if removed:
                self.invisible.append((number, header[place]))
            if text:
                self.used.add(place)
            checked.append(without_apostrophe(text))
        return checked

    def finish(self):
        notes = self.table.notes
        if self.invisible:
            row, column = self.invisible[0]
            number = len(self.invisible)
            cells = "1 cell" if number == 1 else f"{number:,} cells"
            notes.append(
                f"Invisible characters were removed from {cells}, first in row {row}, {column}."
            )
        for rows, noun in ((self.across, "a heading across the table"), (self.totals, "a total")):
            if rows:
                notes.append(f"Left out, because it is {noun}: row {_numbers(rows)}.")
        hidden = [number for number, _ in self.table.rows if number in self.table.hidden_rows]
        if hidden:
            notes.append(f"Hidden in the workbook: row {_numbers(hidden)}.")


def _numbers(rows, most=10):
    more = f" and {len(rows) - most:,} more" if len(rows) > most else ""
    return ", ".join(map(str, rows[:most])) + more
