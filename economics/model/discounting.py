"""Discount factors and annuities. Rates are fractions per year, and times are whole years."""

import numpy as np

from .reasons import E_RANGE, Undefined

END, MID, START = "end", "mid", "start"
SHIFT_YEARS = {END: 0.0, MID: 0.5}


def discount_factors(rate, years, timing=END):
    """Return 1/(1+rate)^t for each index in `years`, which is the last axis; `rate` may have
    leading axes. With `timing` "end", index 0 is not discounted; with "mid", every flow is half a
    year later."""
    exponents = np.asarray(years, float) + SHIFT_YEARS[timing]
    return (1 + np.asarray(rate, float)[..., None]) ** -exponents


def real_rate(nominal, inflation):
    return (1 + nominal) / (1 + inflation) - 1


def monthly_rate(rate):
    return (1 + rate) ** (1 / 12) - 1


def annuity_factor(rate, years, timing=END):
    """Return the present value of 1 per year for `years` years, paid at the end, start or middle of
    each year. Raise Undefined."""
    if years < 1:
        raise Undefined(E_RANGE, "years", "An annuity needs at least one year.")
    if rate <= -1:
        raise Undefined(E_RANGE, "rate", "A rate must be above -100 %.")
    at_end = years if rate == 0 else -np.expm1(-years * np.log1p(rate)) / rate
    return at_end * (1 + rate) ** {END: 0, MID: 0.5, START: 1}[timing]


def equal_payment(price, rate, years, timing=END):
    """Return the yearly payment whose present value is `price`."""
    return price / annuity_factor(rate, years, timing)
