"""Payment models of a one-off therapy, per patient. Payments are due at t = 0, 1, 2, ... years."""

from dataclasses import dataclass

import numpy as np

from .discounting import discount_factors
from .reasons import E_RANGE, Undefined


@dataclass(frozen=True)
class PaymentPlan:
    """The payments per year: `expected`, and `whole` if the effect persists in all patients."""

    name: str
    expected: np.ndarray
    whole: np.ndarray

    @property
    def total(self):
        return float(self.expected.sum())

    def present_value(self, rate):
        return float(self.expected @ discount_factors(rate, np.arange(len(self.expected))))

    def equivalent_discount(self, rate):
        """Return the simple discount on the whole payments with the same present value for the
        payer; raise Undefined without payments."""
        factors = discount_factors(rate, np.arange(len(self.whole)))
        whole = float(self.whole @ factors)
        if whole == 0:
            raise Undefined(E_RANGE, "price", "Without payments, there is no equivalent discount.")
        return 1 - float(self.expected @ factors) / whole


def _parts(parts):
    if int(parts) != parts or not 1 <= parts <= 100:
        raise Undefined(E_RANGE, "parts", "The number of payments must be from 1 to 100.")
    return np.arange(int(parts))


def one_off(price):
    amount = np.array([float(price)])
    return PaymentPlan("One-off", amount, amount)


def instalments(price, parts):
    """Return a plan of `parts` equal payments without interest."""
    amounts = np.full(len(_parts(parts)), price / parts)
    return PaymentPlan("Instalments", amounts, amounts)


def outcome_based(price, parts, persistence):
    """Return a plan of `parts` equal payments, each due only while the effect persists: the share
    of patients who are alive, in follow-up and respond is multiplied by `persistence` per year."""
    amounts = np.full(len(_parts(parts)), price / parts)
    return PaymentPlan("Outcome-based instalments", amounts * persistence ** _parts(parts), amounts)


def upfront_and_outcome(upfront, amount, parts, persistence, first=1):
    """Return a plan with `upfront` at t = 0, and `amount` in each of `parts` years from year
    `first` while the effect persists."""
    years = _parts(parts) + first
    whole = np.zeros(years[-1] + 1)
    whole[0] = upfront
    whole[years] += amount
    expected = whole * persistence ** np.arange(len(whole))
    expected[0] = upfront + (amount if first == 0 else 0)
    return PaymentPlan("Upfront and outcome", expected, whole)


def refund(price, share, check_year, persistence):
    """Return a plan with the whole price at t = 0, and a refund of `share` of it in `check_year`
    for patients who lost the effect."""
    whole = np.zeros(int(check_year) + 1)
    whole[0] = price
    expected = whole.copy()
    expected[-1] -= share * price * (1 - persistence ** int(check_year))
    return PaymentPlan("Refund on failure", expected, whole)
