"""Reader of scenario files in JSON, exported by the portal or written by a person."""

import json

from .defaults import as_text, starting_inputs
from .model import MODEL_VERSION
from .model.inputs import BY_NAME, DEFAULTS
from .model.reader import MONEY_KEYS
from .model.reasons import E_KEY, E_UNIT, E_VERSION
from .model.tables import MAX_STATES, TABLES

LARGEST_FILE_BYTES = 1_000_000
LONGEST_VALUE = 40


class UnreadableFile(ValueError):
    """The file is not a scenario; the message has the reason and a remedy."""


def start_from_file(data):
    """Return (Start, notes) of a file as bytes. Notes are sentences on another model version, on
    amounts of another unit and on unknown inputs. Raise UnreadableFile."""
    document = _document(data)
    inputs = document["inputs"]
    ranges = inputs.get("ranges")
    known = {
        name: None if _is_of_another_unit(value, inputs) else _text(value)
        for name, value in inputs.items()
        if name in BY_NAME
    }
    start = starting_inputs(known)
    start.inputs |= known
    if isinstance(ranges, dict):
        start.ranges = {
            name: [_text(end) or "" for end in ends][:2]
            for name, ends in ranges.items()
            if name in BY_NAME and isinstance(ends, list) and len(ends) == 2
        }
    start.tables = _tables(inputs.get("tables"))
    start.title = str(document.get("title") or "")[:200]
    return start, _notes(document, inputs)


def _document(data):
    if len(data) > LARGEST_FILE_BYTES:
        raise UnreadableFile(
            f"The file is larger than {LARGEST_FILE_BYTES:,} bytes. Select a scenario file."
        )
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(
            "The file is not JSON. Select a file that a scenario page exported as JSON."
        ) from error
    if not isinstance(document, dict) or document.get("model") != "scenario":
        raise UnreadableFile(
            "The file is not a scenario: “model” must be “scenario”. Select another file."
        )
    if not isinstance(document.get("inputs"), dict):
        raise UnreadableFile("The file has no inputs. Select another file.")
    return document


def _notes(document, inputs):
    version = str(document.get("model_version", MODEL_VERSION))
    if version.partition(".")[0] != MODEL_VERSION.partition(".")[0]:
        yield (
            f"{E_VERSION}: The file was written for model version {version[:20]}; this is "
            f"{MODEL_VERSION}. Inputs that both versions know were read. Check all of them."
        )
    foreign = [name for name, value in inputs.items() if _is_of_another_unit(value, inputs)]
    if foreign:
        names = ", ".join(name[:40] for name in foreign[:10])
        yield (
            f"{E_UNIT}: Some amounts are in another currency or price year than the scenario and "
            f"were left empty: {names}. Convert them, with the rate and its date."
        )
    unknown = [name for name in inputs if name not in (*BY_NAME, "ranges", "tables")]
    if unknown:
        names = ", ".join(str(name)[:40] for name in unknown[:10])
        yield f"{E_KEY}: Some inputs of the file are unknown and were left out: {names}."


def _is_of_another_unit(value, inputs):
    """Return whether a value is an amount in another currency or price year than the file."""
    return isinstance(value, dict) and any(
        value.get(key) not in (None, "")
        and str(value[key]) != str(inputs.get(key) or DEFAULTS[key])
        for key in MONEY_KEYS
    )


def _tables(tables):
    """Return the tables that this model knows. Values that are not tables are left out."""
    if not isinstance(tables, dict):
        return {}
    found = {}
    for table in TABLES:
        rows = tables.get(table.name)
        if isinstance(rows, list) and rows:
            found[table.name] = [_row(table, row) for row in rows[: table.most_rows]]
    return found


def _row(table, row):
    if table.is_matrix:
        return [_text(cell) for cell in row[:MAX_STATES]] if isinstance(row, list) else []
    cells = row if isinstance(row, dict) else {}
    known = {column.name: _text(cells.get(column.name)) for column in table.columns}
    return {name: cell for name, cell in known.items() if cell is not None}


def _text(value):
    """Return a value as it is stored. Text that is not a number is kept, so that its field shows
    the error."""
    if isinstance(value, dict) and "amount" in value:
        value = value["amount"]
    if value in (None, ""):
        return None
    if isinstance(value, float):
        return as_text(format(value, ".12f")) if abs(value) < 1e16 else str(value)
    return as_text(value) if isinstance(value, int) else str(value)[:LONGEST_VALUE]
