"""A sheet as rows of cells, before the row of headings is known."""

import re
from dataclasses import dataclass, field

from core.exports import ABOUT_SHEET
from core.spreadsheets import BadCell, read_workbook

from .headings import column_letter

RANGE = re.compile(r"([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)")
MIN_COLUMNS_ACROSS = 3
MACROS = "The workbook has macros. They were not run, and are not kept."


@dataclass
class Grid:
    """Rows as (number, cells), with what their file states about them."""

    rows: object
    notes: list[str] = field(default_factory=list)
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    across: frozenset[int] = frozenset()  # rows with one merged cell over many columns
    ends_with_last_value: bool = False  # a short row lacks no cell


@dataclass(frozen=True)
class _Merged:
    """A merged range; rows count from 1, columns from 0."""

    top: int
    bottom: int
    left: int
    right: int


def workbook_grid(data, sheet, columns):
    """Read a visible sheet. Notes name hidden rows and columns, and sheets that are not read."""
    book = read_workbook(data, columns=columns, sheet=sheet)
    notes = [MACROS] if b"vbaProject.bin" in data else []
    # Our own exports have a sheet that describes them.
    visible = tuple(name for name in book.visible if name != ABOUT_SHEET or name == book.sheet)
    others = [name for name in visible if name != book.sheet]
    if others:
        notes.append(f"Read: sheet {book.sheet}. Not read: {', '.join(others)}.")
    if book.hidden:
        notes.append(f"Hidden sheets, not read: {', '.join(book.hidden)}.")
    if book.hidden_columns:
        letters = [column_letter(place - 1) for place in sorted(book.hidden_columns)[:columns]]
        notes.append(f"Hidden in the workbook, but read: column {', '.join(letters[:10])}.")
    ranges = [merged for text in book.merged_here if (merged := _range(text))]
    return Grid(
        _filled_down(book.rows, ranges, notes),
        notes,
        book.sheet,
        visible,
        book.hidden_rows,
        _across(ranges),
        ends_with_last_value=True,
    )


def _range(text):
    found = RANGE.fullmatch(text)
    if not found:
        return None
    left, top, right, bottom = found.groups()
    return _Merged(int(top), int(bottom), _place(left), _place(right))


def _place(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _across(ranges):
    """Return the numbers of rows with a single merged cell that begins at the left and is wide."""
    by_row = {}
    for merged in ranges:
        by_row.setdefault(merged.top, []).append(merged)
    return frozenset(
        row
        for row, found in by_row.items()
        if len(found) == 1
        and found[0].left == 0
        and found[0].bottom == row
        and found[0].right + 1 >= MIN_COLUMNS_ACROSS
    )


def _filled_down(rows, ranges, notes):
    """Yield the rows; a cell that is merged over several rows counts for each of them."""
    tall = {merged.left: [] for merged in ranges if merged.bottom > merged.top}
    for merged in ranges:
        if merged.bottom > merged.top:
            tall[merged.left].append(merged)
    values, is_said = {}, False
    for number, row in rows:
        cells = list(row)
        for place, found in tall.items():
            for merged in found:
                if not merged.top <= number <= merged.bottom or place >= len(cells):
                    continue
                if number == merged.top:
                    values[place] = cells[place]
                elif cells[place] == "" and not isinstance(values.get(place, ""), BadCell):
                    cells[place] = values.get(place, "")
                    if not is_said:
                        notes.append("A merged cell counts for each row that it covers.")
                        is_said = True
        while cells and cells[-1] == "":
            cells.pop()
        yield number, cells
