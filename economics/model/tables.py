"""The inputs of a scenario that are tables: cost by step, strategies, states, licence tree.

A table is a list of rows: {column: cell}, or lists of cells for the transitions between states.
"""

from dataclasses import dataclass

import numpy as np

from .cost_of_goods import KINDS, STEPS
from .inputs import MONEY, NUMBER, SHARE, TEXT
from .inputs.base import LARGEST_AMOUNT
from .reader import Reader
from .reasons import E_EMPTY, E_KEY, E_MATRIX, E_RANGE, Note, Undefined

LARGEST_EFFECT = 1e6


@dataclass(frozen=True)
class Column:
    """One column of a table. Cells of a required column must be filled in. `unit` follows the
    currency in a column of money."""

    name: str
    label: str
    kind: str
    is_required: bool = False
    low: float | None = 0.0
    unit: str = ""


@dataclass(frozen=True)
class InputTable:
    """One table. `steps` are the names of fixed rows. A table without columns has one row and one
    column per state."""

    name: str
    label: str
    columns: tuple[Column, ...] = ()
    most_rows: int = 20
    steps: tuple = ()
    help: str = ""

    @property
    def is_matrix(self):
        return not self.columns


@dataclass(frozen=True)
class TableGroup:
    """The tables of one analysis, with the single inputs that only this analysis uses."""

    name: str
    section: str
    label: str
    help: str
    tables: tuple[InputTable, ...]
    inputs: tuple = ()


MAX_STATES = 12
TABLE_GROUPS = (
    TableGroup(
        "goods",
        "manufacturing",
        "Cost of goods by step and kind",
        "The total of a row replaces the amount of its step above. An empty row does not change "
        "it.",
        (
            InputTable(
                "batch_steps",
                "Cost per batch",
                tuple(Column(kind, kind.capitalize(), MONEY, unit="per batch") for kind in KINDS),
                len(STEPS),
                STEPS,
            ),
        ),
        ("full_batches",),
    ),
    TableGroup(
        "tree",
        "price",
        "Licence tree",
        "Each row is a step with the step before it, its chance, its cost and its revenue. The "
        "first step has no step before it. The royalty above is paid on the revenue.",
        (
            InputTable(
                "tree",
                "Steps",
                (
                    Column("step", "Step", TEXT, is_required=True),
                    Column("after", "After", TEXT),
                    Column("probability", "Chance, %", SHARE),
                    Column("cost", "Cost", MONEY),
                    Column("revenue", "Revenue", MONEY),
                ),
                60,
            ),
        ),
    ),
    TableGroup(
        "strategies",
        "effect",
        "Other strategies",
        "These strategies are compared with the therapy and its comparator on the frontier.",
        (
            InputTable(
                "strategies",
                "Strategies",
                (
                    Column("name", "Strategy", TEXT, is_required=True),
                    Column(
                        "cost",
                        "Cost per patient",
                        MONEY,
                        is_required=True,
                        low=None,
                        unit="per patient",
                    ),
                    Column(
                        "effect",
                        "Effect per patient",
                        NUMBER,
                        is_required=True,
                        low=None,
                        unit="per patient",
                    ),
                ),
            ),
        ),
    ),
    TableGroup(
        "cohort",
        "effect",
        "Cohort model",
        "Persons move between states cycle by cycle; the last state is usually death. The totals "
        "are shown with the results, and a button copies them to the health effect.",
        (
            InputTable(
                "states",
                "States",
                (
                    Column("name", "State", TEXT, is_required=True),
                    Column("start", "Start, %", SHARE),
                    Column("cost_old", "Cost per year, comparator", MONEY, unit="per year"),
                    Column("cost_new", "Cost per year, therapy", MONEY, unit="per year"),
                    Column("effect", "Effect per year", NUMBER, low=None, unit="per year"),
                ),
                MAX_STATES,
                help="If all starting shares are empty, all persons start in the first state.",
            ),
            InputTable(
                "transitions_old",
                "Transitions per cycle with the comparator, %",
                most_rows=MAX_STATES,
                help="From the state of the row to the state of the column. An empty diagonal cell "
                "is the rest to 100 %; other empty cells are 0.",
            ),
            InputTable(
                "transitions_new",
                "Transitions per cycle with the therapy, %",
                most_rows=MAX_STATES,
                help="Empty: the transitions of the comparator, multiplied by the ratio below.",
            ),
        ),
        (
            "cycles",
            "cycle_months",
            "cycle_count",
            "effect_rate",
            "transition_ratio",
            "ratio_cycles",
        ),
    ),
)
TABLES = tuple(table for group in TABLE_GROUPS for table in group.tables)
TABLE_BY_NAME = {table.name: table for table in TABLES}
GROUPED_INPUTS = {name for group in TABLE_GROUPS for name in group.inputs}


