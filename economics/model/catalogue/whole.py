"""A whole scenario, and its simulation."""

from contextlib import suppress

from ..inputs import INPUTS
from ..limits import (
    MICROSECONDS_PER_CYCLE,
    MICROSECONDS_PER_DRAW,
    MICROSECONDS_PER_DRAWN_STATE,
    MICROSECONDS_PER_SCENARIO,
)
from ..quantities import QUANTITY_BY_NAME
from ..reasons import E_RANGE, Undefined
from ..scenario import Scenario
from ..simulation import MAX_DRAWS_PER_REQUEST, drawn_results, simulate
from .running import Model, once, plain

KEYS = {each.name: f"{each.label}: {each.unit or 'choice'}" for each in INPUTS}
RANGES = {"ranges": "{input: [low, high]}, a range of 95 % for tornado and draws"}
TABLES_KEY = {"tables": "{table: rows} of cohort model, strategies, licence tree, cost by step"}


def _scenario_of(read):
    values = {key: value for key, value in read.values.items() if key in KEYS}
    ranges = read.values.get("ranges") or {}
    if not isinstance(ranges, dict):
        read.note(E_RANGE, "ranges", "ranges must be an object of {input: [low, high]}.")
        ranges = {}
    scenario = Scenario(values, ranges, read.values.get("tables") or {})
    read.limits.spend(MICROSECONDS_PER_SCENARIO + MICROSECONDS_PER_CYCLE * _cohort_cycles(scenario))
    return scenario


def _microseconds_per_draw(scenario):
    """Return the estimated processor time of one draw, with the cohorts of both arms."""
    states = 0
    with suppress(Undefined):
        states = _cohort_cycles(scenario) * len(scenario.checked_tables.rows("states"))
    return MICROSECONDS_PER_DRAW + MICROSECONDS_PER_DRAWN_STATE * states


def _cohort_cycles(scenario):
    """Return the cycles of both arms; 0 without a cohort model."""
    if not scenario.checked_tables.has("states"):
        return 0
    with suppress(Undefined):
        return 2 * (scenario.values["cycles"] or 0)
    return 0


def _unit(quantity):
    if quantity.kind == "money":
        return f"money {quantity.unit}"
    return quantity.unit


def _scenario(read):
    scenario = _scenario_of(read)
    for note in scenario.notes:
        read.notes.setdefault((note.where, note.code), note)
    for key in ("currency", "price_year"):
        with suppress(Undefined):
            read.money_unit.setdefault(key, scenario.values[key])

    def value(name):
        result = scenario.results[name]
        if result.value is None:
            raise Undefined(result.note.code, result.note.where, result.note.message)
        return result.value

    def tornado(name):
        return [
            {
                "name": one.name,
                "low_input": one.low_input,
                "high_input": one.high_input,
                "input_unit": scenario.variation.unit_of(one.name),
                "at_low": one.at_low,
                "at_high": one.at_high,
            }
            for one in scenario.swings(name)
        ]

    def plans():
        rate = float(scenario.valuation.payer_rate)
        return [
            {
                "name": plan.name,
                "payments": plan.expected,
                "total": plan.total,
                "present_value": plan.present_value(rate),
                "equivalent_discount": plan.equivalent_discount(rate),
            }
            for plan in scenario.payment_plans
        ]

    def flows():
        years, amounts = scenario.expected_flows
        return {"years": years, "expected": amounts}

    def forms():
        return [
            {
                "name": form.quantity,
                "price": result.note.code if result.value is None else result.value,
                "low": low,
                "high": high,
            }
            for form, result, low, high in scenario.price_forms
        ]

    def parts():
        value("break_even_price")
        return {name: float(part) for name, part in scenario.valuation.price_parts.items()}

    def step_costs():
        return [
            {"name": one.name, "per_batch": one.per_batch, "per_patient": one.per_patient}
            | {"kinds": one.kinds}
            for one in scenario.additions.step_costs
        ]

    def by_use():
        return {
            name: {"batches": batches, "cost": cost}
            for name, (batches, cost) in scenario.additions.cost_by_use.items()
        }

    def standings():
        return [
            {
                "name": one.strategy.name,
                "cost": one.strategy.cost,
                "effect": one.strategy.effect,
                "status": one.status,
                "icer": one.ratio,
            }
            for one in scenario.additions.standings
        ]

    def leaves():
        return [
            {"path": list(way.path), "net": way.net, "probability": way.probability}
            for way in scenario.additions.leaves
        ]

    def shares():
        found = scenario.additions.cohort
        return {"states": found.states, "comparator": found.old.shares, "therapy": found.new.shares}

    results = {
        each.name: (_unit(each), lambda name=each.name: value(name)) for each in scenario.quantities
    }
    results |= {
        "price_parts": ("money per patient", parts),
        "price_forms": ("money per patient", forms),
        "patients_per_year": ("patients per year", lambda: scenario.valuation.treated),
        "expected_flows": ("money per year", flows),
        "tornado_rnpv": ("money", lambda: tornado("rnpv")),
        "tornado_price": ("money per patient", lambda: tornado("break_even_price")),
        "payment_plans": ("money per patient", plans),
        "budget_impact": ("money per year", lambda: scenario.budget().impact),
        "cost_by_step": ("money", step_costs),
        "frontier": ("money per unit of effect", standings),
    }
    if scenario.values.is_given("full_batches"):
        results["cost_by_use"] = ("money per patient", by_use)
    if scenario.checked_tables.has("states"):
        results["cohort_shares"] = ("share of the cohort by cycle and state", shares)
    if scenario.checked_tables.has("tree"):
        results["tree_leaves"] = ("money and probability", leaves)
    return results


def _simulation(read):
    scenario = _scenario_of(read)
    for note in scenario.notes:
        read.notes.setdefault((note.where, note.code), note)

    def run():
        draws, seed = scenario.values["draws"], scenario.values["seed"]
        most = read.limits.draws or MAX_DRAWS_PER_REQUEST
        if draws > most:
            read.refuse(E_RANGE, "draws", f"At most {most:,} draws at once.")
        read.limits.spend(draws * _microseconds_per_draw(scenario))
        return simulate(scenario, draws, seed)

    done = once(run)

    def summary(name):
        if name in done().undefined:
            note = done().undefined[name]
            raise Undefined(note.code, note.where, note.message)
        found = done().summary(name)
        if found is None:
            raise Undefined(E_RANGE, name, "The result is not a number in any draw.")
        return {key: plain(value) for key, value in vars(found).items()}

    def compared(function):
        if not done().is_compared:
            raise Undefined(E_RANGE, "effect_new", "The draws have no cost or no effect.")
        return function(done())

    def threshold():
        return scenario.threshold()

    results = {
        name: (_unit(QUANTITY_BY_NAME[name]), lambda name=name: summary(name))
        for name in drawn_results(scenario)
    }
    return results | {
        "curve": (
            "money per unit of effect, probability, money per patient",
            lambda: compared(
                lambda one: [
                    {"threshold": k, "probability": share, "evpi": value, "others": others}
                    for k, share, value, others in one.curve()
                ]
            ),
        ),
        "evppi": (
            "money per patient",
            lambda: compared(lambda one: dict(one.partial_information(threshold()))),
        ),
        "fixed": ("names", lambda: done().fixed),
    }


MODELS = (
    Model("scenario", "A whole therapy", KEYS | RANGES | TABLES_KEY, _scenario),
    Model("simulation", "Draws of a whole therapy", KEYS | RANGES | TABLES_KEY, _simulation),
)
