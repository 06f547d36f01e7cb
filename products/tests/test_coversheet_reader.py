"""Cover sheets as people send them: variants of the form are accepted, and wrong content is
reported."""

import io
import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings

from core.spreadsheets import MAX_BYTES, UploadError
from products.cover_sheet import BY_KEY, FIELDS, LABEL_OF_ROW, SECTIONS
from products.coversheets.reader import read_sheet
from products.coversheets.writer import write_sheet
from stakeholders.tests.files import repacked
from stakeholders.tests.test_reader import archive, entity, locked

from .sheets import STUDY, cells, sheet_file, with_cells

EXAMPLES = sorted(Path(settings.BASE_DIR).glob("../shared/reference/coversheet/*.xlsx"))
GOOD = sheet_file()


def remarks(sheet):
    return [str(remark) for remark in (*sheet.problems, *sheet.notes)]


def test_the_template_has_55_fields_in_4_sections():
    assert (len(FIELDS), len(SECTIONS), sorted(LABEL_OF_ROW)) == (55, 4, list(range(1, 60)))


def test_a_good_sheet_is_read_without_a_remark():
    sheet = read_sheet(GOOD)

    assert sheet.cells == cells()
    assert remarks(sheet) == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_consortium_s_examples_are_read_without_a_remark(path):
    sheet = read_sheet(path.read_bytes())

    assert sheet.identifier.startswith("DEMO-")
    assert remarks(sheet) == []


