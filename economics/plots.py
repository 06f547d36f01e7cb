"""The pictures of a scenario. Each is made of the same numbers as its table and its files."""

from contextlib import suppress

from core.charts import Bar, Curve, Plot, Rule, Span
from core.charts.plot import COLUMNS, CURVES, POINTS, SPANS

from .model.inputs import BY_NAME
from .model.reasons import Undefined
from .model.simulation import CURVE
from .wording import input_value, money, percent

MOST_SWINGS = 12
PART_LABELS = {
    "development": "Research and development",
    "cogs": "Cost of goods",
    "fixed": "Fixed cost",
    "royalty": "Royalty",
    "discount": "Discount",
}


def guarded(make):
    """A picture that is empty, with the reason as its note, where a number is not defined."""

    def made(scenario, simulation=None):
        try:
            return make(scenario, simulation)
        except Undefined as undefined:
            title = TITLES[make.__name__.lstrip("_")]
            name = make.__name__.lstrip("_").replace("_", "-")
            return Plot(name, title, SPANS, (), (), (), note=undefined.note.message)

    return made


def _value(scenario, name):
    result = scenario.results[name]
    if result.value is None:
        raise Undefined(result.note.code, result.note.where, result.note.message)
    return result.value


def _corridor(scenario, _):
    currency = scenario.currency
    floor = _value(scenario, "floor_price")
    price = _value(scenario, "net_price")
    marks = [Span("The developer needs", 0, floor, money(floor, currency), "signal")]
    figures = [("The developer needs", floor)]
    with suppress(Undefined):
        ceiling = _value(scenario, "ceiling_price")
        marks.append(Span("The payer can pay", 0, max(ceiling, 0), money(ceiling, currency)))
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
    )


def _ceilings(scenario, _):
    """The price that a payer can pay at each threshold: there is no single one."""
    unit, currency = scenario.values["effect_unit"], scenario.currency
    rows = tuple((k, float(scenario.valuation.ceiling_at(k))) for k in CURVE)
    curves = [Curve("The payer can pay", rows)]
    figures = [(f"{k:,.0f}", price) for k, price in rows]
    with suppress(Undefined):
        floor = _value(scenario, "floor_price")
        ends = ((CURVE[0], floor), (CURVE[-1], floor))
        curves.append(Curve("The developer needs", ends, "signal", dashed=True))
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
        note="Where the lines cross, the payer's threshold is just enough for the price needed.",
    )


def _waterfall(scenario, _):
    _value(scenario, "break_even_price")
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
        note="Without the tax, which has no part of its own." if taxed else "",
    )


def _tornado(name, label):
    def make(scenario, _):
        base, currency = _value(scenario, name), scenario.currency
        swings = scenario.swings(name)
        marks = tuple(
            Span(
                BY_NAME[one.name].label,
                one.at_low,
                one.at_high,
                f"{input_value(one.name, one.low_input)} to "
                f"{input_value(one.name, one.high_input)}",
                middle=base,
            )
            for one in swings[:MOST_SWINGS]
        )
        figures = tuple(
            (
                BY_NAME[one.name].label,
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
            note="One input at a time moves from its low value (grey) to its high value (green); "
            "all others stay." + (f" {more} smaller ones are in the table." if more > 0 else ""),
        )

    make.__name__ = f"tornado_{name}"
    return make


def _flows(scenario, _):
    years, amounts = scenario.expected_flows
    rows, total = [], 0.0
    for year, amount in zip(years.tolist(), amounts.tolist(), strict=True):
        total += amount
        rows.append((str(year), amount, total))
    return Plot(
        "flows",
        TITLES["flows"],
        COLUMNS,
        ("Year", f"Expected flow, {scenario.currency}", "Sum so far"),
        tuple(rows),
        tuple(
            Bar(label, amount, "signal" if amount < 0 else "accent") for label, amount, _ in rows
        ),
        x_label="Years from today",
        y_label=f"{scenario.currency} per year",
        note="Costs times the chance of having to pay them; sales times the likelihood of "
        "approval. Not discounted.",
    )


def _patients(scenario, _):
    launch = scenario.valuation.launch
    rows = tuple(
        (str(launch + year), float(treated), float(wanted))
        for year, (treated, wanted) in enumerate(
            zip(scenario.valuation.treated, scenario.valuation.wanted, strict=True)
        )
    )
    return Plot(
        "patients",
        TITLES["patients"],
        COLUMNS,
        ("Year", "Treated", "Would be treated without the limit of slots"),
        rows,
        tuple(Bar(label, treated) for label, treated, _ in rows),
        x_label="Years from today",
        y_label="Patients per year",
    )


def _budget(scenario, _):
    plan, annual = scenario.payment_plans[0], scenario.payment_plans[1]
    at_once, spread = scenario.budget(plan), scenario.budget(annual)
    low, high = scenario.budget_range()
    launch, insured = scenario.valuation.launch, scenario.values["insured"]
    rows = tuple(
        (
            str(launch + year),
            float(at_once.treated[year]),
            float(at_once.impact[year]),
            float(low.impact[year]),
            float(high.impact[year]),
            float(at_once.cumulative[year]),
            float(at_once.impact[year]) / insured,
            float(spread.impact[year]),
        )
        for year in range(len(at_once.impact))
    )
    currency = scenario.currency
    return Plot(
        "budget",
        TITLES["budget"],
        COLUMNS,
        (
            "Year",
            "Patients treated",
            f"Impact, {currency}",
            "With low uptake",
            "With high uptake",
            "Sum so far",
            "Per insured person",
            "Impact with instalments",
        ),
        rows,
        tuple(Bar(row[0], row[2], "signal" if row[2] > 0 else "accent") for row in rows),
        x_label="Years from today, if the therapy is approved",
        y_label=f"{currency} per year",
        note="What the payer spends more than without the therapy, undiscounted, paid at once. "
        "Centre capacity limits the patients. Over all years "
        f"{money(at_once.cumulative[-1], currency)}; with low uptake "
        f"{money(low.cumulative[-1], currency)}, with high uptake "
        f"{money(high.cumulative[-1], currency)}.",
    )


def _forms(scenario, _):
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
        note="The range that single inputs move each price in; the line marks the price with all "
        "inputs as entered. Read the ranges, not one number.",
    )