def is_filled(cell):
    return cell not in (None, "")


class Tables:
    """Checked tables. Reading a wrong table notes each wrong cell and raises Undefined. `money` is
    the currency and price year of the scenario."""

    def __init__(self, tables, money=None):
        self.notes = {}
        self.money_unit = {} if money is None else money
        self._tables = {}
        if not isinstance(tables, dict):
            self._note(E_RANGE, "tables", "tables must be an object of {table: rows}.")
            tables = {}
        for name, rows in tables.items():
            if name not in TABLE_BY_NAME:
                self._note(E_KEY, f"tables.{name}", f"{name} is not a table of this model.")
            elif rows not in (None, ""):
                self._tables[name] = rows

    def _note(self, code, where, message):
        self.notes.setdefault((where, code), Note(code, where, message))

    def _refuse(self, code, where, message):
        self._note(code, where, message)
        raise Undefined(code, where, message)

    def has(self, name):
        return bool(self._tables.get(name))

    def check_all(self):
        """Read every table, so that each wrong cell is noted; return the notes."""
        for table in TABLES:
            if self.has(table.name):
                try:
                    self.matrix(table.name) if table.is_matrix else self.rows(table.name)
                except Undefined:
                    continue
        return list(self.notes.values())

    def _listed(self, table):
        rows = self._tables.get(table.name, [])
        if not isinstance(rows, (list, tuple)) or len(rows) > table.most_rows:
            text = f"{table.name} must be a list of at most {table.most_rows} rows."
            self._refuse(E_RANGE, table.name, text)
        return rows

    def rows(self, name):
        """Return the rows of a table as dictionaries of texts and numbers; an empty cell is None.
        Raise Undefined."""
        table, found, first = TABLE_BY_NAME[name], [], None
        for place, row in enumerate(self._listed(table)):
            where = f"{name}[{place}]"
            if not isinstance(row, dict):
                self._refuse(E_RANGE, where, f"{where} must be an object.")
            for key in row:
                if key not in {column.name for column in table.columns}:
                    self._note(E_KEY, f"{where}.{key}", f"{key} is not a column of {name}.")
            reader = Reader(
                row,
                where=f"{where}.",
                notes=self.notes,
                money=self.money_unit,
                in_percent={column.name for column in table.columns if column.kind == SHARE},
            )
            checked = {}
            for column in table.columns:
                try:
                    checked[column.name] = _cell(reader, column)
                except Undefined as undefined:
                    first = first or undefined
            found.append(checked)
        if first:
            raise first
        return found

    def matrix(self, name):
        """Return transitions as an array; an empty diagonal cell is the rest of its row to 1. Raise
        Undefined."""
        rows, size = self._listed(TABLE_BY_NAME[name]), len(self._listed(TABLE_BY_NAME["states"]))
        if any(not isinstance(row, (list, tuple)) or len(row) != size for row in rows) or (
            len(rows) != size
        ):
            text = f"{name} must have one row and one column per state, {size} of each."
            self._refuse(E_MATRIX, name, text)
        found, first = np.zeros((size, size)), None
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                if not is_filled(cell):
                    continue
                key = f"{column}"
                reader = Reader(
                    {key: cell}, where=f"{name}[{place}].", notes=self.notes, in_percent={key}
                )
                try:
                    found[place, column] = reader.share(key)
                except Undefined as undefined:
                    first = first or undefined
            if not is_filled(row[place]):
                found[place, place] = 1 - found[place].sum()
            if not first and (found[place, place] < -1e-12 or abs(found[place].sum() - 1) > 1e-9):
                total = found[place].sum() - (0 if is_filled(row[place]) else found[place, place])
                text = f"The chances of row {place + 1} add up to {100 * total:.10g} % instead of "
                first = Undefined(E_MATRIX, f"{name}[{place}]", text + "100 %.")
                self._note(E_MATRIX, f"{name}[{place}]", text + "100 %.")
            found[place, place] = max(found[place, place], 0.0)
        if first:
            raise first
        return found


def _cell(reader, column):
    if column.is_required and not reader.has(column.name):
        reader.refuse(E_EMPTY, column.name, f"{column.name} is empty. Enter a value.")
    if not reader.has(column.name):
        return None
    if column.kind == TEXT:
        return reader.text(column.name).strip()
    if column.kind == SHARE:
        return reader.share(column.name)
    largest = LARGEST_AMOUNT if column.kind == MONEY else LARGEST_EFFECT
    low = -largest if column.low is None else column.low
    read = reader.amount if column.kind == MONEY else reader.number
    return read(column.name, low=low, high=largest)
