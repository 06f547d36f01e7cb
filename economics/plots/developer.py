"""Pictures of the development, the manufacturing and the patients."""

from core.charts import Bar, Plot, Span
from core.charts.plot import COLUMNS, SPANS

from ..model.cost_of_goods import KINDS, UTILISATIONS
from ..model.inputs import BY_NAME
from ..wording import money, percent
from . import headlines
from .base import TITLES


def flows(scenario, _):
    years, amounts = scenario.expected_flows
    rows, total = [], 0.0
    for year, amount in zip(years.tolist(), amounts.tolist(), strict=True):
        total += amount
        rows.append((str(year), amount, total))
    return Plot(
        "flows",
        TITLES["flows"],
        COLUMNS,
        ("Year", f"Expected flow, {scenario.currency}", "Cumulative"),
        tuple(rows),
        tuple(Bar(label, amount, "mid" if amount < 0 else "bar") for label, amount, _ in rows),
        x_label="Years from today",
        y_label=f"{scenario.currency} per year",
        note="Costs are multiplied by the chance that they must be paid, sales by the "
        "likelihood of "
        "approval. Amounts are not discounted.",
        headline=headlines.cash_flow(rows, scenario.currency),
    )


def patients(scenario, _):
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
        ("Year", "Treated", "Treated without the limit of slots"),
        rows,
        tuple(Bar(label, treated) for label, treated, _ in rows),
        x_label="Years from today",
        y_label="Patients per year",
        headline=headlines.patients(rows),
    )


def goods(scenario, _):
    currency, reached, marks, figures = scenario.currency, 0.0, [], []
    for step in scenario.additions.step_costs:
        label = BY_NAME[step.name].label
        figures.append(
            (label, *(step.kinds.get(kind) for kind in KINDS), step.per_batch, step.per_patient)
        )
        if step.per_patient:
            words = money(step.per_patient, currency)
            marks.append(Span(label, reached, reached + step.per_patient, words))
        reached += step.per_patient
    transport = float(scenario.values["transport"])
    figures.append((BY_NAME["transport"].label, *[None] * (len(KINDS) + 1), transport))
    if transport:
        words = money(transport, currency)
        marks.append(Span(BY_NAME["transport"].label, reached, reached + transport, words))
    reached += transport
    figures.append(("Cost of goods", *[None] * (len(KINDS) + 1), reached))
    marks.append(Span("Cost of goods", 0, reached, money(reached, currency), "ink"))
    kinds = [f"{kind.capitalize()} per batch" for kind in KINDS]
    return Plot(
        "goods",
        TITLES["goods"],
        SPANS,
        ("Step", *kinds, "Per batch", f"Per patient, {currency}"),
        tuple(figures),
        tuple(marks),
        x_label=f"{currency} per patient",
        note="The cost of a batch is divided by the patients that it treats, including failed "
        "batches. "
        "The table has the kinds of cost that were entered.",
        headline=headlines.largest_part(
            [(row[0], row[-1]) for row in figures[:-1] if row[-1]],
            reached,
            "the cost of goods",
            currency,
        ),
    )


def use(scenario, _):
    currency = scenario.currency
    rows = tuple(
        (f"{name.capitalize()} use", batches, cost)
        for name, (batches, cost) in scenario.additions.cost_by_use.items()
    )
    return Plot(
        "use",
        TITLES["use"],
        SPANS,
        ("Use", "Batches per year", f"Cost of goods and fixed cost per patient, {currency}"),
        rows,
        tuple(
            Span(f"{label}, {batches:,.4g} batches", 0, cost, money(cost, currency))
            for label, batches, cost in rows
        ),
        x_label=f"{currency} per patient, including fixed cost",
        note="The fixed cost per year is divided among the batches at 25, 60 and 100 % use.",
        headline=headlines.cost_by_use(
            {name: cost for name, (_, cost) in scenario.additions.cost_by_use.items()},
            UTILISATIONS,
            currency,
        ),
    )


def tree(scenario, _):
    currency, ways = scenario.currency, scenario.additions.leaves
    rows = tuple((" → ".join(way.path), way.net, way.probability) for way in ways)
    return Plot(
        "tree",
        TITLES["tree"],
        SPANS,
        ("Path", f"Net value, {currency}", "Chance"),
        rows,
        tuple(
            Span(
                " → ".join(way.path[1:]) or way.path[0],
                min(way.net, 0),
                max(way.net, 0),
                percent(way.probability, 2),
                "mid" if way.net < 0 else "bar",
            )
            for way in ways
        ),
        x_label=f"Net value, {currency}",
        note="The number beside a bar is the chance of the path. Amounts are not discounted.",
        headline=headlines.likeliest_path(
            [(" → ".join(way.path), way.probability) for way in ways]
        ),
    )
