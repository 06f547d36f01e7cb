"""Health economics: one scenario, its draws beside a plain loop, and the pages.

Processor time is that of this process alone, which other programs do not alter. The published
models of other packages (heemod, dampack) are checked for their results by the tests; they are in R
and are not timed here.
"""

import json
import time

import django

from tools.bench.figures import (
    ROUNDS_PER_FIGURE,
    browser,
    line,
    median_ms,
    peak_memory,
    queries_of,
    set_up,
)

SCENARIOS = 200
LOOP_DRAWS = 200
HTMX = {"HX-Request": "true"}
TARGETS_MS = {"scenario": 30, 5_000: 400, 50_000: 4_000}


def processor_ms(action):
    """Return milliseconds of processor time, the smallest of several rounds."""
    rounds = []
    for _ in range(ROUNDS_PER_FIGURE):
        started = time.process_time()
        action()
        rounds.append(time.process_time() - started)
    return min(rounds) * 1000


def timed(name, action, *arguments, rest="", **named):
    """Print the elapsed time of a call and its processor time, in milliseconds."""
    median = median_ms(action, *arguments, **named)
    worked = processor_ms(lambda: action(*arguments, **named))
    line(f"economics: {name}", median, "ms", f", {worked:.0f} ms of the processor{rest}")


TABLES = {
    "states": [
        {"name": name, "cost_old": cost, "cost_new": cost, "effect": effect}
        for name, cost, effect in (("A", 3_000, 0.9), ("B", 5_000, 0.7), ("C", 9_000, 0.5))
    ]
    + [{"name": "Dead"}],
    "transitions_old": [
        [None, 0.2, 0.07, 0.01],
        [0, None, 0.4, 0.02],
        [0, 0, None, 0.25],
        [0, 0, 0, None],
    ],
    "strategies": [{"name": "Transplant", "cost": 200_000, "effect": 8}],
    "batch_steps": [{"materials": 5_000, "personnel": 15_000}],
    "tree": [
        {"step": "start", "cost": 30},
        {"step": "market", "after": "start", "probability": 0.6, "revenue": 100},
        {"step": "stop", "after": "start", "probability": 0.4},
    ],
}
INPUTS = {"threshold": 80_000, "cycles": 40, "transition_ratio": 0.5}
TORNADOS = ("rnpv", "break_even_price", "ceiling_price", "cohort_ratio", "tree_value")


def deterministic():
    """Return all results of one scenario with tables that a page shows, without its charts."""
    from economics.model.scenario import Scenario

    scenario = Scenario(INPUTS, {}, TABLES)
    for name in TORNADOS:
        scenario.swings(name)
    return (
        scenario.results,
        scenario.notes,
        scenario.price_forms,
        scenario.payment_plans,
        scenario.budget(),
        scenario.expected_flows,
    )


def drawn(number):
    from economics.model.scenario import Scenario
    from economics.model.simulation import simulate

    simulation = simulate(Scenario(INPUTS, {}, TABLES), number, 1)
    return simulation.summary("rnpv"), simulation.summary("break_even_price"), simulation.curve()


def plain_loop():
    """Compute the same draws one by one, as a model without arrays does."""
    from economics.model.distributions import generator
    from economics.model.scenario import Scenario
    from economics.model.simulation import spreads_of
    from economics.model.valuation import Valuation
    from economics.model.values import Overlay

    scenario = Scenario(INPUTS)
    spreads, _ = spreads_of(scenario)
    random = generator(1)
    for _ in range(LOOP_DRAWS):
        values = {name: float(spread.draw(random, 1)[0]) for name, spread in spreads.items()}
        valuation = Valuation(Overlay(scenario.values, values))
        for name in ("rnpv", "break_even_price", "extra_cost", "effect_gain"):
            getattr(valuation, name)


def calculations():
    line(
        "economics: one scenario, all deterministic results",
        processor_ms(deterministic),
        "ms",
        f" of the processor (at most {TARGETS_MS['scenario']})",
    )
    for number in (5_000, 50_000):
        line(
            f"economics: {number:,} draws of a whole scenario",
            processor_ms(lambda number=number: drawn(number)),
            "ms",
            f" of the processor (at most {TARGETS_MS[number]:,})",
        )
    loop = processor_ms(plain_loop) * 5_000 / LOOP_DRAWS
    line("economics: 5,000 draws in a plain loop, from 200", loop, "ms", " of the processor")
    line("economics: largest memory of the process", peak_memory(), "MB", " (at most 300)")


def fill():
    from economics import demo
    from economics.defaults import starting_inputs
    from economics.models import SavedScenario

    demo.load()
    start = starting_inputs({"threshold": "80000"})
    for number in range(SCENARIOS):
        scenario = SavedScenario.objects.create(
            title=f"Bench {number}", slug=f"bench-{number}", is_demo=True
        )
        scenario.add_version(start.inputs, by=None, references=start.references)


def pages():
    from django.contrib.auth.models import User

    from economics.defaults import starting_inputs
    from economics.scenario_form import ScenarioForm

    user, _ = User.objects.get_or_create(username="bench-economics", is_superuser=True)
    client = browser(user)
    fields = ScenarioForm(starting_inputs()).fields
    posted = {name: field.text for name, field in fields.items()}
    address = "/economics/scenarios/demo-academic-car-t/"
    for name, page in {
        "list": "/economics/",
        "one scenario": address,
        "form": "/economics/new/",
        "comparison of four": "/economics/compare/?"
        + "&".join(f"s=bench-{number}" for number in range(4)),
        "method": "/economics/method/",
        "reference values": "/economics/references/",
        "workbook": f"{address}versions/1/export/?format=xlsx",
    }.items():
        queries, answer = queries_of(client.get, page)
        assert answer.status_code == 200, page
        timed(name, client.get, page, rest=f", {len(queries)} queries")
    timed("results while an input is typed", client.post, "/economics/new/", posted, headers=HTMX)
    document = json.dumps({"model": "scenario", "inputs": {}})
    program = browser()
    timed(
        "compute a scenario for a program",
        program.post,
        "/api/v1/economics/compute/",
        document,
        content_type="application/json",
    )


def main():
    # The migrations of an empty database need more memory than the model, so they come later.
    django.setup()
    calculations()
    set_up()
    from economics.models import SavedScenario

    fill()
    pages()
    SavedScenario.objects.filter(slug__startswith="bench-").delete()


if __name__ == "__main__":
    main()
