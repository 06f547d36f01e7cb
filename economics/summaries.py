"""Scenarios with the main results of their latest version, for lists and files."""

from dataclasses import dataclass

from django.db.models import Max

from .models import ScenarioVersion
from .wording import money


@dataclass(frozen=True)
class ScenarioSummary:
    """One scenario with its latest version."""

    scenario: object
    version: ScenarioVersion | None

    def value(self, name):
        return (self.version.results.get(name) or {}).get("value") if self.version else None

    @property
    def currency(self):
        inputs = self.version.inputs
        return f"{inputs.get('currency') or ''} {inputs.get('price_year') or ''}".strip()

    def money(self, name):
        return money(self.value(name), self.currency) if self.version else "not defined"

    @property
    def floor(self):
        return self.money("floor_price")

    @property
    def ceiling(self):
        return self.money("ceiling_price")

    @property
    def gap(self):
        return self.money("gap")


def with_latest(scenarios):
    """Return a ScenarioSummary for each scenario, in two queries."""
    scenarios = list(scenarios)
    keys = [one.pk for one in scenarios]
    last = dict(
        ScenarioVersion.objects.filter(scenario__in=keys)
        .order_by()
        .values_list("scenario")
        .annotate(Max("number"))
    )
    rows = ScenarioVersion.objects.filter(scenario__in=keys)
    versions = {row.scenario_id: row for row in rows if row.number == last.get(row.scenario_id)}
    return [ScenarioSummary(one, versions.get(one.pk)) for one in scenarios]
