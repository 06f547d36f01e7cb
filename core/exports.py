"""Tables as files: csv and json row by row, so that memory does not grow with their number, and
xlsx through a temporary file. Nothing in a cell is ever live in a spreadsheet program."""

import csv
import json
import re
import tempfile
from datetime import date
from itertools import chain

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from rustpy_xlsxwriter import FastExcel

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": XLSX,
    "json": "application/json",
}
# What a spreadsheet program would take for a formula or a command, plain or as a full-width twin,
# behind quotes, blanks and characters without width.
LIVE = re.compile(
    "^[\"'\\s\u00a0\u200b-\u200f\u2060\ufeff]*[=+\\-@|%\uff1d\uff0b\uff0d\uff20\uff05\uff5c]|^[\t\r\n\0]"
)
ROWS_AT_ONCE = 500
LINE_END = re.compile(r"\r\n?")
LONGEST_TEXT = 32_000
OLDEST_YEAR = 1900  # spreadsheet programs count days from here


def safe_cell(value):
    """Text that would be live in a spreadsheet gets an apostrophe in front; numbers, dates and
    harmless text stay as they are."""
    if isinstance(value, str) and value and LIVE.match(value):
        return f"'{value}"
    return value


def without_apostrophe(text):
    """Takes back what `safe_cell` put in front, for files that return."""
    return text[1:] if text.startswith("'") and LIVE.match(text[1:]) else text


def plain(value):
    """A value as csv and json write it."""
    return value.isoformat() if isinstance(value, date) else value


class _Line:
    """A file that hands back what was written to it."""

    def write(self, text):
        return text


def csv_stream(header, rows):
    """Pieces of a UTF-8 csv file with a byte order mark, every field quoted."""
    writer = csv.writer(_Line(), quoting=csv.QUOTE_ALL)
    piece = ["\ufeff" + writer.writerow(header)]
    for row in rows:
        piece.append(writer.writerow([safe_cell(plain(value)) for value in row]))
        if len(piece) >= ROWS_AT_ONCE:
            yield "".join(piece).encode()
            piece = []
    yield "".join(piece).encode()


def json_stream(about, name, header, rows):
    """Pieces of one JSON object: what the file is, then `name`: a list with an object a row."""
    start = json.dumps(about, ensure_ascii=False, indent=1)
    yield f'{start[:-2]},\n "{name}": ['.encode()
    piece, separator = [], "\n"
    for row in rows:
        pairs = dict(zip(header, (safe_cell(plain(value)) for value in row), strict=True))
        piece.append(separator + json.dumps(pairs, ensure_ascii=False))
        separator = ",\n"
        if len(piece) >= ROWS_AT_ONCE:
            yield "".join(piece).encode()
            piece = []
    yield ("".join(piece) + "\n]}\n").encode()


def xlsx_file(about, sheet, header, rows):
    """A temporary file with two sheets: the table, and what it is and where it comes from.

    Raises ValueError where two columns have the same heading or a row has another length.
    """
    if len(set(header)) < len(header):
        raise ValueError("Two columns have the same heading.")
    records = (dict(zip(header, map(_cell, row), strict=True)) for row in rows)
    first = next(records, dict.fromkeys(header))  # without any row the headings would go too
    notes = [{"About": label, "this file": _cell(str(text))} for label, text in about.items()]
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response that sends it closes it
    book = FastExcel(file).format(bold_headers=True, datetime_format="yyyy-mm-dd")
    book.freeze(row=1, col=1, sheet=sheet)
    book.sheet(sheet, chain([first], records), autofilter=True)
    book.sheet("About this file", notes)
    book.save()
    file.seek(0)
    return file


def _cell(value):
    """Text stays text, whatever it looks like; nothing is left that a workbook cannot hold."""
    if isinstance(value, str):
        text = safe_cell(value)
        if not text.isprintable():
            text = ILLEGAL_CHARACTERS_RE.sub("", LINE_END.sub("\n", text))
        return text[:LONGEST_TEXT]
    if isinstance(value, date) and value.year < OLDEST_YEAR:
        return value.isoformat()
    return value