def _payments(scenario, _):
    rate, currency = float(scenario.valuation.payer_rate), scenario.currency
    rows = tuple(
        (
            plan.name,
            float(plan.expected[0]),
            plan.total,
            plan.present_value(rate),
            percent(plan.equivalent_discount(rate)),
        )
        for plan in scenario.payment_plans
    )
    return Plot(
        "payments",
        TITLES["payments"],
        SPANS,
        ("Payment model", "Paid at once", "Expected in total", "Present value", "As a discount"),
        rows,
        tuple(Span(row[0], 0, row[3], money(row[3], currency)) for row in rows),
        x_label=f"Present value for the payer, {currency} per patient",
        note="Outcome-based models need a register of patients, rules for loss to follow-up and "
        "for patients who move abroad, and agreed accounting.",
    )


def _plane(scenario, simulation):
    points = (simulation or {}).get("points")
    if not points:
        return _not_simulated("plane")
    marks = [Curve("Draws", tuple(map(tuple, points)), "accent")]
    threshold = scenario.values["threshold"]
    if threshold is not None:
        widest = max(max(x for x, _ in points), 0.0)
        line = ((0.0, 0.0), (widest, threshold * widest))
        marks.append(Curve("Threshold", line, "ink", dashed=True))
    return Plot(
        "plane",
        TITLES["plane"],
        POINTS,
        (f"Gain in {scenario.values['effect_unit']}", f"Extra cost, {scenario.currency}"),
        tuple((f"{x:.4g}", y) for x, y in points),
        tuple(marks),
        x_label=f"Gain in effect per patient, {scenario.values['effect_unit']}",
        y_label=f"Extra cost per patient, {scenario.currency}",
        note=f"The first {len(points)} draws. Below the dashed line the therapy is worth its cost.",
    )


def _acceptability(scenario, simulation):
    rows = (simulation or {}).get("curve")
    if not rows:
        return _not_simulated("acceptability")
    threshold = scenario.values["threshold"]
    rules = () if threshold is None or threshold > rows[-1][0] else (Rule(threshold, "threshold"),)
    return Plot(
        "acceptability",
        TITLES["acceptability"],
        CURVES,
        ("Threshold", "Probability that the therapy is the better choice", "EVPI per patient"),
        tuple((f"{k:,.0f}", share, value) for k, share, value in rows),
        (Curve("Therapy", tuple((k, share) for k, share, _ in rows)),),
        rules,
        x_label=f"Threshold, {scenario.currency} per {scenario.values['effect_unit']}",
        y_label="Probability",
        note="It is no recommendation: where the mean decides, the better choice may win in fewer "
        "draws.",
    )


def _not_simulated(name):
    return Plot(
        name, TITLES[name], CURVES, (), (), (), note="Save the scenario and run a simulation."
    )


TITLES = {
    "corridor": "Price corridor",
    "ceilings": "Price the payer can pay, by threshold",
    "waterfall": "Parts of the price that the developer needs",
    "tornado_break_even_price": "Inputs that move the needed price",
    "tornado_rnpv": "Inputs that move the net present value",
    "flows": "Expected cash flow of the developer",
    "patients": "Patients treated",
    "budget": "Budget impact",
    "forms": "Six forms of a price",
    "payments": "Payment models",
    "plane": "Cost-effectiveness plane",
    "acceptability": "Cost-effectiveness acceptability curve",
}
PLOTS = {
    "corridor": guarded(_corridor),
    "ceilings": guarded(_ceilings),
    "waterfall": guarded(_waterfall),
    "tornado-break-even-price": guarded(_tornado("break_even_price", "Needed price per patient")),
    "tornado-rnpv": guarded(_tornado("rnpv", "Net present value")),
    "flows": guarded(_flows),
    "patients": guarded(_patients),
    "budget": guarded(_budget),
    "forms": guarded(_forms),
    "payments": guarded(_payments),
    "plane": guarded(_plane),
    "acceptability": guarded(_acceptability),
}


def plots_of(scenario, simulation=None):
    """Return {name: Plot} of all pictures; `simulation` is what `economics.simulations` keeps."""
    return {name: make(scenario, simulation) for name, make in PLOTS.items()}
