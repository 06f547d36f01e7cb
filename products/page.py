"""Content of a product's page: the words of its sheet with their meaning, without persons."""

import re
from dataclasses import dataclass

from core.text import name_key

from .cover_sheet import FIELD_OF_ROW, PRODUCT_FIELDS, SECTIONS, STUDY_FIELDS, section_of

DOI = re.compile(r"10\.\d{4,}/[^\s\"'<>;,]+")
SHEET_SECTION, LABORATORY_SECTION = 1, 35


@dataclass(frozen=True)
class Value:
    """One field: its meaning, and `written`, the text of the sheet if it differs by more than its
    form."""

    name: str
    text: str
    written: str = ""


def values_of(row, fields):
    """Yield a Value per field of a dossier or study that is not empty, for everyone who may see
    it."""
    texts = row.shared_texts
    for field in fields:
        text = texts.get(field.key)
        if not text:
            continue
        meaning = "; ".join(row.meaning(field.key)) if field.vocabulary else text
        yield Value(field.name, meaning, text if name_key(meaning) != name_key(text) else "")


def facts_of(dossier):
    fields = [field for field in PRODUCT_FIELDS if section_of(field.row) == SHEET_SECTION]
    return list(values_of(dossier, [field for field in fields if field.key != "name"]))


def laboratory_of(dossier):
    fields = [field for field in PRODUCT_FIELDS if section_of(field.row) == LABORATORY_SECTION]
    return list(values_of(dossier, fields))


def literature_of(dossier):
    """Return (field, DOI) of DOIs in the notes. The rest of the notes is not shown, because it may
    contain names."""
    found = []
    for note in dossier.sheet_notes.all():
        field = FIELD_OF_ROW.get(note.row)
        if field and field.personal:
            continue
        name = field.name if field else SECTIONS.get(note.row, "Note")
        found += [(name, doi.rstrip(".)")) for doi in DOI.findall(note.text)]
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Study:
    """A column of the sheet with its trials and outcomes."""

    row: object
    values: list
    trials: list
    outcomes: list


def studies_of(dossier, trials):
    """Return a Study per study of the dossier. `trials` are those that the reader may see."""
    by_number = {}
    for trial in trials:
        for number in (trial.eudract_number, trial.eu_ct_number[:14], trial.nct_number):
            by_number.setdefault(number, trial)
    return [
        Study(
            study,
            list(values_of(study, [field for field in STUDY_FIELDS if field.key != "study_title"])),
            list(
                dict.fromkeys(
                    by_number[row.number] for row in study.numbers.all() if row.number in by_number
                )
            ),
            list(study.outcomes.all()),
        )
        for study in dossier.studies.all()
    ]
