"""Titles of the pictures of a scenario: what a picture shows, with its figures.

Every function returns "" if no such sentence is possible.
"""

from core.charts.headlines import MAX_NAMES, in_a_row

from ..wording import money, percent


def corridor(floor, ceiling, currency):
    """Return the price that is needed and, if it is known (not None), the price that can be
    paid."""
    needs = f"The developer needs {money(floor, currency)} per patient"
    if ceiling is None:
        return needs
    paid = money(ceiling, currency) if ceiling > 0 else "nothing"
    return f"{needs}; the payer can pay {paid}"


def threshold_needed(rows, floor, currency, unit):
    """Return the lowest of the drawn thresholds at which the payer can pay the needed price.
    `rows` are (threshold, price), ascending."""
    if floor is None:
        return ""
    enough = [threshold for threshold, price in rows if price >= floor]
    if not enough:
        most = money(rows[-1][0], currency)
        return f"The payer cannot pay the needed price with a threshold up to {most} per {unit}"
    least = f"{money(enough[0], currency)} per {unit}"
    return f"The payer can pay the needed price with a threshold of {least}"


def largest_part(parts, whole, of_what, currency):
    """Return the largest part of a sum. `parts` are (label, amount)."""
    names, most = _first(parts, max)
    if len(parts) < 2 or not names or most <= 0:
        return ""
    amounts = f"{money(most, currency)} of {money(whole, currency)}"
    return f"Largest part of {of_what}: {in_a_row(names)}, {amounts}"


def largest_effect(swings, label_of, currency):
    """Return the input that changes a result most, and the two ends. `swings` begin with the
    largest."""
    if len(swings) < 2 or swings[0].range == swings[1].range:
        return ""
    low, high = sorted((swings[0].at_low, swings[0].at_high))
    label = label_of(swings[0].name)
    return f"{label} has the largest effect: {money(low, currency)} to {money(high, currency)}"


def cash_flow(rows, currency):
    """Return the lowest total of the expected flows, and from which year on it is positive. `rows`
    are (year, flow, cumulative flow)."""
    if not rows:
        return ""
    year, _, lowest = min(rows, key=lambda row: row[2])
    if lowest >= 0:
        at_the_end = money(rows[-1][2], currency)
        return f"The expected total cash flow is never negative; at the end {at_the_end}"
    last_negative = max(place for place, row in enumerate(rows) if row[2] < 0)
    later = (
        f"positive from year {rows[last_negative + 1][0]}"
        if last_negative + 1 < len(rows)
        else f"still negative in year {rows[-1][0]}"
    )
    return (
        f"The expected total cash flow is lowest in year {year}: {money(lowest, currency)}; {later}"
    )


def patients(rows):
    """Return how many patients are treated, and how many would be without the limit of slots."""
    treated, wanted = (sum(row[place] for row in rows) for place in (1, 2))
    if not round(wanted):
        return ""
    years = f"from year {rows[0][0]} to year {rows[-1][0]}"
    words = f"{treated:,.0f} patients are treated {years}"
    if round(treated) >= round(wanted):
        return f"{words}; manufacturing slots do not limit them"
    return f"{words} of {wanted:,.0f} without the limit of slots"


def cost_by_use(costs, shares, currency):
    """Return the cost per patient at the lowest and the highest use of a facility."""
    low, high = min(shares, key=shares.get), max(shares, key=shares.get)
    ends = (
        f"{money(costs[name], currency)} at {percent(shares[name], 0)} use" for name in (low, high)
    )
    return f"A patient costs {' and '.join(ends)}"


def budget(rows, currency):
    """Return the budget impact of all years. `rows` are (year, impact)."""
    total = sum(impact for _, impact in rows)
    if round(total) == 0:
        return ""
    if total < 0:
        return f"The therapy saves the payer {money(-total, currency)} in {len(rows)} years"
    words = f"The therapy costs the payer {money(total, currency)} more in {len(rows)} years"
    year, most = max(rows, key=lambda row: row[1])
    if sum(impact == most for _, impact in rows) > 1:
        return words
    return f"{words}, most in year {year}: {money(most, currency)}"


def price_range(values, what, currency):
    """Return the lowest and the highest of several prices."""
    if len(values) < 2:
        return ""
    ends = f"{money(min(values), currency)} to {money(max(values), currency)}"
    return f"{len(values)} {what}: {ends} per patient"


def lowest_present_value(rows, currency):
    """Return the payment model with the lowest present value. `rows` are (name, value)."""
    names, least = _first(rows, min)
    if not names:
        return ""
    return f"Lowest present value: {in_a_row(names)}, {money(least, currency)} per patient"


def worth_its_cost(points, threshold):
    """Return in how many draws the therapy is worth its cost. `points` are (gain, extra cost)."""
    if threshold is None:
        return ""
    worth = sum(cost <= threshold * gain for gain, cost in points)
    return f"The therapy is worth its cost in {worth:,} of {len(points):,} draws"


def best_choice(rows, threshold, currency, unit):
    """Return the probability at the drawn threshold nearest below that of the scenario, or at the
    highest one. `rows` are (threshold, probability), ascending."""
    below = [row for row in rows if threshold is None or row[0] <= threshold]
    if not below:
        return ""
    at, share = below[-1]
    return (
        f"At a threshold of {money(at, currency)} per {unit}, the therapy is the best choice in "
        f"{percent(share)} of the draws"
    )


def frontier(on, all_strategies):
    """Return the strategies that are not dominated."""
    if not on:
        return ""
    names = f": {in_a_row([one.name for one in on])}" if len(on) <= MAX_NAMES else ""
    return f"{len(on)} of {len(all_strategies)} strategies are on the frontier{names}"


def cohort(states, years, new, old):
    """Return the state whose share differs most between the arms in the last year. `new` and `old`
    are the last shares by state."""
    gaps = [abs(one - other) for one, other in zip(new, old, strict=True)]
    widest = max(gaps, default=0)
    if widest < 0.001 or gaps.count(widest) > 1:
        return ""
    place = gaps.index(widest)
    return (
        f"After {years:.4g} years, {percent(new[place])} of persons are in the state "
        f"“{states[place]}” with the therapy, {percent(old[place])} with the comparator"
    )


def likeliest_path(rows):
    """Return the path with the highest chance. `rows` are (path, chance)."""
    names, most = _first(rows, max)
    if len(names) != 1:
        return ""
    return f"The most probable path is {names[0]}: {percent(most)}"


def _first(rows, best):
    """Return (names, number) of the rows with the best number; no name if all rows have it
    or too many."""
    number = best((amount for _, amount in rows), default=None)
    first = [name for name, amount in rows if amount == number]
    if not first or len(first) > MAX_NAMES or (len(first) == len(rows) and len(rows) > 1):
        return [], number
    return first, number
