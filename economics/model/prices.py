"""Cost-based prices, the ceiling by value, and the corridor between both."""

from dataclasses import dataclass

from .reasons import E_NO_PATIENTS, E_RANGE, Undefined


def _divided(amount, patients):
    if patients <= 0:
        raise Undefined(E_NO_PATIENTS, "patients")
    return amount / patients


@dataclass(frozen=True)
class ComponentPrice:
    """The five parts of a price per patient and treatment, in money of one currency and price
    year."""

    development: float
    production: float
    sales: float
    profit: float
    bonus: float

    @property
    def total(self):
        return self.development + self.production + self.sales + self.profit + self.bonus


def component_price(*, development, cap, patients, production, sales, profit, bonus):
    """Return the price in AIM's five components. `patients` are all patients of the period that
    recovers the cost; `sales`, `profit` and `bonus` are shares. Source:
    fairpricingcalculator.eu."""
    per_patient = _divided(min(development, cap), patients)
    sales_part = sales * (per_patient + production)
    base = per_patient + production + sales_part
    return ComponentPrice(per_patient, production, sales_part, profit * base, bonus * base)


def cost_plus_price(*, development, patients_per_year, years, cogs, margin):
    """Return the price as cost plus margin, after Uyl-de Groot and Löwenberg. `years` are the
    remaining years of the patent."""
    return (_divided(development, patients_per_year * years) + cogs) * (1 + margin)


def value_ceiling(*, threshold, effect_gain, other_cost, doses=1.0):
    """Return the highest price per dose for a payer with the `threshold` per unit of effect.
    `other_cost` is the difference in all cost except the price. Raise Undefined."""
    if doses <= 0:
        raise Undefined(E_RANGE, "doses", "The number of doses must be above 0.")
    return (threshold * effect_gain - other_cost) / doses


@dataclass(frozen=True)
class Corridor:
    """The prices from the developer's floor to the payer's ceiling, per patient."""

    floor: float
    ceiling: float

    @property
    def is_empty(self):
        return self.floor > self.ceiling

    @property
    def gap(self):
        """Return the missing amount per patient; 0 if a price satisfies both."""
        return max(self.floor - self.ceiling, 0.0)
