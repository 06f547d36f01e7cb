"""The data dictionary: 18 columns, one row per field, in either of REDCap's two headers."""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from . import validation
from .choices import Choice, checkbox_column, plain_text, usual_missing_codes
from .logic import Logic, LogicError, parse

HEADINGS = {
    "field_name": "Variable / Field Name",
    "form_name": "Form Name",
    "section_header": "Section Header",
    "field_type": "Field Type",
    "field_label": "Field Label",
    "select_choices_or_calculations": "Choices, Calculations, OR Slider Labels",
    "field_note": "Field Note",
    "text_validation_type_or_show_slider_number": "Text Validation Type OR Show Slider Number",
    "text_validation_min": "Text Validation Min",
    "text_validation_max": "Text Validation Max",
    "identifier": "Identifier?",
    "branching_logic": "Branching Logic (Show field only if...)",
    "required_field": "Required Field?",
    "custom_alignment": "Custom Alignment",
    "question_number": "Question Number (surveys only)",
    "matrix_group_name": "Matrix Group Name",
    "matrix_ranking": "Matrix Ranking?",
    "field_annotation": "Field Annotation",
}
TYPES = (
    "text",
    "notes",
    "dropdown",
    "radio",
    "checkbox",
    "yesno",
    "truefalse",
    "calc",
    "slider",
    "file",
    "descriptive",
    "sql",
)
WITH_CHOICES = ("dropdown", "radio", "checkbox")
CODED = (*WITH_CHOICES, "yesno", "truefalse")
NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
MAX_NAME_CHARACTERS = 100


@dataclass(frozen=True)
class Field:
    """One question. `row` is its row in the file; `sources` are its 18 cells, unchanged."""

    name: str
    form: str
    type: str
    label: str
    row: int
    section: str = ""
    note: str = ""
    choices: tuple[Choice, ...] = ()
    formula: str = ""
    validation: str = ""
    min: str = ""
    max: str = ""
    is_identifier: bool = False
    logic: str = ""
    is_required: bool = False
    number: str = ""
    matrix: str = ""
    is_ranking: bool = False
    annotation: str = ""
    slider_labels: tuple[str, ...] = ()
    sources: tuple[str, ...] = field(default=(), repr=False, compare=False)

    @property
    def words(self):
        return plain_text(self.label) or self.name

    @property
    def is_coded(self):
        return self.type in CODED

    @property
    def is_free_text(self):
        is_open = self.type == "text" and not self.is_number and not self.is_date
        return is_open or self.type in ("notes", "sql", "file")

    @property
    def is_number(self):
        return self.type in ("calc", "slider") or self.validation in validation.NUMBERS

    @property
    def is_date(self):
        return self.validation in validation.DATES | validation.DATETIMES

    @property
    def has_values(self):
        """Return whether record exports have values of this field."""
        return self.type != "descriptive"

    @property
    def is_personal(self):
        return self.is_identifier or self.validation in validation.PERSONAL

    @cached_property
    def columns(self):
        """Return {column of a flat export: code of its option, or ""}."""
        if self.type == "checkbox":
            return {checkbox_column(self.name, choice.code): choice.code for choice in self.choices}
        return {self.name: ""} if self.has_values else {}

    @cached_property
    def labels(self):
        return {choice.code: choice.words for choice in self.choices}

    @property
    def missing_codes(self):
        return usual_missing_codes(self.choices, self.annotation)

    def label_of(self, code):
        return self.labels.get(code, code)


@dataclass(frozen=True)
class Dictionary:
    """A whole questionnaire, and the problems of its file."""

    file: str
    fields: tuple[Field, ...]
    problems: tuple = ()

    @cached_property
    def by_name(self):
        return {one.name: one for one in self.fields}

    @cached_property
    def forms(self):
        return tuple(dict.fromkeys(one.form for one in self.fields))

    @property
    def record_id(self):
        return self.fields[0].name

    @cached_property
    def questions(self):
        """Return the fields with answers: all except the record's name and descriptive texts."""
        return tuple(one for one in self.fields[1:] if one.has_values)

    @cached_property
    def coded(self):
        return frozenset(one.name for one in self.fields if one.is_coded)

    @cached_property
    def columns(self):
        """Return {column of a flat export: (field, code of the option, or "")}."""
        return {column: (one, code) for one in self.fields for column, code in one.columns.items()}

    @cached_property
    def logic(self):
        """Return {field: Logic} of all logic that can be read."""
        found = {}
        for one in self.fields:
            text = one.logic
            if text:
                try:
                    found[one.name] = parse(text)
                except LogicError:
                    continue
        return found

    @cached_property
    def types(self):
        return dict(Counter(one.type for one in self.fields))

    def logic_of(self, name) -> Logic | None:
        return self.logic.get(name)
