"""Ways to pay for a one-off therapy, per patient. Payments fall due at t = 0, 1, 2, ..."""

from dataclasses import dataclass

import numpy as np

from .discounting import discount_factors
from .reasons import E_RANGE, Undefined


@dataclass(frozen=True)
class PaymentPlan:
    """`expected` payments per year, and `whole` those if the effect persists in everyone."""

    name: str
    expected: np.ndarray
    whole: np.ndarray

    @property
    def total(self):
        return float(self.expected.sum())

    def present_value(self, rate):
        return float(self.expected @ discount_factors(rate, np.arange(len(self.expected))))

    def equivalent_discount(self, rate):
        """Return the plain discount on the whole payments that costs the payer the same."""
        factors = discount_factors(rate, np.arange(len(self.whole)))
        whole = float(self.whole @ factors)
        if whole == 0:
            raise Undefined(E_RANGE, "price", "Without payments no discount can be compared.")
        return 1 - float(self.expected @ factors) / whole


def _parts(parts):
    if int(parts) != parts or not 1 <= parts <= 100:
        raise Undefined(E_RANGE, "parts", "The number of payments must be from 1 to 100.")
    return np.arange(int(parts))


def one_off(price):
    amount = np.array([float(price)])
    return PaymentPlan("One-off", amount, amount)


def instalments(price, parts):
    """`parts` equal payments without interest."""
    amounts = np.full(len(_parts(parts)), price / parts)
    return PaymentPlan("Instalments", amounts, amounts)


def outcome_based(price, parts, persistence):
    """`parts` equal payments, each due only where the effect persists: the share of patients who
    are alive, in follow-up and respond falls by the factor `persistence` per year."""
    amounts = np.full(len(_parts(parts)), price / parts)
    return PaymentPlan("Outcome-based instalments", amounts * persistence ** _parts(parts), amounts)


def upfront_and_outcome(upfront, amount, parts, persistence, first=1):
    """`upfront` at t = 0 and `amount` in each of `parts` years from `first`, where the effect
    persists."""
    years = _parts(parts) + first
    whole = np.zeros(years[-1] + 1)
    whole[0] = upfront
    whole[years] += amount
    expected = whole * persistence ** np.arange(len(whole))
    expected[0] = upfront + (amount if first == 0 else 0)
    return PaymentPlan("Upfront and outcome", expected, whole)


def refund(price, share, check_year, persistence):
    """The whole price at once, and the share `share` back in `check_year` for those in whom the
    effect was lost."""
    whole = np.zeros(int(check_year) + 1)
    whole[0] = price
    expected = whole.copy()
    expected[-1] -= share * price * (1 - persistence ** int(check_year))
    return PaymentPlan("Refund on failure", expected, whole)
