"""The numbers in the tables of a scenario that vary in sensitivity analyses and draws.

Amounts vary one by one. Chances that add up to 1 vary together: if one of them changes, the others
are scaled, and draws come from a Dirichlet distribution.
"""

from dataclasses import dataclass

import numpy as np

from .cost_of_goods import STEPS
from .distributions import GAMMA, Spread, draw_shares
from .inputs import BY_NAME, MONEY, NUMBER
from .tables import TABLE_BY_NAME

WIDTH_OF_RANGE = 3.92  # standard errors from the low to the high end of a range (95 %)
SMALLEST_VARIED = 1e-12  # below it, the squares of distributions are not exact
SMALLEST_WEIGHT = 0.1  # of all chances of a group together


def cell_name(table, row, column):
    """Return the name of a cell, as notes on wrong cells have it."""
    return f"{table}[{row}].{column}"


@dataclass(frozen=True)
class Cell:
    """One number of a table, with its range. `others` are {cell: chance} of the chances with which
    it adds up to 1."""

    table: str
    row: int
    column: str | int
    label: str
    value: float
    low: float
    high: float
    others: tuple = ()

    @property
    def name(self):
        return cell_name(*self.key)

    @property
    def key(self):
        return self.table, self.row, self.column

    def changes(self, value):
        """Return {key: number} of the cells that change if this one becomes `value`."""
        scale = (1 - value) / (1 - self.value) if self.others else 0
        return {self.key: value} | {key: chance * scale for key, chance in self.others}


class VariedCells:
    """The cells of the tables that vary by `spread`, the share below and above a value."""

    def __init__(self, tables, spread):
        self.tables, self.spread = tables, spread
        self.amounts, self.groups = [], []
        if spread > SMALLEST_VARIED:
            for name in ("batch_steps", "strategies", "states", "tree"):
                if tables.has(name):
                    self._add_amounts(TABLE_BY_NAME[name])
            if tables.has("tree"):
                self._add_branches()
            for name in ("transitions_old", "transitions_new"):
                if tables.has("states") and tables.has(name):
                    self._add_transitions(TABLE_BY_NAME[name])

    def __iter__(self):
        yield from self.amounts
        for group in self.groups:
            yield from group

    def _add_amounts(self, table):
        rows = self.tables.rows(table.name)
        for place, row in enumerate(rows):
            for column in table.columns:
                value = row[column.name]
                if column.kind not in (MONEY, NUMBER) or value is None:
                    continue
                if value * self.spread > SMALLEST_VARIED:
                    label = f"{_name_of(table, place, row)}: {column.label.lower()}"
                    low, high = value * (1 - self.spread), value * (1 + self.spread)
                    cell = Cell(table.name, place, column.name, label, value, low, high)
                    self.amounts.append(cell)

    def _add_branches(self):
        rows, children = self.tables.rows("tree"), {}
        for place, row in enumerate(rows):
            if row["after"] and row["probability"]:
                key = ("tree", place, "probability")
                label = f"{row['step']}: chance"
                children.setdefault(row["after"], {})[key] = label, row["probability"]
        for chances in children.values():
            self._add_group(chances)

    def _add_transitions(self, table):
        names = [row["name"] for row in self.tables.rows("states")]
        arm = "comparator" if table.name == "transitions_old" else "therapy"
        for place, row in enumerate(self.tables.matrix(table.name)):
            self._add_group(
                {
                    (table.name, place, column): (
                        f"{names[place]} to {names[column]}, {arm}",
                        float(chance),
                    )
                    for column, chance in enumerate(row)
                    if chance > 0
                }
            )

    def _add_group(self, chances):
        """Add a group of {key: (label, chance)} that has more than one chance."""
        values = {key: chance for key, (_, chance) in chances.items()}
        if len(values) < 2 or abs(sum(values.values()) - 1) > 1e-9:
            return
        group = []
        for key, (label, value) in chances.items():
            others = tuple((other, chance) for other, chance in values.items() if other != key)
            low, high = value * (1 - self.spread), min(value * (1 + self.spread), 1.0)
            group.append(Cell(*key, label, value, low, high, others))
        self.groups.append(group)

    def draw(self, random, number):
        """Return {key: array} with one value per draw."""
        drawn = {}
        for cell in self.amounts:
            spread = Spread(GAMMA, cell.value, (cell.high - cell.low) / WIDTH_OF_RANGE)
            drawn[cell.key] = spread.draw(random, number)
        for group in self.groups:
            weights = np.array([cell.value for cell in group]) * self._weight_of(group)
            columns = draw_shares(random, weights, number).T
            drawn |= {cell.key: column for cell, column in zip(group, columns, strict=True)}
        return drawn

    def _weight_of(self, group):
        """Return the number of observed persons with which the smaller chances of a group together
        have the general range."""
        largest = max(cell.value for cell in group)
        error = 2 * self.spread / WIDTH_OF_RANGE
        return max(largest / (1 - largest) / error**2 - 1, SMALLEST_WEIGHT)


def _name_of(table, place, row):
    if table.steps:
        return BY_NAME[STEPS[place]].label
    return row[table.columns[0].name]


class ChangedTables:
    """Tables in which some cells are replaced by `changes` {key: number or one number per draw}."""

    def __init__(self, tables, changes):
        self.tables, self.changes = tables, changes

    def has(self, name):
        return self.tables.has(name)

    def rows(self, name):
        return [
            {
                column: self.changes.get((name, place, column), value)
                for column, value in row.items()
            }
            for place, row in enumerate(self.tables.rows(name))
        ]

    def matrix(self, name):
        matrix = self.tables.matrix(name)
        changed = {key[1:]: value for key, value in self.changes.items() if key[0] == name}
        if not changed:
            return matrix
        length = np.broadcast_shapes(*(np.shape(value) for value in changed.values()))
        matrix = np.broadcast_to(matrix, (*length, *matrix.shape)).copy()
        for (row, column), value in changed.items():
            matrix[..., row, column] = value
        return matrix
