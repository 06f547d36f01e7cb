"""The tables of a scenario's form: cells by row and column, and their errors."""

import re
from dataclasses import dataclass, field

from .defaults import as_text
from .model.cost_of_goods import KINDS
from .model.inputs import BY_NAME, SHARE
from .model.reader import as_number
from .model.reasons import BAD_INPUT
from .model.tables import TABLE_BY_NAME, TABLE_GROUPS, TABLES
from .parsing import parsed, typed

EMPTY_ROWS_OFFERED = 2
CELL = re.compile(r"^(?P<table>\w+)(\[(?P<row>\d+)\](\.(?P<column>\w+))?)?")


@dataclass
class Cell:
    """One cell of a table in the form; `kind` decides its width and keyboard."""

    name: str
    label: str
    text: str
    kind: str
    placeholder: str = ""
    is_wrong: bool = False


@dataclass
class FormTable:
    """One table of the form. `rows` are (label of the row, cells); `errors` are sentences."""

    table: object
    heads: list
    rows: list
    errors: list = field(default_factory=list)

    @property
    def can_grow(self):
        return not self.table.steps and not self.table.is_matrix


def read_tables(data):
    """Return {table: rows} of the posted data, without empty rows."""
    tables, states = {}, []
    for table in TABLES:
        if table.is_matrix:
            rows = [
                [parsed(SHARE, data.get(f"{table.name}-{i}-{j}", "")) for j in states]
                for i in states
            ]
            if any(any(row) for row in rows):
                tables[table.name] = rows
            continue
        rows = [_row(table, data, place) for place in range(table.most_rows)]
        kept = [place for place, row in enumerate(rows) if row]
        if table.name == "states":
            states = kept
        if kept:
            tables[table.name] = rows if table.steps else [rows[place] for place in kept]
    return tables


def _row(table, data, place):
    cells = {
        column.name: parsed(column.kind, data.get(f"{table.name}-{place}-{column.name}", ""))
        for column in table.columns
    }
    return {name: cell for name, cell in cells.items() if cell}


def step_totals(tables):
    """Return {input: total per batch} of the steps whose kinds of cost are filled in."""
    totals = {}
    table = TABLE_BY_NAME["batch_steps"]
    for step, row in zip(table.steps, tables.get("batch_steps", ()), strict=False):
        amounts = [as_number(row[kind]) for kind in KINDS if row.get(kind)]
        if amounts and None not in amounts:
            totals[step] = as_text(format(sum(amounts), ".6f"))
    return totals


def form_tables(tables, notes):
    """Return {name: FormTable} of stored tables, with the notes that concern them."""
    state_names = [row.get("name") or f"State {n}" for n, row in enumerate(_states(tables), 1)]
    found = {}
    for table in TABLES:
        rows = tables.get(table.name) or []
        made = _matrix(table, rows, state_names) if table.is_matrix else _table(table, rows)
        found[table.name] = made
    for note in notes:
        place = CELL.match(note.where)
        if note.code in BAD_INPUT and place and place["table"] in found:
            _mark(found[place["table"]], place, note)
    return found


def _states(tables):
    return [row for row in tables.get("states") or [] if isinstance(row, dict)]


def _table(table, rows):
    number = len(table.steps) or min(len(rows) + EMPTY_ROWS_OFFERED, table.most_rows)
    made = []
    for place in range(number):
        row = rows[place] if place < len(rows) and isinstance(rows[place], dict) else {}
        label = BY_NAME[table.steps[place]].label if table.steps else f"{place + 1}"
        cells = [
            Cell(
                f"{table.name}-{place}-{column.name}",
                f"{table.label}, {label}: {column.label}",
                typed(column.kind, row.get(column.name)),
                column.kind,
            )
            for column in table.columns
        ]
        made.append((label, cells))
    return FormTable(table, [column.label for column in table.columns], made)


def _matrix(table, rows, states):
    made = []
    for i, state in enumerate(states):
        row = rows[i] if i < len(rows) and isinstance(rows[i], list) else []
        cells = [
            Cell(
                f"{table.name}-{i}-{j}",
                f"{table.label}: from {state} to {other}",
                typed(SHARE, row[j]) if j < len(row) else "",
                SHARE,
                "rest" if i == j else "",
            )
            for j, other in enumerate(states)
        ]
        made.append((state, cells))
    return FormTable(table, states, made)


def _mark(form_table, place, note):
    row = int(place["row"]) if place["row"] else None
    message = note.message
    if row is not None and row < len(form_table.rows):
        label, cells = form_table.rows[row]
        for number, cell in enumerate(cells):
            column = cell.name.rpartition("-")[2]
            if place["column"] == column:
                cell.is_wrong = True
                message = message.replace(column, form_table.heads[number], 1)
        message = f"Row {label}: {message}"
    form_table.errors.append(f"{note.code}: {message}")


def table_groups(found, section):
    """Return [(TableGroup, [FormTable], whether it is in use)] of one section of the form."""
    return [
        (group, tables, any(_is_in_use(each) for each in tables))
        for group in TABLE_GROUPS
        if group.section == section
        for tables in [[found[table.name] for table in group.tables]]
    ]


def _is_in_use(form_table):
    return bool(form_table.errors) or any(
        cell.text for _, cells in form_table.rows for cell in cells
    )


def in_words(tables, name):
    """Return a stored table in one line, such as for a comparison; "" if it is empty."""
    rows = []
    for row in tables.get(name) or []:
        cells = row.items() if isinstance(row, dict) else enumerate(row)
        kinds = {column.name: column.kind for column in TABLE_BY_NAME[name].columns}
        words = [typed(kinds.get(key, SHARE), cell) for key, cell in cells if cell]
        if words:
            rows.append(" ".join(words))
    return "; ".join(rows)
