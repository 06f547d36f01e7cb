"""The consortium's cover sheet of March 2025 as data: 4 sections, 55 fields, 59 rows.

Labels are in column A, exactly as in the template. Values of the product are in column B; in the
second section, every column from B is one study.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from openpyxl.utils import get_column_letter

from core.text import name_key
from registers.numbers import EU_CT, EUDRACT, NCT, find_numbers

SHEET = "Sheet1"
LABELS, VALUES = 1, 2  # columns
LAST_ROW = 59
FIRST_FREE_ROW = LAST_ROW + 2  # below the template, for rows that it does not know
MAX_COLUMNS = 40
CATEGORIES = ("GTMP", "TEP", "sCTMP", "cATMP")


@dataclass(frozen=True)
class Field:
    """One row of the sheet. `vocabulary` is the list to which its words are mapped; if `several`, a
    cell may have several words, separated by commas. `older` are labels of earlier templates.
    `meaning` explains more than the label."""

    row: int
    key: str
    name: str
    label: str
    personal: bool = False
    vocabulary: str = ""
    several: bool = False
    older: tuple[str, ...] = ()
    meaning: str = ""

    @property
    def help(self):
        return self.meaning or self.label

    @property
    def is_of_study(self):
        return self.row in STUDY_ROWS


TEMPLATE = Path(__file__).with_suffix(".toml")
ROWS = tomllib.loads(TEMPLATE.read_text(encoding="utf-8"))["rows"]
# Header rows. No value is expected there, but some sheets have one.
SECTIONS = {row["row"]: row["section"] for row in ROWS if "section" in row}
FIELDS = tuple(
    Field(**{**row, "older": tuple(row.get("older", ()))}) for row in ROWS if "key" in row
)

STUDY_ROWS = range(16, 35)
LABEL_OF_ROW = {row["row"]: row.get("section") or row["label"] for row in ROWS}
FIELD_OF_ROW = {field.row: field for field in FIELDS}
BY_KEY = {field.key: field for field in FIELDS}
PRODUCT_FIELDS = tuple(field for field in FIELDS if not field.is_of_study)
STUDY_FIELDS = tuple(field for field in FIELDS if field.is_of_study)
REQUIRED = (BY_KEY["name"], BY_KEY["atmp_category"])
VOCABULARIES = tuple(dict.fromkeys(field.vocabulary for field in FIELDS if field.vocabulary))
ROW_OF_LABEL = {
    **{name_key(older): field.row for field in FIELDS for older in field.older},
    **{name_key(label): row for row, label in LABEL_OF_ROW.items()},
}


def cell_name(row, column):
    """Return the name of a cell in spreadsheet programs, such as B14."""
    return f"{get_column_letter(column)}{row}"


def section_of(row):
    """Return the header row above a row."""
    return max((header for header in SECTIONS if header <= row), default=1)


# Place of a value

SCHEMES = (EUDRACT, EU_CT, NCT)
LINK = re.compile(r"^(?:https?://|www\.|doi:|10\.\d{4,}/)\S+$", re.IGNORECASE)
ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")
PERSONS = ("pi", "lead_clinical", "lead_preclinical", "lead_manufacturing")


def study_numbers(text):
    """Return the numbers of registers in a text in any printed form, EU CT numbers without the
    resubmission suffix."""
    found = (number.base for number in find_numbers(text) if number.scheme in SCHEMES)
    return list(dict.fromkeys(found))


def why_odd(row, column, text):
    """Return the problem with the place of a value as a sentence, "" if there is none."""
    field = FIELD_OF_ROW.get(row)
    if row in SECTIONS:
        return "the header row of a section has no values"
    if field is None:
        return "the template does not have this row"
    if not field.is_of_study:
        return "" if column == VALUES else "only column B is used in this row"
    if field.key in PERSONS and LINK.match(text):
        return "a web address instead of a name"
    if field.key == "study_id" and LINK.match(text) and not study_numbers(text):
        return "a web address instead of the number of a study"
    return ""


@dataclass
class Sorted:
    """The cells of a sheet by kind. Keys of notes are (row, column)."""

    product: dict[str, str]
    studies: dict[int, dict[str, str]]
    notes: dict[tuple[int, int], str]
    reasons: dict[tuple[int, int], str]  # reason why a cell is a note


def sort_cells(cells):
    """Sort every cell into product, studies or notes, so that a sheet can be written again
    unchanged."""
    found = Sorted({}, {}, {}, {})
    for (row, column), text in sorted(cells.items()):
        why = "" if column == LABELS else why_odd(row, column, text)
        if column == LABELS or why:
            found.notes[row, column] = text
            if why:
                found.reasons[row, column] = why
        elif row in STUDY_ROWS:
            found.studies.setdefault(column, {})[FIELD_OF_ROW[row].key] = text
        else:
            found.product[FIELD_OF_ROW[row].key] = text
    for column, study in list(found.studies.items()):
        if column != VALUES and len(study) == 1 and not {"study_id", "study_title"} & set(study):
            [(key, text)] = study.items()
            del found.studies[column]
            found.notes[BY_KEY[key].row, column] = text
            found.reasons[BY_KEY[key].row, column] = "a column without a study"
    return found
