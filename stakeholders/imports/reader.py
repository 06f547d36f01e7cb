"""Spreadsheets as strangers send them, turned into a table of texts. Knows nothing of Django.

What cannot be read as a whole raises `UploadError` with a sentence for the person who uploaded it;
what is wrong with one row becomes a `Problem` with its row and column, and the others are read.
"""

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime

import openpyxl

from core.exports import without_apostrophe

MB = 1024 * 1024
MOST_BYTES, MOST_UNPACKED, MOST_STRINGS = 5 * MB, 50 * MB, 20 * MB
MOST_PARTS, MOST_ROWS, MOST_BLANK, MOST_COLUMNS, LONGEST_CELL = 200, 10_000, 1_000, 60, 10_000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# A name could look like another one with these; right-to-left scripts need none of them.
TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
MACROS = "The workbook holds macros. They were not run, and are not kept."
OLD_EXCEL, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"


class UploadError(Exception):
    """The file cannot be read; the text says why and what helps."""


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


@dataclass(frozen=True)
class _Bad:
    """Stands in the place of a cell that has no usable value."""

    message: str


def read_table(data: bytes) -> Table:
    if len(data) > MOST_BYTES:
        raise UploadError("The file is larger than 5 MB.")
    if not data.strip(b" \t\r\n\xef\xbb\xbf"):
        raise UploadError("The file is empty.")
    if data.startswith(OLD_EXCEL):
        raise UploadError(
            "The file has a password or the old .xls format. Save it as .xlsx without a password."
        )
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
        if not any(isinstance(cell, _Bad) or cell.strip() for cell in cells):
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
    names = ["" if isinstance(cell, _Bad) else " ".join(cell.split()) for cell in cells]
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
    if any(len(name) > 200 or CONTROL.search(name) or TURNING.search(name) for name in names):
        raise UploadError("A heading in row 1 is not readable or longer than 200 characters.")
    return names


def _checked_cells(table, number, cells):
    """As many texts as there are headings; what is wrong is noted and left empty."""
    width = len(table.header)
    if any(isinstance(cell, _Bad) or cell.strip() for cell in cells[width:]):
        message = f"There are more cells than the {width} headings."
        table.problems.append(Problem(number, "", message))
    elif len(cells) < width:
        message = f"There are {len(cells)} cells for {width} headings."
        table.problems.append(Problem(number, "", message))
    checked = []
    for name, cell in zip(table.header, [*cells, *[""] * width][:width], strict=True):
        problem = _problem_of(cell)
        if problem:
            table.problems.append(Problem(number, name, problem))
        checked.append("" if problem else without_apostrophe(cell.strip()))
    return checked


def _problem_of(cell):
    if isinstance(cell, _Bad):
        return cell.message
    if len(cell) > LONGEST_CELL:
        return "The cell has more than 10,000 characters."
    if TURNING.search(cell):
        return "The cell holds invisible signs that turn the direction of the text."
    return "The cell holds control characters." if CONTROL.search(cell) else ""


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
    csv.field_size_limit(2 * LONGEST_CELL)
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
    has_formulas = _checked_archive(data)
    values = _first_sheet(data, data_only=True)
    # Formulas without a stored value look empty; only the second reading tells.
    formulas = _first_sheet(data, data_only=False) if has_formulas else None
    columns = MOST_COLUMNS + 1
    second = formulas.iter_rows(max_col=columns) if formulas else None
    for number, row in enumerate(values.iter_rows(max_col=columns), 1):
        others = next(second, ()) if second else ()
        cells = [_text_of(cell) for cell in row]
        for place, other in enumerate(others[: len(cells)]):
            if other.data_type == "f" and row[place].value is None:
                cells[place] = _Bad("The cell is a formula without a value. Store its value.")
        while cells and cells[-1] == "":
            cells.pop()
        # In a spreadsheet a row ends where its last cell with a value stands.
        yield number, cells if number == 1 or len(cells) > MOST_COLUMNS else _padded(cells)


def _padded(cells):
    return [*cells, *[""] * (MOST_COLUMNS - len(cells))]


def _first_sheet(data, *, data_only):
    book = openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=data_only, keep_links=False
    )
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not visible:
        raise UploadError("The workbook has no visible worksheet.")
    visible[0].reset_dimensions()  # files lie about their size, and rows would be lost
    return visible[0]


def _checked_archive(data):
    """Refuses what would harm while it is unpacked; tells whether there are formulas."""
    has_formulas = False
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS:
            raise UploadError(f"The workbook has more than {MOST_PARTS} parts.")
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise UploadError("The workbook unpacks to more than 50 MB.")
        if any(part.flag_bits & 1 for part in parts):
            raise UploadError("The workbook has a password. Save it without one.")
        if "xl/workbook.xml" not in archive.namelist():
            raise UploadError("The file is a zip archive and no XLSX workbook.")
        for part in parts:
            if not part.filename.endswith((".xml", ".rels")):
                continue
            with archive.open(part) as stream:
                content = stream.read(part.file_size + 1).replace(b"\0", b"")
            if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                raise UploadError("The workbook declares XML entities, which are not read.")
            if "sharedStrings" in part.filename and len(content) > MOST_STRINGS:
                raise UploadError("The workbook holds more than 20 MB of text.")
            if part.filename.startswith("xl/worksheets/"):
                if b"<mergeCell " in content:
                    raise UploadError("The workbook has merged cells. Unmerge them.")
                has_formulas = has_formulas or b"<f>" in content or b"<f " in content
    return has_formulas


def _text_of(cell):
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return _Bad(f"The cell holds the error {value}.") if cell.data_type == "e" else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
