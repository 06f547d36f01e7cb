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
MAX_MERGED_RANGES, MAX_COLUMNS = 1000, 16_384
HIDDEN = re.compile(rb'<(?:row|col)\s[^>]*hidden="(?:1|true)"[^>]*>')
ATTRIBUTE = re.compile(rb'([a-z]+)="([0-9]{1,7})"')
FIXED_DECIMALS = re.compile(r"0\.(0{1,6})")


class UploadError(Exception):
    """A file that cannot be read. The message says why and what to do."""


@dataclass(frozen=True)
class BadCell:
    """Replaces a cell that has no usable value."""

    message: str


class Converted(str):
    """The text of a cell that had another type; `was` names the type, `shown` is the text with the
    decimals that a person sees: 1.10 and not 1.1."""

    was = shown = ""

    @classmethod
    def of(cls, text, was, shown=""):
        converted = cls(text)
        converted.was = was
        converted.shown = shown or converted
        return converted


@dataclass
class Workbook:
    """One visible sheet: (row number, cells) for every row."""

    rows: Iterator[tuple[int, list]]
    sheet: str
    visible: tuple[str, ...]  # names of sheets
    hidden: tuple[str, ...]
    merged: tuple[str, ...]  # ranges such as B3:D3, of all sheets
    merged_here: tuple[str, ...]  # ranges of this sheet
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]  # the first one is 1
    properties: dict[str, str]  # custom properties of the document

    @property
    def sheet_count(self):
        return len(self.visible)


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


def read_workbook(data: bytes, *, columns: int, sheet: str = "") -> Workbook:
    """Return a visible sheet, the first one where none is named, with at most this many columns.

    Raise UploadError, or the error of a parser on malicious bytes.
    """
    has_formulas, merged = _checked_archive(data)
    values, names = _visible_sheet(data, sheet, data_only=True)
    # A formula without a stored value looks empty, so formulas are read a second time.
    formulas = _visible_sheet(data, sheet, data_only=False)[0] if has_formulas else None
    return Workbook(
        rows=_rows(values, formulas, columns),
        sheet=values.title,
        merged=merged,
        **names,
        **_layout_of(data, values._worksheet_path),
    )


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


def _visible_sheet(data, name, *, data_only):
    """Return the sheet, and the names of all sheets by whether they are visible."""
    book = openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=data_only, keep_links=False
    )
    visible = {sheet.title: sheet for sheet in book.worksheets if sheet.sheet_state == "visible"}
    if not visible:
        raise UploadError("The workbook has no visible worksheet. Unhide the sheet with the data.")
    if name and name not in visible:
        raise UploadError(
            f"The workbook has no visible sheet {name}. Choose one of: {', '.join(visible)}."
        )
    sheet = visible[name] if name else next(iter(visible.values()))
    sheet.reset_dimensions()  # files can state a wrong size, and rows would be lost
    hidden = tuple(each.title for each in book.worksheets if each.title not in visible)
    properties = {each.name: str(each.value) for each in book.custom_doc_props.props}
    return sheet, {"visible": tuple(visible), "hidden": hidden, "properties": properties}


def _layout_of(data, path):
    """Return the facts that openpyxl does not give of a sheet that it reads row by row."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read(path)
    hidden_rows, hidden_columns = set(), set()
    for tag in HIDDEN.findall(content):
        attributes = dict(ATTRIBUTE.findall(tag))
        if tag.startswith(b"<row") and b"r" in attributes:
            hidden_rows.add(int(attributes[b"r"]))
        elif b"min" in attributes and b"max" in attributes:
            last = min(int(attributes[b"max"]), MAX_COLUMNS)
            hidden_columns.update(range(int(attributes[b"min"]), last + 1))
    merged = [found.decode() for found in MERGED.findall(content)[:MAX_MERGED_RANGES]]
    return {
        "merged_here": tuple(merged),
        "hidden_rows": frozenset(hidden_rows),
        "hidden_columns": frozenset(hidden_columns),
    }


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
    if not isinstance(value, int | float):
        return Converted.of(str(value), "a time")
    decimals = FIXED_DECIMALS.fullmatch(cell.number_format or "")
    shown = f"{value:.{len(decimals[1])}f}" if decimals else ""
    return Converted.of(str(value), "a number", shown)
