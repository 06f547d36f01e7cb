"""Record exports, flat or with one line per value (EAV), as rows of texts with the same columns."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .choices import checkbox_column
from .dictionary import CODED
from .problems import Problem, RedcapError, quoted
from .tables import read_table

EVENT, INSTRUMENT, INSTANCE = (
    "redcap_event_name",
    "redcap_repeat_instrument",
    "redcap_repeat_instance",
)
SERVICE = (
    EVENT,
    INSTRUMENT,
    INSTANCE,
    "redcap_data_access_group",
    "redcap_survey_identifier",
)
EAV_NEEDED = ("record", "field_name", "value")
STATUSES = ("", "0", "1", "2")
LABELS = {
    "checkbox": ("checked", "unchecked"),
    "yesno": ("yes", "no"),
    "truefalse": ("true", "false"),
    "status": ("complete", "incomplete", "unverified"),
}
MAX_NAMED_PROBLEMS = 100
SHARE_OF_KNOWN_COLUMNS = 0.5
MAX_INSTANCE = re.compile(r"\d{1,6}\Z")
RAW_ONLY = "Export the records again with raw codes; the labels come from the dictionary."


@dataclass(frozen=True, slots=True)
class Key:
    """The identity of a row. A missing event, instrument or instance is "", "" or 0."""

    record: str
    event: str = ""
    instrument: str = ""
    instance: int = 0

    def __str__(self):
        parts = (self.record, self.event, self.instrument, str(self.instance or ""))
        return " / ".join(filter(None, parts))


@dataclass
class Records:
    """The rows of a record file. `columns` are the names of the cells of each row. `rows` can be
    read once; it yields (row in the file, Key, cells) and raises RedcapError if the file cannot
    be read further. `problems` grows meanwhile: refused rows are errors, everything else is a
    remark."""

    file: str
    columns: tuple[str, ...]
    rows: Iterator
    problems: list = field(default_factory=list)
    refused: int = 0
    unknown_columns: tuple[str, ...] = ()
    missing_columns: tuple[str, ...] = ()
    is_eav: bool = False


def read_records(source, dictionary, file="records.csv"):
    """Return the `Records` of bytes or a seekable binary file. Raise RedcapError for a file with
    labels, of another project or of another kind."""
    table = read_table(source, file)
    header = [name.strip() for name in table.header]
    if all(name in header for name in EAV_NEEDED):
        return _read_eav(table, dictionary)
    return _read_flat(table, dictionary)


def value_columns(dictionary):
    """Return every column with answers or the status of a form, in the order of a flat export."""
    names, form = [], None
    for one in dictionary.fields[1:]:
        if form is not None and one.form != form:
            names.append(f"{form}_complete")
        form = one.form
        names.extend(one.columns)
    return tuple(dict.fromkeys([*names, *(f"{name}_complete" for name in dictionary.forms)]))


def _read_flat(table, dictionary):
    known = set(value_columns(dictionary))
    header, file = table.header, table.file
    _refuse_other_project(header, file, dictionary, known)
    places = [(place, name) for place, name in enumerate(header) if name in known]
    unknown = tuple(
        name
        for name in header[1:]
        if name not in known and name not in SERVICE and not _is_timestamp(name, dictionary)
    )
    missing = tuple(sorted(known - set(header)))
    columns = tuple(name for _, name in places)
    records = Records(file, columns, iter(()), list(table.notes), 0, unknown, missing)
    _name_columns(records, dictionary)
    guard = _LabelGuard(dictionary, columns, file)
    records.rows = _flat_rows(table, places, records, guard, dictionary)
    return records


def _is_timestamp(name, dictionary):
    return name.endswith("_timestamp") and name.removesuffix("_timestamp") in dictionary.forms


def _refuse_other_project(header, file, dictionary, known):
    """Raise RedcapError unless the first column is the record's name and at least half of the
    columns are known."""
    first = header[0]
    fields = [name for name in header[1:] if name not in SERVICE]
    familiar = [name for name in fields if name in known or _is_timestamp(name, dictionary)]
    if first == dictionary.record_id and (
        not fields or len(familiar) / len(fields) >= SHARE_OF_KNOWN_COLUMNS
    ):
        return
    labels = {one.words.casefold() for one in dictionary.fields}
    if first.casefold() in labels and first != dictionary.record_id:
        message = f"The header has labels instead of field names. {RAW_ONLY}"
    elif first != dictionary.record_id:
        message = (
            f"The first column is {quoted(first)} and should be {dictionary.record_id}, the first "
            "field of the dictionary. Check that the records belong to this project."
        )
    else:
        message = (
            f"Only {len(familiar):,} of {len(fields):,} columns are in the dictionary. Check that "
            "the records belong to this project, and that the dictionary is the newest."
        )
    raise RedcapError([Problem(file, 1, first, message, is_error=True)])


def _name_columns(records, dictionary):
    for name in records.unknown_columns[:MAX_NAMED_PROBLEMS]:
        records.problems.append(
            Problem(records.file, 1, name, "The column is not in the dictionary and is not read.")
        )
    if records.missing_columns:
        names = ", ".join(records.missing_columns[:8])
        more = len(records.missing_columns) - 8
        message = f"Columns of the dictionary are missing and count as empty: {names}"
        records.problems.append(
            Problem(records.file, 1, "", message + (f" and {more:,} more." if more > 0 else "."))
        )


def _flat_rows(table, places, records, guard, dictionary):
    at = {name: place for place, name in enumerate(table.header)}
    event, instrument, instance = (at.get(name, -1) for name in (EVENT, INSTRUMENT, INSTANCE))
    indexes = [place for place, _ in places]
    seen = {}
    for row, cells in table.rows:
        problem = ""
        number = cells[instance].strip() if instance >= 0 else ""
        key = Key(
            cells[0].strip(),
            cells[event].strip() if event >= 0 else "",
            cells[instrument].strip() if instrument >= 0 else "",
            int(number) if MAX_INSTANCE.match(number) else 0,
        )
        if not key.record:
            problem = f"The row has no {dictionary.record_id}. Give it one in REDCap."
        elif number and not MAX_INSTANCE.match(number):
            problem = f"{quoted(number)} is not the number of a repeat."
        elif key.instrument and key.instrument not in dictionary.forms:
            problem = f"The form {quoted(key.instrument)} is not in the dictionary."
        elif key in seen:
            problem = f"Row {seen[key]} has the same record, event and repeat. Remove one of them."
        if problem:
            records.refused += 1
            records.problems.append(Problem(table.file, row, "", problem, is_error=True))
            continue
        seen[key] = row
        values = [cells[place] for place in indexes]
        guard.check(row, values)
        yield row, key, values


class _LabelGuard:
    """Refuses files with labels, because two choices with the same label cannot be distinguished.
    Each different text of a column is checked once."""

    def __init__(self, dictionary, columns, file):
        self.file, self.columns = file, columns
        self.checked = [
            (place, labels, set())
            for place, name in enumerate(columns)
            if (labels := _labels_against(dictionary, name))
        ]

    def check(self, row, values):
        for place, labels, passed in self.checked:
            value = values[place]
            if value in passed or not value:
                continue
            if value.strip().casefold() in labels:
                message = f"The cell has the label {quoted(value)} instead of a code. {RAW_ONLY}"
                place = self.columns[place]
                raise RedcapError([Problem(self.file, row, place, message, is_error=True)])
            passed.add(value)


def _labels_against(dictionary, column):
    """Return the labels of a column that are not codes too; they show that a file was exported with
    labels."""
    found = dictionary.columns.get(column)
    if found is None:
        return frozenset(LABELS["status"])
    one, code = found
    if one.type not in CODED:
        return frozenset()
    if one.type == "checkbox":
        labels = {*LABELS["checkbox"], one.label_of(code).casefold()} - {"0", "1"}
        return frozenset(labels)
    codes = {choice.code.casefold() for choice in one.choices}
    return frozenset({choice.words.casefold() for choice in one.choices} - codes)


def _read_eav(table, dictionary):
    columns = value_columns(dictionary)
    records = Records(table.file, columns, iter(()), list(table.notes), is_eav=True)
    records.rows = _eav_rows(table, records, dictionary)
    return records


def _eav_rows(table, records, dictionary):
    """Yield rows. All lines are read first, because lines of one row may be far apart."""
    place_of = {name: place for place, name in enumerate(records.columns)}
    at = {name: place for place, name in enumerate(table.header)}
    gathered, unknown = {}, {}
    for row, cells in table.rows:
        cell = {name: cells[place].strip() for name, place in at.items() if name != "value"}
        number = cell.get(INSTANCE, "")
        key = Key(
            cell["record"],
            cell.get(EVENT, ""),
            cell.get(INSTRUMENT, ""),
            int(number) if MAX_INSTANCE.match(number) else 0,
        )
        if not key.record:
            records.refused += 1
            message = "The line has no record."
            records.problems.append(Problem(table.file, row, "record", message, is_error=True))
            continue
        _, values = gathered.setdefault(key, (row, {}))
        name, value = cell["field_name"], cells[at["value"]]
        one = dictionary.by_name.get(name)
        if one and one.type == "checkbox":
            column, value = checkbox_column(name, value.strip()), "1"
            if column not in place_of:
                unknown.setdefault(f"{name} = {cells[at['value']]}", row)
                continue
        else:
            column = name
        if column in place_of:
            values[place_of[column]] = value
        elif name not in SERVICE and name != dictionary.record_id:
            unknown.setdefault(name, row)
    records.unknown_columns = tuple(unknown)
    for name, row in list(unknown.items())[:MAX_NAMED_PROBLEMS]:
        message = "The field or option is not in the dictionary and is not read."
        records.problems.append(Problem(table.file, row, name, message))
    if not any(values for _, values in gathered.values()):
        message = (
            "No line has a field of the dictionary. Check that the records belong to this project."
        )
        raise RedcapError([Problem(table.file, 1, "field_name", message, is_error=True)])
    guard = _LabelGuard(dictionary, records.columns, table.file)
    for key, (row, found) in gathered.items():
        values = [found.get(place, "") for place in range(len(records.columns))]
        guard.check(row, values)
        yield row, key, values
