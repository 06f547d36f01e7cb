"""The inputs of a scenario and the cells of its tables, varied one by one or two by two."""

from contextlib import suppress
from functools import cached_property

import numpy as np

from .cells import ChangedTables, VariedCells
from .inputs import BY_NAME, INPUTS, MONEY, SHARE
from .quantities import TABLE_QUANTITIES
from .reasons import E_RANGE, Undefined
from .sensitivity import Swing, by_range
from .table_values import TableValues, Variant
from .tables import TABLE_BY_NAME, Tables
from .values import Overlay

GRID_STEPS = 5
OF_TABLES = {each.name for each in TABLE_QUANTITIES}


def _column(columns, key, base, length):
    """Return the array of a key, with its base value in each draw at first."""
    if key not in columns:
        columns[key] = np.full(length, float(base))
    return columns[key]


class Variation:
    """The ranges of one scenario and the results at their ends."""

    def __init__(self, scenario):
        self.scenario = scenario
        self.values, self.tables = scenario.values, scenario.checked_tables

    def varied_inputs(self):
        """Return [(input, low, high)] of the inputs that vary and that no table replaces."""
        rows, is_replaced = [], self.varied({}).values.is_replaced
        for one in INPUTS:
            with suppress(Undefined):
                varies = self.values.is_varied(one) and not is_replaced(one.name)
                if varies and self.values[one.name] is not None:
                    rows.append((one, *self.values.bounds(one)))
        return rows

    @cached_property
    def cells(self):
        """Return the VariedCells of the tables; none if a table has a wrong cell."""
        try:
            return VariedCells(self.tables, self.values["spread"])
        except Undefined:
            return VariedCells(Tables({}), 0)

    def label_of(self, name):
        """Return the label of an input or of a cell."""
        if name in BY_NAME:
            return BY_NAME[name].label
        return self.cell_by_name[name].label if name in self.cell_by_name else name

    def unit_of(self, name):
        """Return the unit of an input or of a cell, such as "share" or "EUR 2025 per patient"."""
        if name in BY_NAME:
            kind, unit = BY_NAME[name].kind, BY_NAME[name].unit
        elif self.is_chance(name):
            kind, unit = SHARE, "share"
        else:
            cell = self.cell_by_name[name]
            columns = {each.name: each for each in TABLE_BY_NAME[cell.table].columns}
            kind, unit = columns[cell.column].kind, columns[cell.column].unit
        return f"{self.scenario.currency} {unit}".strip() if kind == MONEY else unit

    def is_chance(self, name):
        return bool(self.cell_by_name[name].others)

    @cached_property
    def cell_by_name(self):
        return {cell.name: cell for cell in self.cells}

    def varied(self, inputs, cells=()):
        """Return the Variant with inputs {name: array} and cells {key: array} replaced."""
        return Variant(
            TableValues(
                Overlay(self.values, inputs),
                ChangedTables(self.tables, cells) if cells else self.tables,
                has_cohort=self.scenario.uses_cohort,
                entered=inputs,
            )
        )

    @cached_property
    def _varied(self):
        """Return [(name, low, high, changes)] of the inputs and cells that vary one by one.
        `changes(value)` returns the inputs and the cells of a value."""
        rows = [
            (one.name, low, high, lambda value, name=one.name: ({name: value}, {}))
            for one, low, high in self.varied_inputs()
            if not self._is_certain(one)
        ]
        return rows + [
            (cell.name, cell.low, cell.high, lambda value, cell=cell: ({}, cell.changes(value)))
            for cell in self.cells
        ]

    def _is_certain(self, one):
        """Return whether an input is certain: a share of 0 or 1 without its own range."""
        if one.kind != SHARE or one.name in self.scenario.ranges:
            return False
        with suppress(Undefined):
            return self.values[one.name] in (0, 1)
        return False

    @cached_property
    def _variants(self):
        """Return the Variant with one draw per end of each varied input and cell: all low ends,
        then all high ends."""
        rows = self._varied
        inputs, cells = {}, {}
        base = {cell.key: cell.value for cell in self.cells}
        for place, (_, low, high, changes) in enumerate(rows):
            for end, value in ((place, low), (place + len(rows), high)):
                changed_inputs, changed_cells = changes(value)
                for name, number in changed_inputs.items():
                    _column(inputs, name, self.values[name], 2 * len(rows))[end] = number
                for key, number in changed_cells.items():
                    _column(cells, key, base[key], 2 * len(rows))[end] = number
        return self.varied(inputs, cells)

    def swings(self, name):
        """Return the tornado of a quantity: a Swing per input that changes it, the largest
        first."""
        if self.scenario.attempt(name).value is None:
            return []
        try:
            with np.errstate(all="ignore"):
                ends = self.result_of(self._variants, name)
        except Undefined:
            return []
        rows = self._varied
        ends = np.broadcast_to(ends, 2 * len(rows))
        found = [
            Swing(key, low, high, float(ends[place]), float(ends[place + len(rows)]))
            for place, (key, low, high, _) in enumerate(rows)
        ]
        return by_range(swing for swing in found if swing.range > 1e-9)

    def grid(self, first, second, name, steps=GRID_STEPS):
        """Return (values of the first input, values of the second, table of the quantity). The
        table has one row per value of the first input, and nan where the quantity is not defined.
        Raise Undefined."""
        if first == second:
            raise Undefined(E_RANGE, second, "The two inputs are the same. Choose different ones.")
        rows, columns = (
            np.linspace(*self.values.bounds(BY_NAME[each]), steps) for each in (first, second)
        )
        across, down = np.meshgrid(columns, rows)
        replaced = {first: down.ravel(), second: across.ravel()}
        with np.errstate(all="ignore"):
            table = self.result_of(self.varied(replaced), name)
        return rows, columns, np.broadcast_to(table, steps**2).reshape(steps, steps)

    def result_of(self, varied, name):
        """Return a result for inputs and cells that were replaced."""
        if name == "ceiling_price":
            return varied.valuation.ceiling_at(self.scenario.threshold())
        if name == "net_benefit":
            return varied.valuation.net_benefit_at(self.scenario.threshold())
        return getattr(varied.of_tables if name in OF_TABLES else varied.valuation, name)
