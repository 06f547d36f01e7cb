"""Reader of CSV files, which checks encoding, separator and shape and returns rows of texts."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from .problems import Problem, RedcapError, quoted, refuse

MAX_CELL_CHARACTERS = 100_000
MAX_COLUMNS = 60_000
BYTES_PER_READ = 1 << 20
BYTES_FOR_SIGNATURE = 4
SEPARATORS = ",;\t"
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
NOT_A_TABLE = {
    b"PK\x03\x04": "The file is a workbook or a zip archive. Export it from REDCap as CSV.",
    b"\xd0\xcf\x11\xe0": "The file is an old Excel workbook. Export it from REDCap as CSV.",
    b"%PDF": "The file is a PDF document. Export it from REDCap as CSV.",
}


@dataclass(frozen=True)
class Table:
    """A header, and rows with as many cells. `rows` can be read once; it yields (row in the file,
    cells) and raises RedcapError if the file is cut off."""

    file: str
    header: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]
    notes: tuple[Problem, ...]


def read_table(source, file):
    """Return the `Table` of bytes or a seekable binary file, which is read in pieces. Raise
    RedcapError."""
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    encoding, notes = _encoding_of(stream, file)
    stream.seek(0)
    text = io.TextIOWrapper(_Open(stream), encoding=encoding, newline="")
    first_line = text.readline(MAX_COLUMNS * 100)
    if not first_line.strip():
        refuse(file, "The first line is empty. It must have the names of the columns.")
    text.seek(0)
    # The limit of the csv module applies to the whole process; ours is checked per cell.
    csv.field_size_limit(max(csv.field_size_limit(), 1 << 30))
    reader = csv.reader(text, delimiter=_separator_of(first_line), strict=True)
    header = tuple(_header(reader, file))
    return Table(file, header, _rows(reader, header, file), tuple(notes))


class _Open(io.BufferedReader):
    """A reader that does not close the caller's file when it is closed."""

    def __init__(self, stream):
        super().__init__(_Raw(stream), buffer_size=BYTES_PER_READ)


class _Raw(io.RawIOBase):
    def __init__(self, stream):
        self.stream = stream

    def readable(self):
        return True

    def seekable(self):
        return True

    def readinto(self, buffer):
        piece = self.stream.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def seek(self, offset, whence=io.SEEK_SET):
        return self.stream.seek(offset, whence)

    def tell(self):
        return self.stream.tell()


def _encoding_of(stream, file):
    """Return the encoding, and remarks on it. Raise RedcapError if the file is not text."""
    stream.seek(0)
    signature = stream.read(BYTES_FOR_SIGNATURE)
    for start, message in NOT_A_TABLE.items():
        if signature.startswith(start):
            refuse(file, message)
    if signature.startswith(UTF_16):
        _decode_all(stream, "utf-16", file)
        return "utf-16", [Problem(file, 0, "", "The file is UTF-16 and was read as such.")]
    if b"\0" in signature:
        refuse(file, "The file is UTF-16 without a byte-order mark. Save it as UTF-8.")
    if _decodes(stream, "utf-8-sig", file):
        return "utf-8-sig", []
    if _decodes(stream, "cp1252", file):
        message = (
            "The file is not UTF-8 and was read as Windows-1252. Check letters with accents, and "
            "export the file as UTF-8 if they are wrong."
        )
        return "cp1252", [Problem(file, 0, "", message)]
    refuse(file, "The file is neither UTF-8 nor UTF-16 nor Windows-1252. Export it as UTF-8.")


def _decodes(stream, encoding, file):
    try:
        _decode_all(stream, encoding, file)
    except UnicodeDecodeError:
        return False
    return True


def _decode_all(stream, encoding, file):
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    is_empty = True
    while piece := stream.read(BYTES_PER_READ):
        try:
            text = decoder.decode(piece)
        except UnicodeDecodeError:
            if encoding == "utf-16":
                refuse(file, "The UTF-16 text is damaged. Export the file as UTF-8.")
            raise
        if "\0" in text:
            refuse(file, "The file has NUL characters, so it is not text. Export it as CSV again.")
        is_empty = is_empty and not text.strip()
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        if encoding != "utf-16":
            raise
        refuse(file, "The UTF-16 text ends in the middle of a letter. Export the file as UTF-8.")
    if is_empty:
        refuse(file, "The file is empty. Export it from REDCap again.")


def _separator_of(line):
    """Return the separator that occurs most in the header outside quotation marks."""
    bare = "".join(line.split('"')[::2])
    return max(SEPARATORS, key=bare.count)


def _header(reader, file):
    try:
        cells = next(reader)
    except (csv.Error, StopIteration):
        refuse(file, "The header cannot be read: a quotation mark is not closed.", row=1)
    if len(cells) > MAX_COLUMNS:
        message = f"The file has {len(cells):,} columns, more than {MAX_COLUMNS:,}. Divide it."
        refuse(file, message, row=1)
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    problems = []
    seen = set()
    for place, name in enumerate(names, 1):
        if not name:
            problems.append(Problem(file, 1, f"column {place}", "The column has no name.", True))
        elif name in seen:
            message = "Two columns have this name. Remove or rename one of them."
            problems.append(Problem(file, 1, name, message, True))
        seen.add(name)
    if problems:
        raise RedcapError(problems)
    return names


def _rows(reader, header, file):
    width = len(header)
    end = reader.line_num
    number = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            message = (
                f"The file cannot be read after line {end}: a quotation mark is not closed, or the "
                "file is cut off. Export it again."
            )
            refuse(file, message, row=number + 1)
        if cells is None:
            return
        end = reader.line_num
        number += 1
        if not any(cells):
            continue
        if len(cells) != width and (len(cells) < width or any(cells[width:])):
            message = (
                f"The row has {len(cells):,} cells and the header {width:,}. The file may be "
                f"cut off, "
                "or a quotation mark is missing. Export it again."
            )
            refuse(file, message, row=number)
        _refuse_long_cells(cells, header, file, number)
        yield number, cells[:width]


def _refuse_long_cells(cells, header, file, number):
    if max(map(len, cells)) <= MAX_CELL_CHARACTERS:
        return
    place = next(n for n, cell in enumerate(cells) if len(cell) > MAX_CELL_CHARACTERS)
    message = (
        f"The cell has {len(cells[place]):,} characters ({quoted(cells[place][:20])}), more than "
        f"{MAX_CELL_CHARACTERS:,}. Shorten it in REDCap."
    )
    refuse(file, message, row=number, column=header[place] if place < len(header) else "")
