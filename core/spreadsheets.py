"""Reader of untrusted workbooks, which yields rows of text. It does not depend on Django.

Workbooks that are dangerous to unpack or cannot be read raise `UploadError` with a message for the
person who uploaded them. A cell with an error is replaced by a `BadCell`.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import openpyxl

MB = 1024 * 1024
MAX_BYTES, MAX_UNPACKED_BYTES, MAX_STRING_BYTES, MAX_PARTS = 5 * MB, 50 * MB, 20 * MB, 200
MAX_CELL_LENGTH = 10_000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Direction marks can disguise a name; right-to-left scripts do not need them.
DIRECTION_MARKS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
OLD_EXCEL, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
MERGED = re.compile(rb'<mergeCell\s[^>]*ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
MAX_MERGED_RANGES = 1000


class UploadError(Exception):
    """A file that cannot be read. The message says why and what to do."""


@dataclass(frozen=True)
class BadCell:
    """Replaces a cell that has no usable value."""

    message: str


class Converted(str):
    """The text of a cell that had another type; `was` names the type."""

    was = ""

    @classmethod
    def of(cls, text, was):
        converted = cls(text)
        converted.was = was
        return converted


@dataclass
class Workbook:
    """The first visible sheet: (row number, cells) for every row."""

    rows: Iterator[tuple[int, list]]
    sheet_count: int
    merged: tuple[str, ...]  # ranges such as B3:D3, of all sheets


def refuse_at_once(data: bytes):
    """Raise UploadError if size or first bytes show that the file cannot be read."""
    if len(data) > MAX_BYTES:
        raise UploadError("The file is larger than 5 MB. Split it.")
    if not data.strip(b" \t\r\n\xef\xbb\xbf"):
        raise UploadError("The file is empty. Choose another file.")
    if data.startswith(OLD_EXCEL):
        raise UploadError(
            "The file has a password or the old .xls format. Save it as .xlsx without a password."
        )


def problem_of(cell):
    """Return why a cell cannot be used; "" if it can."""
    if isinstance(cell, BadCell):
        return cell.message
    if len(cell) > MAX_CELL_LENGTH:
        return "The cell has more than 10,000 characters. Shorten it."
    if DIRECTION_MARKS.search(cell):
        return "The cell contains invisible characters that change the text direction. Remove them."
    return "The cell contains control characters. Remove them." if CONTROL.search(cell) else ""


def read_workbook(data: bytes, *, columns: int) -> Workbook:
    """Return the first visible sheet with at most this many columns.

    Raise UploadError, or the error of a parser on malicious bytes.
    """
    has_formulas, merged = _checked_archive(data)
    values, sheet_count = _first_sheet(data, data_only=True)
    # A formula without a stored value looks empty, so formulas are read a second time.
    formulas = _first_sheet(data, data_only=False)[0] if has_formulas else None
    return Workbook(_rows(values, formulas, columns), sheet_count, merged)


def _rows(values, formulas, columns):
    second = formulas.iter_rows(max_col=columns) if formulas else None
    for number, row in enumerate(values.iter_rows(max_col=columns), 1):
        cells = [_text_of(cell) for cell in row]
        for place, other in enumerate((next(second, ()) if second else ())[: len(cells)]):
            if other.data_type != "f":
                continue
            if row[place].value is None:
                cells[place] = BadCell(
                    "The cell is a formula without a stored value. Enter the value."
                )
            elif not isinstance(cells[place], BadCell):
                cells[place] = Converted.of(cells[place], "a formula")
        yield number, cells


def _first_sheet(data, *, data_only):
    book = openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=data_only, keep_links=False
    )
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not visible:
        raise UploadError("The workbook has no visible worksheet. Unhide the sheet with the data.")
    visible[0].reset_dimensions()  # files can state a wrong size, and rows would be lost
    return visible[0], len(visible)


def _checked_archive(data):
    """Return (has_formulas, merged ranges). Raise UploadError if unpacking is dangerous."""
    has_formulas, merged = False, []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MAX_PARTS:
            raise UploadError(
                f"The workbook has more than {MAX_PARTS} parts. Save the data in a new one."
            )
        if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
            raise UploadError("The workbook unpacks to more than 50 MB. Split it.")
        if any(part.flag_bits & 1 for part in parts):
            raise UploadError("The workbook has a password. Save it without one.")
        if "xl/workbook.xml" not in archive.namelist():
            raise UploadError("The file is a zip archive, not a workbook. Upload an XLSX file.")
        for part in parts:
            if not part.filename.endswith((".xml", ".rels")):
                continue
            with archive.open(part) as stream:
                content = stream.read(part.file_size + 1).replace(b"\0", b"")
            if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                raise UploadError(
                    "The workbook declares XML entities, which are not read. Save it again."
                )
            if "sharedStrings" in part.filename and len(content) > MAX_STRING_BYTES:
                raise UploadError("The workbook has more than 20 MB of text. Split it.")
            if part.filename.startswith("xl/worksheets/"):
                merged += [found.decode() for found in MERGED.findall(content)[:MAX_MERGED_RANGES]]
                has_formulas = has_formulas or b"<f>" in content or b"<f " in content
    return has_formulas, tuple(merged)


def _text_of(cell):
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return (
            BadCell(f"The cell has the error {value}. Correct it.")
            if cell.data_type == "e"
            else value
        )
    if isinstance(value, bool):
        return Converted.of("yes" if value else "no", "true or false")
    if isinstance(value, datetime):
        at_midnight = value.time().isoformat() == "00:00:00"
        return Converted.of(value.date().isoformat() if at_midnight else str(value), "a date")
    if isinstance(value, date):
        return Converted.of(value.isoformat(), "a date")
    if isinstance(value, float) and value.is_integer():
        return Converted.of(str(int(value)), "a number")
    return Converted.of(str(value), "a number" if isinstance(value, int | float) else "a time")
