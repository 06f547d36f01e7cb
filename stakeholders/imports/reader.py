"""Spreadsheets as strangers send them, turned into a table of texts. Knows nothing of Django.

What cannot be read as a whole raises `UploadError` with a sentence for the person who uploaded it;
what is wrong with one row becomes a `Problem` with its row and column, and the others are read.
"""

import csv
import io
import re
from dataclasses import dataclass, field

from core.exports import without_apostrophe
from core.spreadsheets import (
    CONTROL,
    MAX_CELL_LENGTH,
    ZIP,
    BadCell,
    UploadError,
    problem_of,
    read_workbook,
    refuse_at_once,
)

MOST_ROWS, MOST_BLANK, MOST_COLUMNS = 10_000, 1_000, 60
MACROS = "The workbook holds macros. They were not run, and are not kept."


@dataclass(frozen=True)
class Problem:
    """What is wrong in one place; `row` as the spreadsheet counts, `column` by its heading."""

    row: int
    column: str
    message: str


@dataclass
class Table:
    header: list[str]
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    note: str = ""  # what a person should check, such as a guessed encoding


def read_table(data: bytes) -> Table:
    refuse_at_once(data)
    try:
        if data.startswith(ZIP):
            return _table(_xlsx_rows(data), MACROS if b"vbaProject.bin" in data else "")
        text, note = _decoded(data)
        return _table(_csv_rows(text), note)
    except UploadError:
        raise
    except csv.Error as error:
        raise UploadError(f"The file cannot be read as CSV: {error}.") from error
    except Exception as error:  # parsers raise anything on hostile bytes
        raise UploadError("The file is damaged, or is neither XLSX nor CSV.") from error


def _table(rows, note):
    first = next(rows, None)
    table = Table(_checked_header(first), note=note)
    blank = 0
    for number, cells in rows:
        if not any(isinstance(cell, BadCell) or cell.strip() for cell in cells):
            blank += 1
            if blank > MOST_BLANK:
                raise UploadError("The file has more than 1,000 empty rows. Delete them.")
            continue
        if len(table.rows) >= MOST_ROWS:
            raise UploadError("The file has more than 10,000 rows. Split it.")
        table.rows.append((number, _checked_cells(table, number, cells)))
    if not table.rows:
        raise UploadError("The file has headings and no rows below them.")
    return table


def _checked_header(first):
    if first is None:
        raise UploadError("The file has no row of headings.")
    _, cells = first
    names = ["" if isinstance(cell, BadCell) else " ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise UploadError("The first row has no headings. Put them into row 1.")
    if len(names) > MOST_COLUMNS:
        raise UploadError(f"The file has more than {MOST_COLUMNS} columns.")
    unnamed = [str(place) for place, name in enumerate(names, 1) if not name]
    if unnamed:
        raise UploadError(f"There is no heading in column {', '.join(unnamed)} of row 1.")
    folded = [name.casefold() for name in names]
    twice = dict.fromkeys(name for name in names if folded.count(name.casefold()) > 1)
    if twice:
        raise UploadError(f"A heading stands in row 1 more than once: {', '.join(twice)[:200]}.")
    if any(len(name) > 200 or problem_of(name) for name in names):
        raise UploadError("A heading in row 1 is not readable or longer than 200 characters.")
    return names


def _checked_cells(table, number, cells):
    """As many texts as there are headings; what is wrong is noted and left empty."""
    width = len(table.header)
    if any(isinstance(cell, BadCell) or cell.strip() for cell in cells[width:]):
        message = f"There are more cells than the {width} headings."
        table.problems.append(Problem(number, "", message))
    elif len(cells) < width:
        message = f"There are {len(cells)} cells for {width} headings."
        table.problems.append(Problem(number, "", message))
    checked = []
    for name, cell in zip(table.header, [*cells, *[""] * width][:width], strict=True):
        problem = problem_of(cell)
        if problem:
            table.problems.append(Problem(number, name, problem))
        checked.append("" if problem else without_apostrophe(cell.strip()))
    return checked


# CSV


def _decoded(data):
    """Text and a note. UTF-8 is certain; Windows-1252 is the one other encoding that is tried, and
    a person is asked to look, because almost any bytes pass for it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UploadError("The file is in UTF-16. Save it as CSV UTF-8, or as XLSX.")
    if b"\0" in data:
        raise UploadError("The file is neither XLSX nor CSV: it holds NUL bytes.")
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UploadError(
            f"The file is neither in UTF-8 nor in Windows-1252 (line {line}). Save it as CSV UTF-8."
        ) from error
    if CONTROL.search(text):
        raise UploadError("The file is neither XLSX nor CSV.")
    return text, "The file is not in UTF-8 and was read as Windows-1252: look at the accents."


def _csv_rows(text):
    csv.field_size_limit(2 * MAX_CELL_LENGTH)
    first = re.sub(r'"[^"]*"', "", text.split("\n", 1)[0])
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from enumerate(reader, 1)
    except csv.Error as error:
        if "field limit" in str(error):
            raise UploadError(
                f"A cell near line {reader.line_num} has more than 10,000 characters."
            ) from error
        raise UploadError(f"Line {reader.line_num} cannot be read as CSV: {error}.") from error


# XLSX


def _xlsx_rows(data):
    workbook = read_workbook(data, columns=MOST_COLUMNS + 1)
    if workbook.merged:
        raise UploadError("The workbook has merged cells. Unmerge them.")
    for number, row in workbook.rows:
        cells = list(row)
        while cells and cells[-1] == "":
            cells.pop()
        # In a spreadsheet a row ends where its last cell with a value stands.
        yield number, cells if number == 1 or len(cells) > MOST_COLUMNS else _padded(cells)


def _padded(cells):
    return [*cells, *[""] * (MOST_COLUMNS - len(cells))]
