"""Comparison of scenario versions: the inputs that differ, and the main results."""

from functools import cached_property

from core.charts import Plot, Span
from core.charts.plot import SPANS

from .model.inputs import BY_NAME, INPUTS
from .model.quantities import QUANTITY_BY_NAME
from .model.tables import TABLES
from .table_form import in_words
from .wording import figure, gap_sentence, input_value, money

MAX_SCENARIOS_COMPARED = 4
COMPARED = (
    "floor_price",
    "ceiling_price",
    "gap",
    "break_even_price",
    "loa",
    "expected_spend",
    "present_development",
    "cogs",
    "total_treated",
    "rnpv",
    "irr",
    "extra_cost",
    "effect_gain",
    "icer",
    "net_benefit",
)


class Comparison:
    """Two or more versions side by side. Amounts are not converted; a warning shows that currencies
    or price years differ."""

    def __init__(self, versions):
        self.versions = versions
        self.scenarios = [version.model_scenario() for version in versions]

    @cached_property
    def heads(self):
        return [
            (version, gap_sentence(scenario))
            for version, scenario in zip(self.versions, self.scenarios, strict=True)
        ]

    @cached_property
    def currencies(self):
        return list(dict.fromkeys(scenario.currency for scenario in self.scenarios))

    @property
    def is_mixed(self):
        return len(self.currencies) > 1

    @cached_property
    def differences(self):
        """Return [(label, unit, [words])] of the inputs and tables that differ."""
        rows = []
        for one in INPUTS:
            values = [version.inputs.get(one.name) for version in self.versions]
            if len({self._comparable(value) for value in values}) > 1:
                words = [input_value(one.name, value) for value in values]
                rows.append((BY_NAME[one.name].label, one.unit, words))
        for table in TABLES:
            words = [in_words(version.tables, table.name) for version in self.versions]
            if len(set(words)) > 1:
                rows.append((table.label, "table", [each or "none" for each in words]))
        return rows

    @staticmethod
    def _comparable(value):
        try:
            return float(value)
        except (TypeError, ValueError):
            return value

    @property
    def same(self):
        return len(INPUTS) - sum(unit != "table" for _, unit, _ in self.differences)

    @cached_property
    def results(self):
        """Return [(Quantity, [words])] of the compared results."""
        return [
            (
                quantity,
                [
                    figure(one.results[name].value, quantity.kind, one.currency)
                    for one in self.scenarios
                ],
            )
            for name in COMPARED
            for quantity in [QUANTITY_BY_NAME[name]]
        ]

    @cached_property
    def plot(self):
        """Return the price corridors as one plot, which is empty if the currencies differ."""
        marks, figures = [], []
        for version, scenario in zip(self.versions, self.scenarios, strict=True):
            for label, name, paint in (
                ("needs", "floor_price", "bar"),
                ("can be paid", "ceiling_price", "mid"),
            ):
                value = scenario.results[name].value
                figures.append((f"{version.scenario.title}: {label}", value))
                if value is not None:
                    words = money(value, scenario.currency)
                    title = f"{label}: {version.scenario.title}"
                    marks.append(Span(title, 0, max(value, 0), words, paint))
        return Plot(
            "corridors",
            "Price corridors",
            SPANS,
            ("Scenario", self.currencies[0]),
            tuple(figures),
            () if self.is_mixed else tuple(marks),
            x_label=f"{self.currencies[0]} per patient, after the discount",
            note="The scenarios have different currencies or price years, so their prices "
            "cannot be "
            "drawn on one axis."
            if self.is_mixed
            else "",
            headline="" if self.is_mixed else self._highest_need(figures),
        )

    def _highest_need(self, figures):
        """Return the scenario whose developer needs the highest price."""
        needs = [
            (version.scenario.title, value)
            for version, (_, value) in zip(self.versions, figures[::2], strict=True)
            if value is not None
        ]
        highest = max((value for _, value in needs), default=0)
        first = [title for title, value in needs if value == highest]
        if len(needs) < 2 or len(first) > 1:
            return ""
        return f"{first[0]} needs the highest price: {money(highest, self.currencies[0])}"
