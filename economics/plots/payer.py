"""Pictures of the payer's spending and of the health effect."""

from itertools import cycle

from core.charts import Bar, Curve, Plot, Rule, Span
from core.charts.plot import COLUMNS, CURVES, POINTS, SPANS

from ..model.effectiveness import EXTENDED, ON_FRONTIER, STRONG
from ..wording import money, percent
from . import headlines
from .base import TITLES

PAINTS = ("accent", "signal", "ink", "soft", "mid")


def budget(scenario, _):
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
            "Cumulative",
            "Per insured person",
            "Impact with instalments",
        ),
        rows,
        tuple(Bar(row[0], row[2], "bar" if row[2] > 0 else "mid") for row in rows),
        x_label="Years from today, if the therapy is approved",
        y_label=f"{currency} per year",
        note="The payer's spending with the therapy less spending without it, undiscounted, "
        "paid at once. "
        "Manufacturing slots limit the patients. Total of all years "
        f"{money(at_once.cumulative[-1], currency)}; with low uptake "
        f"{money(low.cumulative[-1], currency)}, with high uptake "
        f"{money(high.cumulative[-1], currency)}.",
        headline=headlines.budget([(row[0], row[2]) for row in rows], currency),
    )


def payments(scenario, _):
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
        headline=headlines.lowest_present_value([(row[0], row[3]) for row in rows], currency),
    )


def plane(scenario, simulation):
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
        note=f"The first {len(points)} draws. Below the dashed line, the therapy is worth its "
        f"cost.",
        headline=headlines.worth_its_cost(points, threshold),
    )


def acceptability(scenario, simulation):
    rows = (simulation or {}).get("curve")
    if not rows:
        return _not_simulated("acceptability")
    others = simulation["strategies"]
    threshold = scenario.values["threshold"]
    rules = () if threshold is None or threshold > rows[-1][0] else (Rule(threshold, "threshold"),)
    return Plot(
        "acceptability",
        TITLES["acceptability"],
        CURVES,
        (
            "Threshold",
            "Probability that the therapy is the best choice",
            "EVPI per patient",
            *(f"Probability: {name}" for name in others),
        ),
        tuple((f"{k:,.0f}", share, value, *each) for k, share, value, each in rows),
        (
            Curve("Therapy", tuple((k, share) for k, share, *_ in rows)),
            *(
                Curve(name, tuple((row[0], row[3][place]) for row in rows), paint, dashed=True)
                for place, (name, paint) in enumerate(zip(others, cycle(PAINTS), strict=False))
            ),
        ),
        rules,
        x_label=f"Threshold, {scenario.currency} per {scenario.values['effect_unit']}",
        y_label="Probability",
        note="The curve is not a recommendation: the choice with the better mean may be the "
        "best in "
        "fewer draws.",
        headline=headlines.best_choice(
            [row[:2] for row in rows],
            threshold,
            scenario.currency,
            scenario.values["effect_unit"],
        ),
    )


def _not_simulated(name):
    return Plot(
        name, TITLES[name], CURVES, (), (), (), note="Save the scenario and run a simulation."
    )


STANDINGS = {
    ON_FRONTIER: "on the frontier",
    STRONG: "dominated",
    EXTENDED: "dominated by a mixture of two others",
}


def frontier(scenario, _):
    currency, unit = scenario.currency, scenario.values["effect_unit"]
    standings = scenario.additions.standings
    on = [one.strategy for one in standings if one.status == ON_FRONTIER]
    off = [one.strategy for one in standings if one.status != ON_FRONTIER]
    marks = [Curve("Frontier", _points(on), "ink", dashed=True)]
    for label, rows, paint in (("On the frontier", on, "accent"), ("Dominated", off, "mid")):
        if rows:
            names = tuple(one.name for one in rows)
            marks.append(Curve(label, _points(rows), paint, labels=names))
    return Plot(
        "frontier",
        TITLES["frontier"],
        POINTS,
        (
            "Strategy",
            f"Cost, {currency}",
            f"Effect, {unit}",
            "Standing",
            f"{currency} per {unit} gained",
        ),
        tuple(
            (
                one.strategy.name,
                one.strategy.cost,
                one.strategy.effect,
                STANDINGS[one.status],
                one.ratio,
            )
            for one in standings
        ),
        tuple(marks),
        x_label=f"Effect per patient, {unit}",
        y_label=f"Cost per patient, {currency}",
        note="The line connects the strategies that are not dominated. Its slope is the cost "
        "per unit "
        "of effect gained compared with the previous strategy.",
        headline=headlines.frontier(on, standings),
    )


def _points(strategies):
    return tuple((one.effect, one.cost) for one in strategies)


def cohort(scenario, _):
    found = scenario.additions.cohort
    length = scenario.additions.cycle_years
    years = [number * length for number in range(1, len(found.new.shares) + 1)]
    marks = []
    for place, state in enumerate(found.states):
        paint = PAINTS[place % len(PAINTS)]
        for arm, dashed in ((found.new, False), (found.old, True)):
            points = tuple(zip(years, arm.shares[:, place].tolist(), strict=True))
            labels = () if dashed else (*[""] * (len(points) - 1), state)
            marks.append(Curve("" if dashed else state, points, paint, dashed, labels))
    heads = [f"{state}, {arm}" for arm in ("therapy", "comparator") for state in found.states]
    return Plot(
        "cohort",
        TITLES["cohort"],
        CURVES,
        ("Year", *heads),
        tuple(
            (f"{year:.4g}", *new.tolist(), *old.tolist())
            for year, new, old in zip(years, found.new.shares, found.old.shares, strict=True)
        ),
        tuple(marks),
        x_label="Years",
        y_label="Share of persons",
        note="Solid lines: with the therapy; dashed lines: with the comparator.",
        headline=headlines.cohort(
            found.states, years[-1], found.new.shares[-1].tolist(), found.old.shares[-1].tolist()
        ),
    )
