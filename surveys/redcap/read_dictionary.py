"""Reader of dictionary files, which returns fields and all their problems."""

from collections import Counter

from .check_dictionary import check
from .choices import IMPLIED, Choice, parse_choices
from .dictionary import (
    HEADINGS,
    MAX_NAME_CHARACTERS,
    NAME,
    TYPES,
    WITH_CHOICES,
    Dictionary,
    Field,
)
from .problems import Problem, RedcapError, quoted
from .tables import read_table

KEYS = {heading.casefold(): key for key, heading in HEADINGS.items()}
KEYS |= {key: key for key in HEADINGS}
NEEDED = ("field_name", "form_name", "field_type", "field_label")
MAX_FIELDS = 20_000
YES = ("y", "yes", "1")


def read_dictionary(source, file="dictionary.csv"):
    """Return a `Dictionary`; raise RedcapError with all errors if the data would be ambiguous.
    `source` is bytes or a seekable binary file."""
    table = read_table(source, file)
    keys, notes = _keys_of(table)
    reader = _Reader(file)
    for row, cells in table.rows:
        reader.take(row, dict(zip(keys, cells, strict=True)))
        if len(reader.fields) > MAX_FIELDS:
            reader.error(row, "field_name", f"A dictionary has at most {MAX_FIELDS:,} fields.")
            break
    if not reader.fields and not reader.problems:
        reader.error(0, "field_name", "The dictionary has no fields. Export it from REDCap again.")
    problems = [*table.notes, *notes, *reader.problems]
    if any(problem.is_error for problem in reader.problems):
        raise RedcapError(problems)
    dictionary = Dictionary(file, tuple(reader.fields))
    problems += check(dictionary)
    if any(problem.is_error for problem in problems):
        raise RedcapError(problems)
    return Dictionary(file, dictionary.fields, tuple(problems))


def _keys_of(table):
    """Return the key of each column ("" if it is not read), and notes. Raise RedcapError."""
    keys = [KEYS.get(" ".join(name.split()).casefold(), "") for name in table.header]
    missing = [HEADINGS[key] for key in NEEDED if key not in keys]
    if len(missing) == len(NEEDED):
        message = (
            "The file is not a data dictionary: its header has none of REDCap's columns, such as "
            f"{quoted(HEADINGS['field_name'])} or field_name. Download the dictionary from the "
            "designer of the project, in English."
        )
        raise RedcapError([Problem(table.file, 1, "", message, is_error=True)])
    if missing:
        message = f"Columns are missing: {', '.join(missing)}. Download the dictionary again."
        raise RedcapError([Problem(table.file, 1, "", message, is_error=True)])
    notes = []
    for place, (key, name) in enumerate(zip(keys, table.header, strict=True)):
        if not key:
            notes.append(Problem(table.file, 1, name, "The column is not read."))
        elif key in keys[:place]:
            message = "The column occurs twice, under different names. Remove one of them."
            raise RedcapError([Problem(table.file, 1, name, message, is_error=True)])
    return keys, notes


class _Reader:
    """The fields that were read so far, and their problems."""

    def __init__(self, file):
        self.file, self.fields, self.problems = file, [], []
        self.first_rows = {}

    def error(self, row, key, message):
        self.problems.append(Problem(self.file, row, HEADINGS[key], message, is_error=True))

    def warn(self, row, key, message):
        self.problems.append(Problem(self.file, row, HEADINGS[key], message))

    def take(self, row, cells):
        cells = {key: value.strip() for key, value in cells.items() if key}
        value = {key: cells.get(key, "") for key in HEADINGS}
        name = value["field_name"]
        if not NAME.match(name) or len(name) > MAX_NAME_CHARACTERS:
            message = (
                f"{quoted(name)} is not a valid field name. Use at most {MAX_NAME_CHARACTERS} "
                f"lower-case "
                "letters, digits and underscores, and start with a letter."
            )
            return self.error(row, "field_name", message)
        if name in self.first_rows:
            message = (
                f"The field {name} is also in row {self.first_rows[name]}. Rename one of them."
            )
            return self.error(row, "field_name", message)
        self.first_rows[name] = row
        if not NAME.match(value["form_name"]):
            message = f"{quoted(value['form_name'])} is not a valid form name."
            return self.error(row, "form_name", message)
        kind = value["field_type"].lower()
        if kind not in TYPES:
            message = f"{quoted(kind)} is not a field type. Use one of: {', '.join(TYPES)}."
            return self.error(row, "field_type", message)
        return self.fields.append(self._field(row, value, kind))

    def _field(self, row, value, kind):
        setting = value["select_choices_or_calculations"]
        validation = value["text_validation_type_or_show_slider_number"].lower()
        return Field(
            name=value["field_name"],
            form=value["form_name"],
            type=kind,
            label=value["field_label"],
            row=row,
            section=value["section_header"],
            note=value["field_note"],
            choices=self._choices(row, kind, setting),
            formula=setting if kind == "calc" else "",
            validation=validation if kind == "text" else "",
            min=value["text_validation_min"],
            max=value["text_validation_max"],
            is_identifier=value["identifier"].lower() in YES,
            logic=value["branching_logic"],
            is_required=value["required_field"].lower() in YES,
            number=value["question_number"],
            matrix=value["matrix_group_name"],
            is_ranking=value["matrix_ranking"].lower() in YES,
            annotation=value["field_annotation"],
            slider_labels=tuple(map(str.strip, setting.split("|"))) if kind == "slider" else (),
            sources=tuple(value.values()),
        )

    def _choices(self, row, kind, setting):
        if kind in IMPLIED:
            return tuple(Choice(code, label) for code, label in IMPLIED[kind])
        if kind not in WITH_CHOICES:
            return ()
        choices = parse_choices(setting)
        twice = next((code for code, times in _times(choices) if times > 1), None)
        if twice is not None:
            message = f"Two choices have the code {quoted(twice)}. Change one of them."
            self.error(row, "select_choices_or_calculations", message)
        if not choices:
            message = f"A {kind} field needs choices, such as: 1, Yes | 0, No"
            self.warn(row, "select_choices_or_calculations", message)
        return choices


def _times(choices):
    return Counter(choice.code for choice in choices).most_common(1)
