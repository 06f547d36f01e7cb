"""The developer's present value at a price, and the price at which it is zero.

Years are the last axis of arrays; leading axes may be draws. A value that is not defined for a draw
is nan; `scenario` and `catalogue` add the reason.
"""

import numpy as np

IRR_RANGE = (-0.99, 10.0)  # rates per year between which a return is searched
MAX_STEPS = 200


def net_share(discount, royalty):
    """Return the share of the list price that remains after the discount and the royalty on net
    sales."""
    return (1 - np.asarray(discount, float)) * (1 - np.asarray(royalty, float))


def yearly_flows(price, patients, cogs, fixed, kept, tax=0.0):
    """Return the cash flow of each sales year. Only positive flows are taxed, because losses are
    not refunded."""
    margin = np.asarray(price, float)[..., None] * np.asarray(kept, float)[..., None] - cogs
    flows = patients * margin - fixed
    return flows - np.asarray(tax, float)[..., None] * np.clip(flows, 0, None)


def present_development(costs, reach, factors):
    return np.sum(costs * reach * factors, axis=-1)


def break_even_price(*, development, loa, patients, cogs, fixed, kept, factors, tax=0.0):
    """Return the price at which the expected present value is zero, or nan if there is none.

    Without tax, the value is linear in the price. With tax, it is concave and piecewise linear, so
    that Newton's steps from the left reach the root exactly after at most one step per sales year.
    """
    kept, tax, loa = np.asarray(kept, float), np.asarray(tax, float), np.asarray(loa, float)
    with np.errstate(all="ignore"):
        slopes = patients * factors * kept[..., None]
        constant = patients * cogs + fixed
        total = np.sum(slopes, axis=-1)
        price = (development / loa + np.sum(constant * factors, axis=-1)) / total
        if np.any(tax > 0):
            price = _with_tax(price, development / loa, slopes, constant, factors, tax)
        return np.where((total > 0) & (loa > 0), price, np.nan)


def _with_tax(price, target, slopes, constant, factors, tax):
    """Return the break-even price with tax. `price` is the one without tax, at which the value with
    tax is at most zero."""
    for _ in range(MAX_STEPS):
        flows = slopes * price[..., None] - constant * factors
        taken = 1 - tax[..., None] * (flows > 0)
        value = np.sum(flows * taken, axis=-1) - target
        slope = np.sum(slopes * taken, axis=-1)
        step = np.where(slope > 0, -value / slope, 0)
        price = price + step
        if not np.any(np.abs(step) > 1e-13 * (1 + np.abs(price))):
            break
    return price


def price_parts(*, development, loa, patients, cogs, fixed, kept, discount, factors, price):
    """Return the parts of a break-even price without tax: research and development, cost of goods,
    fixed cost, royalty and discount. Their sum is the price."""
    sold = np.sum(patients * factors, axis=-1)
    net = price * kept
    after_discount = price * (1 - np.asarray(discount, float))
    return {
        "development": development / (loa * sold),
        "cogs": np.sum(patients * cogs * factors, axis=-1) / sold,
        "fixed": np.sum(fixed * factors, axis=-1) / sold,
        "royalty": after_discount - net,
        "discount": price - after_discount,
    }


def changes_of_sign(flows):
    signs = np.sign(flows)
    signs = signs[signs != 0]
    return int(np.sum(signs[1:] != signs[:-1]))


def internal_return(years, flows):
    """Return the rate at which the present value of the expected `flows` is zero. Return None if
    they do not change sign exactly once, or if no rate from -99 to 1,000 % fits."""
    flows = np.asarray(flows, float)
    if changes_of_sign(flows) != 1:
        return None
    years = np.asarray(years, float)

    def value(rate):
        return float(np.sum(flows * (1 + rate) ** -years))

    return bisect(value, *IRR_RANGE)


def bisect(function, low, high):
    """Return a root of a continuous function between two numbers, or None if it has the same sign
    at both."""
    at_low, at_high = function(low), function(high)
    if at_low == 0:
        return low
    if at_high == 0:
        return high
    if not (np.isfinite(at_low) and np.isfinite(at_high)) or (at_low > 0) == (at_high > 0):
        return None
    for _ in range(MAX_STEPS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if (function(middle) > 0) == (at_low > 0):
            low = middle
        else:
            high = middle
    return (low + high) / 2
