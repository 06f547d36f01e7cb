"""The project of the rNPV model: dated costs, sales, and the price at which both are equal."""

import numpy as np

from .. import development as dev
from .. import present_value as pv
from ..discounting import END, SHIFT_YEARS, discount_factors
from ..reasons import E_LOA_ZERO, E_NO_PATIENTS, E_NO_ROOT, E_RANGE, Undefined
from .running import once

MAX_YEARS = 200


def _series(read, name, length, default=None):
    """Return an array with one value per year, from one number for all years or from a list."""
    if isinstance(read.values.get(name), (list, tuple)):
        values = read.amounts(name)
        if len(values) != length:
            read.refuse(E_RANGE, name, f"{name} must have one value per year of `patients`.")
        return np.array(values)
    value = read.amount(name) if default is None else read.amount(name, default)
    return np.full(length, value)


class Project:
    """The inputs of the rNPV model. Each is read when it is used."""

    def __init__(self, read):
        self.read = read
        self.treated = once(self._treated)
        self.costs = once(self._costs)
        self.loa = once(self._loa)

    def _treated(self):
        read = self.read
        if isinstance(read.values.get("patients"), (list, tuple)):
            return np.array(read.numbers("patients", 0))
        years = read.whole("years", 1, MAX_YEARS)
        return np.full(years, read.number("patients", 0))

    def _loa(self):
        if self.read.has("loa"):
            return self.read.share("loa")
        return float(dev.likelihood_of_approval(self.read.numbers("successes", 0, 1)))

    def _costs(self):
        """Return (years, net cost, reach), one value per dated cost."""
        rows = self.read.objects("costs")
        return (
            np.array([row.whole("year", 0, MAX_YEARS) for row in rows]),
            dev.net_of_grants(
                [row.amount("amount") for row in rows],
                [row.share("grant_share", 0.0) for row in rows],
            ),
            np.array([row.share("reach", 1.0) for row in rows]),
        )

    def factors(self, years, rate=None):
        timing = self.read.choice("timing", tuple(SHIFT_YEARS), END)
        return discount_factors(self.read.rate("rate") if rate is None else rate, years, timing)

    @property
    def sales_years(self):
        return self.read.whole("launch", 0, MAX_YEARS) + np.arange(len(self.treated()))

    def milestones(self):
        rows = self.read.objects("milestones", ())
        years = [row.whole("year", 0, MAX_YEARS) for row in rows]
        amounts = [row.amount("amount") * row.share("probability", 1.0) for row in rows]
        return np.array(years, int), np.array(amounts, float)

    def development(self):
        years, costs, reach = self.costs()
        due, amounts = self.milestones()
        spent = np.sum(costs * reach * self.factors(years))
        return spent + (np.sum(amounts * self.factors(due)) if due.size else 0.0)

    @property
    def kept(self):
        kept = pv.net_share(self.read.share("discount", 0.0), self.read.share("royalty", 0.0))
        if kept <= 0:
            self.read.refuse(
                E_RANGE, "royalty", "The discount and the royalty together are the whole price."
            )
        return kept

    @property
    def tax(self):
        return self.read.share("tax", 0.0)

    def terms(self):
        length = len(self.treated())
        return {
            "patients": self.treated(),
            "cogs": _series(self.read, "cogs", length),
            "fixed": _series(self.read, "fixed", length, 0.0),
            "kept": self.kept,
        }

    def flows(self):
        length = len(self.treated())
        price = _series(self.read, "price", length)
        terms = self.terms()
        margin = price * terms["kept"] - terms["cogs"]
        flows = terms["patients"] * margin - terms["fixed"]
        return flows - self.tax * np.clip(flows, 0, None)

    def sales(self):
        return self.loa() * np.sum(self.flows() * self.factors(self.sales_years))

    def value(self):
        return self.sales() - self.development()

    def value_without_risk(self):
        years, costs, _ = self.costs()
        spent = np.sum(costs * self.factors(years))
        return np.sum(self.flows() * self.factors(self.sales_years)) - spent

    def needed(self, tax=None):
        self._need_patients()
        return float(
            pv.break_even_price(
                development=self.development(),
                loa=self.loa(),
                factors=self.factors(self.sales_years),
                tax=self.tax if tax is None else tax,
                **self.terms(),
            )
        )

    def _need_patients(self):
        if self.loa() == 0:
            raise Undefined(E_LOA_ZERO, "loa")
        if not np.sum(self.treated()) > 0:
            raise Undefined(E_NO_PATIENTS, "patients")

    def needed_cost(self):
        """Return the present value that net sales must have: development, cost of goods and fixed
        cost. It is defined even if no price is."""
        terms, factors = self.terms(), self.factors(self.sales_years)
        running = np.sum((terms["patients"] * terms["cogs"] + terms["fixed"]) * factors)
        return self.development() + self.loa() * running

    def parts(self):
        found = pv.price_parts(
            development=self.development(),
            loa=self.loa(),
            factors=self.factors(self.sales_years),
            discount=self.read.share("discount", 0.0),
            price=self.needed(tax=0.0),
            **self.terms(),
        )
        return {name: float(part) for name, part in found.items()}

    def internal_return(self):
        years, costs, reach = self.costs()
        due, amounts = self.milestones()
        late = self.sales_years
        flows = np.zeros(int(max(years.max(), late.max(), due.max(initial=0))) + 1)
        np.subtract.at(flows, years, costs * reach)
        np.subtract.at(flows, due, amounts)
        np.add.at(flows, late, self.loa() * self.flows())
        found = pv.internal_return(np.arange(len(flows)), flows)
        if found is None:
            raise Undefined(
                E_NO_ROOT, "price", "The expected flows do not change their sign exactly once."
            )
        return found

    def capitalised(self):
        years, costs, reach = self.costs()
        launch = self.read.whole("launch", 0, MAX_YEARS)
        return dev.capitalised_spend(costs, reach, years, self.read.rate("rate"), launch)

    def capitalised_per_approval(self):
        if self.loa() == 0:
            raise Undefined(E_LOA_ZERO, "loa")
        return self.capitalised() / self.loa()
