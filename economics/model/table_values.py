"""Values of a scenario in which tables replace single inputs."""

from contextlib import suppress
from functools import cached_property

from .additions import Additions
from .cost_of_goods import STEPS
from .reasons import Undefined
from .valuation import Valuation

# {input: total of the cohort model that can replace it}
COHORT_TOTALS = {
    "effect_new": "cohort_effect_new",
    "effect_old": "cohort_effect_old",
    "cost_new_other": "cohort_cost_new",
    "cost_old": "cohort_cost_old",
}


class TableValues:
    """Values by name. The total of a step in the table of costs replaces its input; with
    `has_cohort`, the totals of the cohort model replace the health effect. The inputs `entered` are
    not replaced."""

    def __init__(self, values, tables, *, has_cohort=False, entered=()):
        self.values, self.tables = values, tables
        self.has_cohort, self.entered = has_cohort, entered

    @cached_property
    def of_tables(self):
        """Return the Additions of the values themselves. They do not refer back to this object, so
        that the arrays of draws are freed at once."""
        return Additions(self.values, Valuation(self.values), self.tables)

    def __getitem__(self, name):
        if not self.is_replaced(name):
            return self.values[name]
        if name in STEPS:
            return self.of_tables.step_totals[name]
        return getattr(self.of_tables, COHORT_TOTALS[name])

    def is_replaced(self, name):
        """Return whether an input comes from a table, so that its cells vary instead. A table of
        costs with a wrong cell replaces nothing."""
        if name in self.entered:
            return False
        if name in STEPS:
            with suppress(Undefined):
                return name in self.of_tables.step_totals
        return self.has_cohort and name in COHORT_TOTALS


class Variant:
    """A scenario with some inputs and cells replaced: its valuation, and the results of its
    tables."""

    def __init__(self, values):
        self.values, self.tables = values, values.tables
        self.valuation, self.of_tables = Valuation(values), values.of_tables
