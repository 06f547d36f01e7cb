"""A table of one result over the ranges of two inputs."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .model.inputs import BY_NAME, INPUTS
from .model.quantities import QUANTITY_BY_NAME
from .model.reasons import Undefined
from .wording import figure, input_value

RESULTS = ("break_even_price", "rnpv", "ceiling_price", "net_benefit")
FIRST, SECOND = "incident", "manufacturing"


@dataclass
class TwoWay:
    """The table that an address selects; unknown names are replaced by the defaults."""

    scenario: object
    asked: dict

    def _chosen(self, name, allowed, default):
        value = self.asked.get(name)
        return value if value in allowed else default

    @cached_property
    def choices(self):
        return [(one.name, one.label) for one in INPUTS if one.is_varied]

    @cached_property
    def results(self):
        return [(name, QUANTITY_BY_NAME[name].label) for name in RESULTS]

    @property
    def first(self):
        return self._chosen("first", dict(self.choices), FIRST)

    @property
    def second(self):
        return self._chosen("second", dict(self.choices), SECOND)

    @property
    def result(self):
        return self._chosen("result", RESULTS, RESULTS[0])

    @cached_property
    def _calculated(self):
        """Return (heads, rows, problem) in words; the problem is "" if there is a table."""
        try:
            rows, columns, table = self.scenario.grid(self.first, self.second, self.result)
        except Undefined as undefined:
            return (), (), undefined.note.message
        kind, currency = QUANTITY_BY_NAME[self.result].kind, self.scenario.currency
        heads = [input_value(self.second, round(value, 10)) for value in columns]
        written = [
            (
                input_value(self.first, round(value, 10)),
                [figure(each if np.isfinite(each) else None, kind, currency) for each in line],
            )
            for value, line in zip(rows, table, strict=True)
        ]
        return heads, written, ""

    @property
    def heads(self):
        return self._calculated[0]

    @property
    def rows(self):
        return self._calculated[1]

    @property
    def problem(self):
        return self._calculated[2]

    @property
    def first_label(self):
        return BY_NAME[self.first].label

    @property
    def second_label(self):
        return BY_NAME[self.second].label

    @property
    def result_label(self):
        return QUANTITY_BY_NAME[self.result].label
