"""A whole scenario: its results or the reasons why they are undefined, its ranges and its payment
models."""

from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from . import payment
from .additions import Additions
from .budget import HORIZON_YEARS, budget_impact
from .effectiveness import cost_effect_ratio
from .inputs import BY_NAME
from .present_value import internal_return
from .prices import Corridor
from .quantities import PRICE_FORMS, PUBLISHED_MODELS, QUANTITIES, TABLE_QUANTITIES
from .reasons import (
    BAD_INPUT,
    E_LOA_ZERO,
    E_NO_PATIENTS,
    E_NO_ROOT,
    E_RANGE,
    I_COHORT,
    I_NO_THRESHOLD,
    I_UNDEFINED,
    MEANINGS,
    W_CAPACITY,
    Note,
    Undefined,
)
from .table_values import COHORT_TOTALS, TableValues
from .tables import Tables
from .valuation import Valuation
from .values import ScenarioValues, unverified_defaults
from .variation import Variation

SAME_TOTAL = 1e-6
# Inputs that make the number of patients zero if they are.
SHARES_OF_PATIENTS = ("diagnosed", "referred", "peak_uptake", "slots")
OF_TABLES = {each.name for each in TABLE_QUANTITIES}


@dataclass(frozen=True)
class Result:
    """A number, or None and a note with the reason."""

    value: float | None
    note: Note | None = None


