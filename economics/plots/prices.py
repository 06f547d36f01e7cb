"""Pictures of prices and of the inputs that change them."""

from contextlib import suppress

from core.charts import Curve, Plot, Rule, Span
from core.charts.plot import CURVES, SPANS

from ..model.quantities import PUBLISHED_RANGES
from ..model.reasons import Undefined
from ..model.simulation import CURVE
from ..wording import money, varied_value
from . import headlines
from .base import TITLES, value_of

MAX_SWINGS = 12
PART_LABELS = {
    "development": "Research and development",
    "cogs": "Cost of goods",
    "fixed": "Fixed cost",
    "royalty": "Royalty",
    "discount": "Discount",
}


def corridor(scenario, _):
    currency = scenario.currency
    floor = value_of(scenario, "floor_price")
    price = value_of(scenario, "net_price")
    marks = [Span("The developer needs", 0, floor, money(floor, currency))]
    figures = [("The developer needs", floor)]
    ceiling = None
    with suppress(Undefined):
        ceiling = value_of(scenario, "ceiling_price")
        words = money(ceiling, currency)
        marks.append(Span("The payer can pay", 0, max(ceiling, 0), words, "mid"))
        figures.append(("The payer can pay", ceiling))
    return Plot(
        "corridor",
        TITLES["corridor"],
        SPANS,
        ("Price per patient", currency),
        (*figures, ("Price after the discount", price)),
        tuple(marks),
        (Rule(price, "price"),),
        x_label=f"{currency} per patient, after the discount",
        headline=headlines.corridor(floor, ceiling, currency),
    )


def ceilings(scenario, _):
    """Return the price that a payer can pay at each threshold."""
    unit, currency = scenario.values["effect_unit"], scenario.currency
    rows = tuple((k, float(scenario.valuation.ceiling_at(k))) for k in CURVE)
    curves = [Curve("The payer can pay", rows)]
    figures = [(f"{k:,.0f}", price) for k, price in rows]
    floor = None
    with suppress(Undefined):
        floor = value_of(scenario, "floor_price")
        ends = ((CURVE[0], floor), (CURVE[-1], floor))
        curves.append(Curve("The developer needs", ends, "ink", dashed=True))
    threshold = scenario.values["threshold"]
    rules = () if threshold is None or threshold > CURVE[-1] else (Rule(threshold, "threshold"),)
    return Plot(
        "ceilings",
        TITLES["ceilings"],
        CURVES,
        (f"Threshold, {currency} per {unit}", "The payer can pay"),
        tuple(figures),
        tuple(curves),
        rules,
        x_label=f"Threshold, {currency} per {unit}",
        y_label=f"{currency} per patient, after the discount",
        note="The lines cross at the lowest threshold with which the payer can pay the needed "
        "price.",
        headline=headlines.threshold_needed(rows, floor, currency, unit),
    )


def waterfall(scenario, _):
    value_of(scenario, "break_even_price")
    parts = {name: float(part) for name, part in scenario.valuation.price_parts.items()}
    currency, marks, reached = scenario.currency, [], 0.0
    for name, part in parts.items():
        if part:
            marks.append(Span(PART_LABELS[name], reached, reached + part, money(part, currency)))
        reached += part
    marks.append(Span("Price needed", 0, reached, money(reached, currency), "ink"))
    taxed = float(scenario.values["tax"]) > 0
    return Plot(
        "waterfall",
        TITLES["waterfall"],
        SPANS,
        ("Part of the price", currency),
        (*((PART_LABELS[name], part) for name, part in parts.items()), ("Price", reached)),
        tuple(marks),
        x_label=f"{currency} per patient",
        note="The price is shown without tax, which is not a separate part." if taxed else "",
        headline=headlines.largest_part(
            [(PART_LABELS[name], part) for name, part in parts.items() if part],
            reached,
            "the needed price",
            currency,
        ),
    )


def _with_unit(scenario, name):
    """Return the label of an input with the unit of its low and high value."""
    parts = scenario.variation.label_of(name), scenario.variation.unit_of(name)
    return ", ".join(filter(None, parts))


def tornado(name, label):
    def make(scenario, _):
        base, currency = value_of(scenario, name), scenario.currency
        swings = scenario.swings(name)
        marks = tuple(
            Span(
                scenario.variation.label_of(one.name),
                one.at_low,
                one.at_high,
                f"{varied_value(scenario, one.name, one.low_input)} to "
                f"{varied_value(scenario, one.name, one.high_input)}",
                middle=base,
            )
            for one in swings[:MAX_SWINGS]
        )
        figures = tuple(
            (
                _with_unit(scenario, one.name),
                one.low_input,
                one.high_input,
                one.at_low,
                one.at_high,
                one.range,
            )
            for one in swings
        )
        more = len(swings) - len(marks)
        return Plot(
            f"tornado-{name.replace('_', '-')}",
            TITLES[make.__name__],
            SPANS,
            ("Input", "Low input", "High input", "At low", "At high", "Range"),
            figures,
            marks,
            (Rule(base, "base"),),
            x_label=f"{label}, {currency}",
            note="One input at a time changes from its low value (grey) to its high value (dark). "
            + (f" {more} smaller effects are in the table." if more > 0 else ""),
            headline=headlines.largest_effect(swings, scenario.variation.label_of, currency),
        )

    make.__name__ = f"tornado_{name}"
    return make


def forms(scenario, _):
    currency, marks, figures = scenario.currency, [], []
    for form, result, low, high in scenario.price_forms:
        figures.append((form.label, result.value, low, high, form.source))
        if result.value is not None:
            words = f"{low:,.0f} to {high:,.0f}"
            marks.append(Span(form.label, low, high, words, "mid", point=result.value))
    return Plot(
        "forms",
        TITLES["forms"],
        SPANS,
        ("Form of the price", currency, "Low", "High", "Source"),
        tuple(figures),
        tuple(marks),
        x_label=f"{currency} per patient",
        note="The bar is the range of the price when single inputs vary; the line is the price "
        "with all "
        "inputs as entered. Read the ranges, not one number.",
        headline=headlines.price_range(
            [row[1] for row in figures if row[1] is not None], "forms of the price", currency
        ),
    )


def published(scenario, _):
    currency, marks, figures = scenario.currency, [], []
    for model, low, result, high in scenario.published_models:
        # Without a value of its own for the model's input, the portal shows only the range.
        value = result.value if model.has_point else None
        figures.append((model.label, value, low, high, model.words, model.source))
        if low is not None:
            words = f"{low:,.0f} to {high:,.0f}"
            marks.append(Span(model.label, low, high, words, "mid", point=value))
    without = " ".join(model.words for model, *_ in scenario.published_models if not model.quantity)
    return Plot(
        "published",
        TITLES["published"],
        SPANS,
        (
            "Model",
            f"As entered, {currency}",
            "Low",
            "High",
            "Range, or reason without one",
            "Source",
        ),
        tuple(figures),
        tuple(marks),
        x_label=f"{currency} per patient",
        note="Each model is calculated with the inputs of this scenario, over the published "
        "range of "
        f"its typical input. {without} {PUBLISHED_RANGES}",
        headline=_published_range(figures, currency),
    )


def _published_range(figures, currency):
    """Return the lowest and the highest price of all models with a range."""
    ranges = [(low, high) for _, _, low, high, *_ in figures if low is not None]
    if not ranges:
        return ""
    low, high = min(low for low, _ in ranges), max(high for _, high in ranges)
    ends = f"{money(low, currency)} to {money(high, currency)}"
    return f"{len(ranges)} published models give a price of {ends} per patient"
