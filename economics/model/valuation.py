"""One scenario from inputs to prices, in one pass for a single set of inputs or for many draws.

Values are numbers, or arrays with one entry per draw; yearly values have the years as their last
axis. A quantity with a wrong input raises Undefined; a quantity that is not defined for a set of
inputs is nan.
"""

from functools import cached_property

import numpy as np

from . import development, patients
from . import present_value as pv
from .discounting import discount_factors, real_rate
from .inputs import PHASES

KEYS = list(PHASES)


def _column(value):
    return np.asarray(value, float)[..., None]


class Valuation:
    """All quantities of one scenario. Each is calculated when it is first used."""

    def __init__(self, values):
        self.values = values

    def __getitem__(self, name):
        return self.values[name]

    # Development

    @cached_property
    def phases(self):
        """Return the keys of the remaining phases."""
        return KEYS[KEYS.index(self["phase_now"]) :]

    def _by_phase(self, name):
        parts = [np.asarray(self[f"{name}_{key}"], float) for key in self.phases]
        return np.stack(np.broadcast_arrays(*parts), axis=-1)

    @cached_property
    def successes(self):
        return self._by_phase("success")

    @cached_property
    def loa(self):
        return development.likelihood_of_approval(self.successes)

    @cached_property
    def gross_costs(self):
        return self._by_phase("cost")

    @cached_property
    def costs(self):
        return development.net_of_grants(self.gross_costs, self._by_phase("grant"))

    @cached_property
    def durations(self):
        return [int(self[f"years_{key}"]) for key in self.phases]

    @cached_property
    def launch(self):
        return sum(self.durations)

    @cached_property
    def reach(self):
        return development.reaches(self.successes)

    @cached_property
    def capital_rate(self):
        return self._real(self["capital_rate"])

    @cached_property
    def payer_rate(self):
        return self._real(self["cost_rate"])

    def _real(self, rate):
        return real_rate(rate, self["inflation"]) if self["rate_basis"] == "nominal" else rate

    @cached_property
    def _schedule(self):
        return development.spread_over_years(self.durations, self.durations)

    @cached_property
    def spend_by_year(self):
        """Return the expected net spend per year until launch, including the licensor's
        milestone."""
        _, matrix = self._schedule
        spend = (self.costs * self.reach) @ matrix
        milestone = self.loa * self["launch_milestone"]
        return spend + _column(milestone) * np.eye(1, self.launch + 1, self.launch)[0]

    @cached_property
    def expected_spend(self):
        return self.spend_by_year.sum(axis=-1)

    @cached_property
    def gross_spend(self):
        return development.expected_spend(self.gross_costs, self.reach)

    @cached_property
    def early_factors(self):
        return discount_factors(self.capital_rate, np.arange(self.launch + 1), self["timing"])

    @cached_property
    def present_development(self):
        return np.sum(self.spend_by_year * self.early_factors, axis=-1)

    @cached_property
    def capitalised(self):
        years = np.arange(self.launch + 1)
        return development.capitalised_spend(
            self.spend_by_year, 1.0, years, self.capital_rate, self.launch
        )

    @cached_property
    def capitalised_per_approval(self):
        return self._per_approval(self.capitalised)

    def _per_approval(self, amount):
        with np.errstate(all="ignore"):
            return np.where(self.loa > 0, amount / self.loa, np.nan)

    # Patients

    @cached_property
    def _patients(self):
        slots = self["slots"]
        uptake = patients.linear_uptake(
            self["peak_uptake"], int(self["ramp_years"]), int(self["sales_years"])
        )
        return patients.treated_patients(
            uptake=uptake,
            slots=np.inf if slots is None else slots,
            **{key: self[key] for key in ("prevalent", "incident", "leaving")},
            **{key: self[key] for key in ("diagnosed", "referred")},
        )

    @cached_property
    def treated(self):
        return self._patients[0]

    @cached_property
    def wanted(self):
        return self._patients[1]

    @cached_property
    def total_treated(self):
        return self.treated.sum(axis=-1)

    # Cost of goods, flows, prices

    @cached_property
    def batch(self):
        return self["procurement"] + self["manufacturing"] + self["release"]

    @cached_property
    def cogs(self):
        made = self["patients_per_batch"] * (1 - self["failure_rate"])
        return self.batch / made + self["transport"]

    @cached_property
    def kept(self):
        return pv.net_share(self["discount"], self["royalty"])

    @cached_property
    def late_factors(self):
        years = self.launch + np.arange(int(self["sales_years"]))
        return discount_factors(self.capital_rate, years, self["timing"])

    @cached_property
    def yearly_flows(self):
        return pv.yearly_flows(
            self["price"],
            self.treated,
            _column(self.cogs),
            _column(self["fixed_per_year"]),
            self.kept,
            self["tax"],
        )

    @cached_property
    def present_sales(self):
        return self.loa * np.sum(self.yearly_flows * self.late_factors, axis=-1)

    @cached_property
    def rnpv(self):
        return self.present_sales - self.present_development

    @cached_property
    def npv_if_successful(self):
        """Return the present value without risk: every phase succeeds, and its cost is paid in
        full."""
        _, matrix = self._schedule
        costs = self.costs @ matrix
        milestone = _column(self["launch_milestone"]) * np.eye(1, self.launch + 1, self.launch)[0]
        spent = np.sum((costs + milestone) * self.early_factors, axis=-1)
        return np.sum(self.yearly_flows * self.late_factors, axis=-1) - spent

    def _needed(self, factors, present_development, tax=0.0):
        return pv.break_even_price(
            development=present_development,
            loa=self.loa,
            patients=self.treated,
            cogs=_column(self.cogs),
            fixed=_column(self["fixed_per_year"]),
            kept=self.kept,
            factors=factors,
            tax=tax,
        )

    @cached_property
    def break_even_price(self):
        return self._needed(self.late_factors, self.present_development, self["tax"])

    @cached_property
    def needed_value(self):
        """Return the expected present value that net sales must have."""
        running = self.treated * _column(self.cogs) + _column(self["fixed_per_year"])
        return self.present_development + self.loa * np.sum(running * self.late_factors, axis=-1)

    @cached_property
    def price_without_capital(self):
        """Return the break-even price with a cost of capital of zero."""
        return self._needed(np.ones_like(self.late_factors), self.expected_spend)

    @cached_property
    def price_parts(self):
        return pv.price_parts(
            development=self.present_development,
            loa=self.loa,
            patients=self.treated,
            cogs=_column(self.cogs),
            fixed=_column(self["fixed_per_year"]),
            kept=self.kept,
            discount=self["discount"],
            factors=self.late_factors,
            price=self._needed(self.late_factors, self.present_development),
        )

    @cached_property
    def development_per_approval(self):
        return self._per_approval(self.expected_spend)

    def _per_patient(self, amount):
        with np.errstate(all="ignore"):
            return np.where(self.total_treated > 0, amount / self.total_treated, np.nan)

    @cached_property
    def component_price(self):
        """Return the price in AIM's five components, over all treated patients."""
        spent = np.minimum(self.development_per_approval, self["rd_cap"])
        base = (self._per_patient(spent) + self.cogs) * (1 + self["sales_share"])
        return base * (1 + self["profit_share"] + self["bonus_share"])

    @cached_property
    def adjusted_price(self):
        return self.component_price * self["power_index"]

    @cached_property
    def cost_plus_price(self):
        return (self._per_patient(self.development_per_approval) + self.cogs) * (1 + self["margin"])

    @cached_property
    def production_price(self):
        """Return the price at which a hospital that makes the therapy itself recovers its cost,
        without research and capital."""
        return self.cogs + self._per_patient(self["fixed_per_year"] * int(self["sales_years"]))

    # Payer

    @cached_property
    def net_price(self):
        return self["price"] * (1 - self["discount"])

    @cached_property
    def effect_gain(self):
        return self["effect_new"] - self["effect_old"]

    @cached_property
    def other_cost(self):
        return self["cost_new_other"] - self["cost_old"]

    @cached_property
    def extra_cost(self):
        return self.net_price + self.other_cost

    def ceiling_at(self, threshold):
        """Return the highest net price of one patient's whole treatment for a payer."""
        return threshold * self.effect_gain - self.other_cost

    def net_benefit_at(self, threshold):
        return threshold * self.effect_gain - self.extra_cost