REFUSED = {
    "nothing": (b"", "is empty"),
    "100 MB": (b"PK\x03\x04" + b"a" * 100 * 1024 * 1024, "larger than 5 MB"),
    "just too large": (b"a" * (MAX_BYTES + 1), "larger than 5 MB"),
    "a text": (b"name,disease\na,b\n", "not an XLSX workbook"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0", "not an XLSX workbook"),
    "old Excel or a password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "password"),
    "a locked archive": (locked(), "password"),
    "a zip of other things": (archive(**{"a.txt": b"a"}), "not a workbook"),
    "a cut workbook": (GOOD[: len(GOOD) // 2], "damaged"),
    "a zip bomb": (repacked(GOOD, xl__bomb=b"<a>" + b" " * 53_000_000 + b"</a>"), "50 MB"),
    "entities": (repacked(GOOD, entity), "XML entities"),
    "another table": (sheet_file({}, labels={1: "Name", 2: "Disease"}), "not a cover sheet"),
    "an empty workbook": (sheet_file({}, labels={}), "not a cover sheet"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_cover_sheet_is_answered_with_a_sentence(name):
    data, message = REFUSED[name]

    with pytest.raises(UploadError, match=message):
        read_sheet(data)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (with_cells(B2=None), "B2: the identifier of the product is missing. Add it."),
        (with_cells(B2="---"), "B2: the identifier has neither letters nor digits. Correct it."),
        (with_cells(B2="x" * 201), "B2: the identifier has more than 200 characters. Shorten it."),
        (with_cells(B14=None), "B14: the class is missing. Enter GTMP, TEP, sCTMP or cATMP."),
        (
            with_cells(B14="Cell therapy"),
            "B14: “Cell therapy” is not a class. Enter GTMP, TEP, sCTMP or cATMP.",
        ),
        (
            with_cells(B8="=1+1"),
            "B8: The cell is a formula without a stored value. Enter the value.",
        ),
        (with_cells(B8="#REF!"), "B8: The cell has the error #REF!. Correct it."),
        (with_cells(B8="x" * 10_001), "B8: The cell has more than 10,000 characters. Shorten it."),
        (with_cells(AO17="far"), "AO17: there are more than 40 columns. Remove some."),
        (
            lambda sheet: sheet.delete_rows(2),
            "The row “Title of ATMP / ATMP identifier / Investigational medicinal product name” "
            "is missing. Add it.",
        ),
    ],
)
def test_what_cannot_be_taken_is_named_with_cell_and_reason(change, problem):
    sheet = read_sheet(sheet_file(change=change))

    assert [str(remark) for remark in sheet.problems] == [problem]


@pytest.mark.parametrize(
    ("change", "note"),
    [
        (with_cells(B14=" gtmp "), "B14: “gtmp” was read as GTMP."),
        (with_cells(B35="10.1000/demo"), "B35: kept as a note: the header row of a section"),
        (with_cells(C36="10.1000/demo"), "C36: kept as a note: only column B is used"),
        (
            with_cells(B20="https://lab.example"),
            "B20: kept as a note: a web address instead of a name",
        ),
        (
            with_cells(D16="www.study.example"),
            "D16: kept as a note: a web address instead of the number",
        ),
        (with_cells(D21="Somebody"), "D21: kept as a note: a column without a study."),
        (
            with_cells(A61="Comment", B61="x"),
            "B61: kept as a note: the template does not have this row.",
        ),
        (
            with_cells(A61="Diseases"),
            "A61: “Diseases” is not a label of the template. Did you mean “Disease”",
        ),
        (with_cells(B16="study 7"), "B16: “study 7” is not an EudraCT, EU CT or NCT number."),
        (with_cells(B33="Paula"), "B33: “Paula” is not an e-mail address."),
        (with_cells(B46=5), "B46: contained a number; read as 5."),
        (with_cells(B19=date(2024, 10, 1)), "B19: contained a date; read as 2024-10-01."),
        (with_cells(B18=date(2024, 2, 1)), "B18: the cell is a date. If it is a phase such as 1/2"),
        (lambda s: s.merge_cells("B17:C17"), "B17:C17: the cells are merged; their value counts"),
        (lambda s: s.parent.create_sheet("More"), "The workbook has several sheets"),
        (with_cells(A8="DISEASES"), "Missing labels: “Disease”."),
        (lambda s: s.cell(2_500, 2, "far below"), "Rows below row 2,000 were not read."),
    ],
)
def test_what_is_odd_is_read_and_said(change, note):
    sheet = read_sheet(sheet_file(change=change))

    assert sheet.problems == []
    assert any(str(remark).startswith(note) for remark in sheet.notes), remarks(sheet)


def test_odd_values_are_kept():
    sheet = read_sheet(sheet_file(change=with_cells(B35="a", C36="b", A61="Comment", B61="c")))

    kept = {place: text for place, text in sheet.cells.items() if place not in cells()}
    assert kept == {(35, 2): "a", (36, 3): "b", (61, 1): "Comment", (61, 2): "c"}


def test_a_formula_with_a_stored_value_is_read_and_said():
    def stored(name, content):
        return re.sub(rb"<f>1\+1</f><v ?(/>|></v>)", b"<f>1+1</f><v>2</v>", content)

    sheet = read_sheet(repacked(sheet_file(change=with_cells(B46="=1+1")), stored))

    assert sheet.cells[BY_KEY["first_dose"].row, 2] == "2"
    assert remarks(sheet) == ["B46: contained a formula; read as 2."]


def test_labels_are_known_by_their_words():
    labels = {row: f"  {label.upper()} " for row, label in LABEL_OF_ROW.items()}

    sheet = read_sheet(sheet_file(labels=labels))

    assert sheet.cells == cells()
    assert remarks(sheet) == []


def test_rows_that_moved_are_read_by_their_labels():
    sheet = read_sheet(sheet_file(change=lambda sheet: sheet.insert_rows(9, 2)))

    assert sheet.cells == cells()
    assert remarks(sheet) == [
        "A11: “Patient cohort” is in row 11, but in row 9 of the template. From this row on, "
        "values "
        "were read by their labels."
    ]
    assert sheet.place((16, 2)) == "B18"  # problems are named as the file counts


def test_the_older_form_is_read():
    """61 rows, two of them blank, "identifyer", a second "Trial Status", no row for the class."""
    labels = list(LABEL_OF_ROW.values())
    labels[1] = "Title of ATMP / ATMP identifyer / Investigational medicinal product name"
    labels[13:14] = ["", ""]
    labels.insert(12, "Trial Status")
    older = dict(enumerate(labels, 1))
    place = {label: row for row, label in older.items()}
    content = {
        (2, 2): "OLD-1",
        (place["Type of ATMP"], 2): "TEP",
        (place["Study ID (EudraCT ID for EU; NCT for USA)"], 2): "NCT01234567",
        (place["Trial Status"], 2): "completed",
    }

    sheet = read_sheet(sheet_file(content, labels=older))

    assert sheet.problems == []
    assert sheet.cells == {
        (2, 2): "OLD-1",
        (4, 2): "TEP",
        (14, 2): "TEP",
        (16, 2): "NCT01234567",
        (19, 2): "completed",
    }
    said = " ".join(remarks(sheet))
    assert "older wording" in said
    assert "the class was read from here" in said
    assert "“Trial Status” occurs twice" in said


def test_a_column_may_be_empty_between_studies():
    other = STUDY | {"study_id": "NCT00000001"}
    sheet = read_sheet(sheet_file(cells(None, STUDY, {}, other)))

    assert sheet.cells[16, 4] == "NCT00000001"
    assert remarks(sheet) == []


def test_the_blank_template_is_the_consortium_s():
    sheet = openpyxl.load_workbook(io.BytesIO(write_sheet({})))["Sheet1"]

    assert [sheet.cell(row, 1).value for row in range(1, 60)] == list(LABEL_OF_ROW.values())
    assert (sheet.max_row, sheet.max_column) == (59, 1)
