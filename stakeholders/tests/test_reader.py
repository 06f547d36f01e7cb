"""Hostile and clumsy files: each is answered with a sentence, or read."""

import contextlib
import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import exports
from core.spreadsheets import MAX_BYTES
from stakeholders.imports.reader import UploadError, read_table

from .files import HEADER, csv_file, person, repacked, xlsx_file

ONE = person(1)
BOOK = xlsx_file(ONE)


def entity(name, content):
    if name != "xl/worksheets/sheet1.xml":
        return content
    return content.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)


def entity_in_utf16(name, content):
    if name != "xl/styles.xml":
        return content
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]><sst>&a;</sst>'
    return text.encode("utf-16")


def bomb(size):
    return repacked(BOOK, xl__bomb=b"<a>" + b" " * size + b"</a>")


def locked():
    data = bytearray(BOOK)
    for sign, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = data.find(sign)
        data[place + flags] |= 1
    return bytes(data)


def archive(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name, content in files.items():
            new.writestr(name, content)
    return out.getvalue()


def all_hidden(name, content):
    return content.replace(b'state="visible"', b'state="hidden"')


REFUSED = {
    "nothing": (b"", "is empty"),
    "only a mark": (b"\xef\xbb\xbf", "is empty"),
    "only blanks": (b" \r\n\t\n", "is empty"),
    "too large": (b"a" * (MAX_BYTES + 1), "larger than 5 MB"),
    "cell of 4 MB": (csv_file(["a" * 4_000_000, *ONE[1:]]), "more than 10,000 characters"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "old .xls format"),
    "renamed picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "neither XLSX"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\x81\x8d", "neither in UTF-8"),
    "NUL": (csv_file(ONE) + b"a\0b,c,d,e,f\n", "NUL bytes"),
    "no rows": (csv_file(), "no rows below"),
    "a heading too long": (csv_file(ONE, header=["N" * 300, *HEADER[1:]]), "200 characters"),
    "too many columns": (csv_file(["a"] * 201, header=[f"c{n}" for n in range(201)]), "200 col"),
    "too many rows": (csv_file(*(["a"] * 5 for _ in range(10_001))), "more than 10,000 rows"),
    "too many empty rows": (csv_file(ONE, *([""] * 5 for _ in range(1_002)), ONE), "empty rows"),
    "an open quote": (b'Name,E-mail\n"Ana,b\n', "cannot be read as CSV"),
    "bare quotes": (b'Name,E-mail\n"A"na,b\n', "Line 2 cannot be read as CSV"),
    "a cut workbook": (BOOK[: len(BOOK) // 2], "damaged"),
    "a broken workbook": (BOOK[:200] + b"\xff" * 300 + BOOK[500:], "damaged"),
    "a zip of other things": (archive(**{"a.txt": b"a"}), "not a workbook"),
    "a workbook without sheets": (archive(**{"xl/workbook.xml": b"<a/>"}), "damaged"),
    "a locked workbook": (locked(), "password"),
    "entities": (repacked(BOOK, entity), "XML entities"),
    "entities in UTF-16": (repacked(BOOK, entity_in_utf16), "XML entities"),
    "a zip bomb": (bomb(51 * 1024 * 1024), "more than 50 MB"),
    "many parts": (repacked(BOOK, **{f"xl__p{n}": b"<a/>" for n in range(250)}), "200 parts"),
    "no visible sheet": (repacked(BOOK, all_hidden), "no visible worksheet"),
    "a workbook of headings": (xlsx_file(), "no rows below"),
    "an empty workbook": (xlsx_file(header=[]), "no row of headings"),
    "100,000 rows": (
        xlsx_file(*([n] for n in range(20_000)), header=["Name"]),
        "more than 10,000 rows",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_answered_with_a_sentence(name):
    data, message = REFUSED[name]

    with pytest.raises(UploadError, match=message):
        read_table(data)


def test_a_file_without_headings_names_the_row_that_was_taken_for_them():
    with pytest.raises(UploadError, match=r"headings \(“T-1”, “Unit”, “Vienna”\) and no rows"):
        read_table(b"T-1,Unit,Vienna,AT\n")


def test_text_beside_a_workbook_of_much_text_is_bounded():
    strings = b"<sst>" + b"<si><t>a</t></si>" * 1_300_000 + b"</sst>"

    with pytest.raises(UploadError, match="20 MB of text"):
        read_table(repacked(BOOK, xl__sharedStrings=strings))


@pytest.mark.parametrize(
    "data",
    [
        csv_file(ONE),
        csv_file(ONE, encoding="utf-8-sig"),
        csv_file(ONE, delimiter=";"),
        csv_file(ONE, delimiter="\t"),
        csv_file(ONE).replace(b"\r\n", b"\n"),
        csv_file(ONE, ["", "", "", "", ""]),
        BOOK,
        xlsx_file(ONE, [None] * 5),
    ],
)
def test_ordinary_files_are_read(data):
    table = read_table(data)

    assert table.header == HEADER
    assert table.rows == [(2, ONE)]
    assert (table.problems, table.note) == ([], "")


def test_windows_1252_is_read_and_said():
    table = read_table(csv_file(["Zoë Müller", *ONE[1:]], encoding="cp1252"))

    assert table.rows[0][1][0] == "Zoë Müller"
    assert "Windows-1252" in table.note


def test_a_separator_inside_quotes_does_not_decide():
    table = read_table(b'"Name, as written, in full";E-mail\nAna;a@b.example\n')

    assert table.header == ["Name, as written, in full", "E-mail"]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (["a" * 10_001, *ONE[1:]], (2, "Name", "10,000 characters")),
        (ONE[:3], (2, "", "3 cells for 5 headings")),
        ([*ONE, "more"], (2, "", "more cells than the 5 headings")),
    ],
)
def test_what_is_wrong_with_a_row_is_named_by_row_and_column(row, problem):
    table = read_table(csv_file(row, person(2)))

    (found,) = table.problems
    assert (found.row, found.column) == problem[:2]
    assert problem[2] in found.message
    assert len(table.rows) == 2


def with_formula(book):
    book.active["A2"] = "=1+1"


def with_error(book):
    book.active["A2"].value = "#REF!"
    book.active["A2"].data_type = "e"


@pytest.mark.parametrize(
    ("change", "message"),
    [(with_formula, "formula without a stored value"), (with_error, "error #REF!")],
)
def test_cells_of_a_workbook_without_a_usable_value_are_named(change, message):
    (problem,) = read_table(xlsx_file(ONE, change=change)).problems

    assert (problem.row, problem.column) == (2, "Name")
    assert message in problem.message


def test_a_workbook_that_lies_about_its_size_loses_no_row():
    def lie(name, content):
        return content.replace(b'ref="A1:E3"', b'ref="A1:A1"') if "sheet1" in name else content

    table = read_table(repacked(xlsx_file(ONE, person(2)), lie))

    assert len(table.rows) == 2


def test_types_of_a_workbook_become_the_texts_that_people_see():
    row = [12, 12.0, True, date(2026, 1, 31), datetime(2026, 1, 31, 0, 0)]
    table = read_table(xlsx_file(row))

    assert table.rows[0][1] == ["12", "12", "yes", "2026-01-31", "2026-01-31"]


def test_the_first_visible_sheet_is_read():
    def change(book):
        first = book.create_sheet("Hidden", 0)
        first.append(["Secret"])
        first.sheet_state = "hidden"
        book.active = 1

    assert read_table(xlsx_file(ONE, change=change)).header == HEADER


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    for content in (data, BOOK[:30] + data, b"Name,E-mail\n" + data):
        with contextlib.suppress(UploadError):
            read_table(content)


readable = st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), max_size=20)


@settings(max_examples=40, deadline=None)
@given(st.lists(readable.filter(bool), min_size=2, max_size=4))
def test_what_was_written_safely_comes_back(cells):
    header = [f"c{place}" for place in range(len(cells))]

    table = read_table(b"".join(exports.csv_stream(header, [cells])))

    assert table.rows == [(2, cells)]


def test_openpyxl_reads_through_defusedxml():
    assert openpyxl.DEFUSEDXML
