"""Numbers and results in words."""

from .model.inputs import BY_NAME, CHOICE, RATE, SHARE

EFFECTS = {"QALY": "QALY", "LY": "life-years"}


def money(value, currency):
    """Return an amount with its currency. The price year is left out, because the page shows it
    once; `currency` may be "EUR 2025"."""
    if value is None:
        return "not defined"
    return f"{currency.partition(' ')[0]} {value:,.0f}".replace("-", "−")


def percent(value, digits=1):
    """Return a share as 8 % or 7.9 %, without trailing zeros."""
    text = f"{100 * value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{100 * value:.0f}"
    return f"{text} %"


def figure(value, kind, currency):
    """Return a result in words by the kind of its Quantity."""
    if value is None:
        return "not defined"
    if kind == "money":
        return money(value, currency)
    if kind == "share":
        return percent(value, 2)
    if kind == "effect":
        return f"{value:,.4g}"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def input_value(name, value):
    """Return the value of an input in words."""
    one = BY_NAME[name]
    if value in (None, ""):
        return "none"
    if one.kind == CHOICE:
        return str(value)
    try:
        number = float(value)
    except (TypeError, ValueError):
        return str(value)
    if one.kind in (SHARE, RATE):
        return percent(number, 2)
    if name in ("price_year", "seed"):
        return f"{number:.0f}"
    return f"{number:,.10g}"


def varied_value(scenario, name, value):
    """Return the value of an input, or of a cell of a table, in words."""
    if name in BY_NAME:
        return input_value(name, value)
    return percent(value, 2) if scenario.variation.is_chance(name) else f"{value:,.10g}"


def gap_sentence(scenario):
    """Return the price corridor in one sentence."""
    currency = scenario.currency
    floor, ceiling = (scenario.results[name] for name in ("floor_price", "ceiling_price"))
    if floor.value is None:
        return f"No price covers the cost. {floor.note.message}"
    year = currency.partition(" ")[2]
    needs = f"In money of {year} the developer needs {money(floor.value, currency)} per patient"
    if ceiling.value is None:
        return f"{needs}. The price that the payer can pay is unknown. {ceiling.note.message}"
    if ceiling.value < 0:
        return (
            f"{needs}; the payer can pay nothing, because the other cost exceeds the value of the "
            f"effect by {money(-ceiling.value, currency)}."
        )
    can = f"the payer can pay {money(ceiling.value, currency)}"
    if floor.value > ceiling.value:
        return (
            f"{needs}; {can}: no price satisfies both, and "
            f"{money(floor.value - ceiling.value, currency)} per patient are missing."
        )
    return f"{needs}; {can}: every price between them satisfies both."
