"""Read the bytes of a text file as text, and text as rows of cells, without Django."""

import csv
import io
from itertools import islice

from core.spreadsheets import CONTROL, MAX_CELL_LENGTH, UploadError

from .headings import ROWS_LOOKED_AT, score

SEPARATORS = ",;\t|"
MARKS = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
BYTES_LOOKED_AT = 4_000


def decoded(data):
    """Return the text and a note for a person. UTF-8 and UTF-16 are certain; Windows-1252 is the
    one other encoding that is tried, and a person is asked to look, because almost any bytes pass
    for it. Raise UploadError."""
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), "")
    encoding = encoding or _utf_16_without_mark(data)
    if encoding:
        try:
            return data.decode(encoding).removeprefix("\ufeff"), ""
        except UnicodeDecodeError as error:
            raise UploadError(
                f"The file begins as {encoding.upper()} but does not continue in it. "
                "Save it as CSV UTF-8, or as XLSX."
            ) from error
    if b"\0" in data:
        raise UploadError(
            "The file is neither XLSX, CSV nor vCard: it has NUL bytes. Save it as CSV UTF-8."
        )
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
        raise UploadError("The file is neither XLSX, CSV nor vCard. Save it as CSV UTF-8.")
    return text, "The file is not in UTF-8 and was read as Windows-1252. Check the accents."


def _utf_16_without_mark(data):
    """Return the UTF-16 encoding of data without byte order mark, "" if it is none.

    Latin letters in UTF-16 have a zero in every second byte, always on the same side.
    """
    start = data[:BYTES_LOOKED_AT]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if odd > len(start) // 4 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > len(start) // 4 and not odd else ""


def csv_rows(text, is_known):
    """Return an iterator of (number of the row, its cells), with the separator under which the
    first rows look most like a table. Raise UploadError, also while it is read."""
    csv.field_size_limit(2 * MAX_CELL_LENGTH)
    first, _, rest = text.partition("\n")
    named = first.strip().removeprefix("sep=")
    if first.startswith("sep=") and len(named) == 1:
        return _rows(rest, named, first_number=2)
    return _rows(text, _separator(text, is_known), first_number=1)


def _rows(text, separator, first_number):
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        yield from enumerate(reader, first_number)
    except csv.Error as error:
        if "field limit" in str(error):
            raise UploadError(
                f"A cell near line {reader.line_num} has more than 10,000 characters. Shorten it."
            ) from error
        raise UploadError(
            f"Line {reader.line_num} cannot be read as CSV: {error}. Save the file as XLSX."
        ) from error


def _separator(text, is_known):
    """Return the separator with the most known headings, else the one with the widest rows."""
    found = {}
    for place, separator in enumerate(SEPARATORS):
        try:
            rows = list(islice(_rows(text, separator, 1), ROWS_LOOKED_AT))
        except UploadError:
            continue
        known = max((score(cells, is_known) for _, cells in rows), default=0)
        widths = sorted(len(cells) for _, cells in rows if cells) or [0]
        found[separator] = (known, widths[len(widths) // 2], widths[-1], -place)
    return max(found, key=found.get) if found else ","