@dataclass
class Scenario:
    """The inputs of one therapy: `inputs` by name as entered (missing ones have their default),
    `ranges` {name: (low, high)}, and `tables` {name: rows} as in `tables.py`."""

    inputs: dict
    ranges: dict = field(default_factory=dict)
    tables: dict = field(default_factory=dict)

    @cached_property
    def values(self):
        return ScenarioValues(self.inputs, self.ranges)

    @cached_property
    def valuation(self):
        return Valuation(TableValues(self.values, self.checked_tables))

    @cached_property
    def checked_tables(self):
        return Tables(self.tables, self.values.money_unit)

    @cached_property
    def additions(self):
        return Additions(self.valuation.values, self.valuation, self.checked_tables)

    @cached_property
    def quantities(self):
        """Return the quantities of this scenario, except those whose table or input is empty."""
        return [each for each in QUANTITIES if not each.needs or self.is_given(each.needs)]

    def is_given(self, name):
        """Return whether a table or an input is filled in."""
        return self.checked_tables.has(name) or self.values.is_given(name)

    @cached_property
    def currency(self):
        """Return the currency with its price year, such as "EUR 2025"; a wrong part is left out."""
        parts = []
        for name in ("currency", "price_year"):
            with suppress(Undefined):
                parts.append(str(self.values[name]))
        return " ".join(parts)

    @cached_property
    def results(self):
        """Return {name: Result} of the quantities."""
        return {each.name: self.attempt(each.name) for each in self.quantities}

    def attempt(self, name):
        try:
            with np.errstate(all="ignore"):
                value = float(self._quantity(name))
        except Undefined as undefined:
            return Result(None, undefined.note)
        if np.isfinite(value):
            return Result(value)
        return Result(None, self._why_missing(name))

    def _quantity(self, name):
        if own := getattr(self, f"_{name}", None):
            return own()
        return getattr(self.additions if name in OF_TABLES else self.valuation, name)

    def _why_missing(self, name):
        """Return the reason why a quantity is nan although all its inputs are valid."""
        valuation = self.valuation
        if valuation.loa <= 0:
            code = E_LOA_ZERO
        elif valuation.kept <= 0:
            return self._nothing_kept
        elif valuation.total_treated <= 0:
            code = E_NO_PATIENTS
        else:
            code = E_RANGE
        return Note(code, name, MEANINGS[code])

    @property
    def _nothing_kept(self):
        where = "discount" if self.values["discount"] >= 1 else "royalty"
        text = "The discount and the royalty together are the whole price."
        return Note(E_RANGE, where, text)

    def threshold(self):
        if self.values["threshold"] is None:
            raise Undefined(I_NO_THRESHOLD, "threshold")
        return self.values["threshold"]

    def _ceiling_price(self):
        return self.valuation.ceiling_at(self.threshold())

    def _ceiling_per_dose(self):
        return self._ceiling_price() / self.values["doses"]

    def _floor_price(self):
        return self._needed_price() * (1 - self.values["discount"])

    def _needed_price(self):
        needed = self.attempt("break_even_price")
        if needed.value is None:
            raise Undefined(needed.note.code, needed.note.where, needed.note.message)
        return needed.value

    def _gap(self):
        return Corridor(self._floor_price(), self._ceiling_price()).gap

    def _net_benefit(self):
        return self.valuation.net_benefit_at(self.threshold())

    def _icer(self):
        ratio = cost_effect_ratio(
            float(self.valuation.extra_cost), float(self.valuation.effect_gain)
        )
        if ratio.value is None:
            raise Undefined(ratio.code, "effect_new" if ratio.code == I_UNDEFINED else "price")
        return ratio.value

    @property
    def quadrant(self):
        """Return the code of the quadrant of cost and effect, "" for costs more and helps more."""
        return cost_effect_ratio(
            float(self.valuation.extra_cost), float(self.valuation.effect_gain)
        ).code

    def _irr(self):
        if self.valuation.loa <= 0:
            raise Undefined(E_LOA_ZERO, "irr")
        found = internal_return(*self.expected_flows)
        if found is None:
            raise Undefined(
                E_NO_ROOT, "price", "The expected flows do not change their sign exactly once."
            )
        return found

    @cached_property
    def expected_flows(self):
        """Return (years, expected money per year): development until launch, then sales."""
        spend, sales = self.valuation.spend_by_year, self.valuation.yearly_flows
        launch = self.valuation.launch
        flows = np.zeros(launch + len(sales))
        flows[: len(spend)] -= spend[: len(flows)]
        flows[launch:] += self.valuation.loa * sales
        return np.arange(len(flows)), flows

    @cached_property
    def notes(self):
        """Return notes on wrong inputs, then on results, then on unverified defaults."""
        notes = [*self.values.check_all(), *self._notes_on_tables(), *self._notes_on_prices()]
        with suppress(Undefined):
            limited = np.flatnonzero(self.valuation.wanted > self.valuation.treated + 1e-9)
            if limited.size:
                years = ", ".join(str(int(self.valuation.launch + year)) for year in limited)
                text = f"The manufacturing slots limit the patients in years {years}."
                notes.append(Note(W_CAPACITY, "slots", text))
        return [*notes, *unverified_defaults(self.inputs)]

    def _notes_on_prices(self):
        """Yield, at the input that causes it, why no price can be calculated."""
        valuation, values = self.valuation, self.values
        with suppress(Undefined):
            if valuation.kept <= 0:
                yield self._nothing_kept
        with suppress(Undefined):
            for key in valuation.phases:
                if values[f"success_{key}"] <= 0:
                    yield Note(E_LOA_ZERO, f"success_{key}", MEANINGS[E_LOA_ZERO])
        with suppress(Undefined):
            if valuation.total_treated <= 0:
                empty = (name for name in SHARES_OF_PATIENTS if values[name] == 0)
                yield Note(E_NO_PATIENTS, next(empty, "incident"), MEANINGS[E_NO_PATIENTS])

    def _notes_on_tables(self):
        notes = {(note.where, note.code): note for note in self.checked_tables.check_all()}
        for each in self.quantities:
            note = self.results[each.name].note if each.needs else None
            if note and note.code in BAD_INPUT:
                notes.setdefault((note.where, note.code), note)
        if self.cohort_is_compared and not self.uses_cohort:
            notes["cohort"] = Note(I_COHORT, "states", MEANINGS[I_COHORT])
        return notes.values()

    @cached_property
    def _cohort_totals(self):
        """Return [(total of the cohort model, entered value)], or [] if one is not defined."""
        if not self.checked_tables.has("states"):
            return []
        with suppress(Undefined):
            return [
                (float(getattr(self.additions, result)), float(self.values[name]))
                for name, result in COHORT_TOTALS.items()
            ]
        return []

    @property
    def cohort_is_compared(self):
        return bool(self._cohort_totals)

    @property
    def uses_cohort(self):
        """Return whether the entered health effect is that of the cohort model. Draws and ranges
        then calculate it again from the cells of the model."""
        return self.cohort_is_compared and all(
            abs(total - entered) <= SAME_TOTAL * abs(total)
            for total, entered in self._cohort_totals
        )

    # Ranges

    @cached_property
    def variation(self):
        return Variation(self)

    def swings(self, name):
        return self.variation.swings(name)

    def grid(self, first, second, name):
        return self.variation.grid(first, second, name)

    @cached_property
    def price_forms(self):
        """Return [(PriceForm, Result, low, high)], with the range of the price when single inputs
        vary."""
        rows = []
        for form in PRICE_FORMS:
            result = self.attempt(form.quantity)
            ends = [end for one in self.swings(form.quantity) for end in (one.at_low, one.at_high)]
            low = min(ends) if ends else result.value
            high = max(ends) if ends else result.value
            rows.append((form, result, low, high))
        return rows

    @cached_property
    def published_models(self):
        """Return [(PublishedModel, low, Result, high)] over the published range of the model's
        input. The Result has no value if the portal does not have the formula."""
        rows = []
        for model in PUBLISHED_MODELS:
            ends, result = [], Result(None)
            with suppress(Undefined), np.errstate(all="ignore"):
                if model.quantity:
                    result = self.attempt(model.quantity)
                    ends = [self._with(model.input, end, model.quantity) for end in model.ends]
            ends = [end for end in ends if np.isfinite(end)] or [None]
            rows.append((model, min(ends, default=None), result, max(ends, default=None)))
        return rows

    def _with(self, name, value, quantity):
        return float(getattr(self.variation.varied({name: value}).valuation, quantity))

    # Payer

    @cached_property
    def payment_plans(self):
        """Return the PaymentPlans for the net price of one patient."""
        values, price = self.values, float(self.valuation.net_price)
        parts, persistence = values["instalments"], values["persistence"]
        upfront = values["upfront_share"] * price
        later = max(parts - 1, 1)
        return [
            payment.one_off(price),
            payment.instalments(price, parts),
            payment.outcome_based(price, parts, persistence),
            payment.upfront_and_outcome(upfront, (price - upfront) / later, later, persistence),
            payment.refund(price, values["refund_share"], values["check_year"], persistence),
        ]

    def budget_range(self):
        """Return the BudgetImpact for the low and for the high uptake."""
        ends = self.values.bounds(BY_NAME["peak_uptake"])
        return [self.budget(peak_uptake=end) for end in ends]

    def budget(self, plan=None, *, peak_uptake=None):
        """Return the BudgetImpact of the first years. `plan` is a PaymentPlan (one-off by default);
        `peak_uptake` replaces the entered uptake."""
        years = min(HORIZON_YEARS, self.values["sales_years"])
        valuation = self.valuation
        if peak_uptake is not None:
            valuation = self.variation.varied({"peak_uptake": peak_uptake}).valuation
        treated, wanted = valuation.treated[:years], valuation.wanted[:years]
        plan = plan or self.payment_plans[0]
        return budget_impact(
            eligible=np.maximum(wanted, treated),
            treated=treated,
            payments=plan.expected,
            new_other=[self.values["cost_new_other"]],
            old_cost=[self.values["cost_old"]],
        )
