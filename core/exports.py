"""Export files: CSV and JSON row by row, so that memory use is constant, and XLSX through a
temporary file. No cell of a CSV or XLSX file is a formula in a spreadsheet program; JSON is for
programs and has the data unchanged."""

import csv
import json
import re
import tempfile
from datetime import date
from itertools import chain

from django.conf import settings
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from rustpy_xlsxwriter import FastExcel

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": XLSX,
    "json": "application/json",
}
# Text that a spreadsheet program could run as a formula or command: a plain or full-width sign
# after quotes, spaces and zero-width characters.
FORMULA_START = re.compile(
    "^[\"'\\s\u00a0\u200b-\u200f\u2060\ufeff]*[=+\\-@|%\uff1d\uff0b\uff0d\uff20\uff05\uff5c]|^[\t\r\n\0]"
)
ROWS_PER_PIECE = 500
LINE_END = re.compile(r"\r\n?")
ABOUT_SHEET = "About this file"
MAX_CELL_LENGTH = 32_000
MIN_YEAR = 1900  # the first year of dates in spreadsheet programs


def made_by():
    """Return the name and the release of the program, for files that leave the portal."""
    return f"JOIN4ATMP portal {settings.RELEASE}"


def safe_cell(value):
    """Return the value, with an apostrophe before text that would be a formula in a spreadsheet."""
    if isinstance(value, str) and value and FORMULA_START.match(value):
        return f"'{value}"
    return value


def without_apostrophe(text):
    """Remove the apostrophe of `safe_cell`, for files that are imported again."""
    return text[1:] if text.startswith("'") and FORMULA_START.match(text[1:]) else text


def plain(value):
    """Return a value for CSV and JSON: dates as ISO 8601."""
    return value.isoformat() if isinstance(value, date) else value


class _Line:
    """A file object whose `write` returns the text."""

    def write(self, text):
        return text


def csv_stream(header, rows):
    """Yield a UTF-8 CSV file in pieces, with a byte order mark and every field quoted."""
    writer = csv.writer(_Line(), quoting=csv.QUOTE_ALL)
    piece = ["\ufeff" + writer.writerow(header)]
    for row in rows:
        piece.append(writer.writerow([safe_cell(plain(value)) for value in row]))
        if len(piece) >= ROWS_PER_PIECE:
            yield "".join(piece).encode()
            piece = []
    yield "".join(piece).encode()


def json_stream(about, name, header, rows):
    """Yield a JSON object in pieces: the entries of `about`, the release of the portal, then `name`
    with an object per row."""
    start = json.dumps(about | {"made_by": made_by()}, ensure_ascii=False, indent=1)
    yield f'{start[:-2]},\n "{name}": ['.encode()
    piece, separator = [], "\n"
    for row in rows:
        pairs = dict(zip(header, map(plain, row), strict=True))
        piece.append(separator + json.dumps(pairs, ensure_ascii=False))
        separator = ",\n"
        if len(piece) >= ROWS_PER_PIECE:
            yield "".join(piece).encode()
            piece = []
    yield ("".join(piece) + "\n]}\n").encode()


def xlsx_file(about, sheet, header, rows):
    """Return a temporary file with two sheets: the table, and its description.

    Raise ValueError if two columns have the same heading or a row has a wrong length.
    """
    if len(set(header)) < len(header):
        raise ValueError("Two columns have the same heading.")
    records = (dict(zip(header, map(_cell, row), strict=True)) for row in rows)
    first = next(records, dict.fromkeys(header))  # without rows there would be no headings
    about = about | {"Made by": made_by()}
    notes = [{"About": label, "this file": _cell(str(text))} for label, text in about.items()]
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response that sends it closes it
    book = FastExcel(file).format(bold_headers=True, datetime_format="yyyy-mm-dd")
    book.freeze(row=1, col=1, sheet=sheet)
    book.sheet(sheet, chain([first], records), autofilter=True)
    book.sheet(ABOUT_SHEET, notes)
    book.save()
    file.seek(0)
    return file


def _cell(value):
    """Return a value that is safe in a workbook: no formula, no invalid character, not too long."""
    if isinstance(value, str):
        text = safe_cell(value)
        if not text.isprintable():
            text = ILLEGAL_CHARACTERS_RE.sub("", LINE_END.sub("\n", text))
        return text[:MAX_CELL_LENGTH]
    if isinstance(value, date) and value.year < MIN_YEAR:
        return value.isoformat()
    return value
