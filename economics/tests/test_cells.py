"""The cells of tables vary in tornado and draws, and the cycles of a cohort have any length."""

import gc
import weakref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from economics.model.catalogue import compute
from economics.model.cells import ChangedTables, VariedCells
from economics.model.cohort import probability_of
from economics.model.inputs import BY_NAME
from economics.model.scenario import Scenario
from economics.model.simulation import simulate
from economics.model.table_values import COHORT_TOTALS
from economics.model.tables import Tables

from .cases import G5_AS_SCENARIO, MONO, near

STATES = [
    {"name": name, "cost_old": cost, "cost_new": cost + 2000 * bool(cost), "effect": effect}
    for name, cost, effect in (("A", 2756, 1), ("B", 3052, 0.9), ("C", 9007, 0.5), ("Dead", 0, 0))
]
COHORT = {"states": STATES, "transitions_old": MONO}
INPUTS = G5_AS_SCENARIO | {"cycles": 20, "transition_ratio": 0.509, "ratio_cycles": 2}
TREE = [
    {"step": "start", "cost": 30},
    {"step": "market", "after": "start", "probability": 0.6, "revenue": 100},
    {"step": "stop", "after": "start", "probability": 0.4},
]
STRATEGIES = [
    {"name": "Transplant", "cost": 200_000, "effect": 9},
    {"name": "Wait", "cost": 5_000, "effect": 7.1},
]
GOODS = [{"materials": 5_000, "personnel": 15_000}, {}, {"facility": 13_000}]


def linked(tables=COHORT, **inputs):
    """Return a scenario whose health effect is that of its cohort model."""
    first = Scenario(INPUTS | inputs, {}, tables)
    totals = {name: first.results[result].value for name, result in COHORT_TOTALS.items()}
    return Scenario(INPUTS | inputs | totals, {}, tables)


def names(swings):
    return {swing.name for swing in swings}


def test_the_total_of_a_step_replaces_its_input_in_a_file_too():
    inputs = G5_AS_SCENARIO | {"tables": {"batch_steps": GOODS}}

    results = compute({"model": "scenario", "inputs": inputs})["results"]

    assert results["cogs"] == near(20_000 + 120_000 + 13_000)
    assert results["cost_by_step"][0]["per_batch"] == near(20_000)


def test_the_cells_of_the_cost_table_vary_in_place_of_their_total():
    swings = Scenario(G5_AS_SCENARIO, {}, {"batch_steps": GOODS}).swings("break_even_price")

    by_name = {swing.name: swing for swing in swings}
    assert {"batch_steps[0].materials", "batch_steps[0].personnel", "manufacturing"} <= set(by_name)
    assert not {"procurement", "release"} & set(by_name)
    # 20 % of 15,000 per batch, and of it the royalty of 4 %
    assert by_name["batch_steps[0].personnel"].range == near(2 * 3_000 / 0.96)


def test_the_tornado_of_a_file_states_the_unit_of_each_low_and_high_value():
    inputs = G5_AS_SCENARIO | {"tables": {"batch_steps": GOODS}}

    swings = compute({"model": "scenario", "inputs": inputs})["results"]["tornado_rnpv"]

    units = {one["name"]: one["input_unit"] for one in swings}
    assert units["batch_steps[0].materials"] == units["manufacturing"] == "EUR 2025 per batch"
    assert units["price"] == "EUR 2025 per patient"
    assert units["success_ii"] == "share"
    assert all(units.values())


def test_every_number_of_a_table_that_varies_has_a_unit():
    tables = COHORT | {"tree": TREE, "strategies": STRATEGIES, "batch_steps": GOODS}
    variation = Scenario(INPUTS, {}, tables).variation

    units = {cell.name: variation.unit_of(cell.name) for cell in variation.cells}

    assert units["transitions_old[0].1"] == units["tree[1].probability"] == "share"
    assert units["tree[1].revenue"] == "EUR 2025"
    assert units["strategies[0].cost"] == "EUR 2025 per patient"
    assert units["states[0].cost_new"] == "EUR 2025 per year"
    assert all(units.values())


def test_a_cohort_that_gives_the_effect_varies_by_its_cells():
    scenario = linked()

    assert scenario.uses_cohort
    swings = names(scenario.swings("ceiling_price"))
    assert {"transition_ratio", "states[0].effect", "transitions_old[0].3"} <= swings
    assert not set(COHORT_TOTALS) & swings


def test_an_effect_that_was_entered_varies_by_itself():
    scenario = Scenario(INPUTS, {}, COHORT)

    assert not scenario.uses_cohort
    assert names(scenario.swings("ceiling_price")) == {"effect_new", "effect_old", "cost_old"}
    assert "states[0].effect" in names(scenario.swings("cohort_ratio"))


def test_each_end_of_a_cell_is_the_scenario_with_that_cell():
    scenario = linked()
    (swing,) = (one for one in scenario.swings("net_benefit") if one.name == "states[0].cost_new")
    states = [STATES[0] | {"cost_new": STATES[0]["cost_new"] * 1.2}, *STATES[1:]]

    changed = linked(COHORT | {"states": states})

    assert swing.at_high == near(changed.results["net_benefit"].value)


def test_a_chance_that_changes_scales_the_others_of_its_row():
    cells = VariedCells(Tables(COHORT), 0.2)
    cell = next(cell for cell in cells if cell.name == "transitions_old[0].1")

    matrix = ChangedTables(cells.tables, cell.changes(cell.high)).matrix("transitions_old")

    assert matrix.sum(axis=1) == pytest.approx(1)
    assert matrix[0, 1] == near(MONO[0][1] * 1.2)
    assert matrix[0, 2] / matrix[0, 3] == near(116 / 17)
    assert matrix[1:].tolist() == Tables(COHORT).matrix("transitions_old")[1:].tolist()


def test_draws_of_a_cohort_are_spread_around_its_totals():
    scenario = linked()

    simulation = simulate(scenario, 4_000, 1)

    for name in ("cohort_cost_old", "cohort_effect_new", "extra_cost", "effect_gain"):
        summary, base = simulation.summary(name), scenario.results[name].value
        assert summary.low < base < summary.high
        assert summary.mean == pytest.approx(base, rel=0.05)
    gain = simulation.draws["cohort_effect_new"] - simulation.draws["cohort_effect_old"]
    assert np.allclose(simulation.draws["effect_gain"], gain)
    assert "states[0].effect" in simulation.inputs


def test_drawn_chances_of_a_row_add_up_to_1():
    cells = VariedCells(Tables(COHORT | {"tree": TREE}), 0.2)

    drawn = cells.draw(np.random.default_rng(1), 200)

    matrix = ChangedTables(cells.tables, drawn).matrix("transitions_old")
    assert matrix.shape == (200, 4, 4)
    assert np.allclose(matrix.sum(axis=-1), 1)
    assert np.allclose(sum(drawn["tree", row, "probability"] for row in (1, 2)), 1)
    leaving = 1 - matrix[:, 0, 0]
    low, high = np.quantile(leaving, (0.025, 0.975))
    base = 1 - MONO[0][0]
    assert (low, high) == (pytest.approx(0.8 * base, rel=0.1), pytest.approx(1.2 * base, rel=0.1))


def test_draws_of_a_licence_tree_have_its_value_as_mean():
    simulation = simulate(Scenario(G5_AS_SCENARIO, {}, {"tree": TREE}), 4_000, 1)

    summary = simulation.summary("tree_value")
    assert abs(summary.mean - 30) < 4 * summary.error
    assert summary.low < 30 < summary.high


def test_the_acceptability_of_all_strategies_adds_up_to_1():
    scenario = Scenario(G5_AS_SCENARIO, {}, {"strategies": STRATEGIES})

    simulation = simulate(scenario, 1_000, 1)

    shares = {k: (therapy, *others) for k, therapy, _, others in simulation.curve()}
    assert shares[0] == (0, 0, pytest.approx(1, abs=0.01))  # the cheapest
    assert len(shares[150_000]) == 3
    assert all(sum(each) <= 1 + 1e-9 for each in shares.values())
    assert shares[150_000][0] > shares[20_000][0]


def test_draws_without_tables_are_those_of_the_inputs_alone():
    plain = simulate(Scenario(G5_AS_SCENARIO), 500, 7)
    with_tables = simulate(Scenario(G5_AS_SCENARIO, {}, {"tree": TREE}), 500, 7)

    assert np.array_equal(plain.draws["rnpv"], with_tables.draws["rnpv"])


@given(st.integers(1, 120), st.floats(0.01, 2))
def test_a_cohort_gives_the_same_survival_for_every_length_of_a_cycle(months, rate):
    """A constant rate of death, over ten years or the cycle that is closest to them."""
    cycles = max(round(120 / months), 1)
    dying = probability_of(rate, months / 12)
    states = [{"name": "alive", "effect": 1}, {"name": "dead"}]
    tables = {"states": states, "transitions_old": [[None, dying], [None, 1]]}
    scenario = Scenario({"cycles": cycles, "cycle_months": months}, {}, tables)

    years = scenario.additions.cycle_years
    totals = scenario.additions.cohort.old

    assert totals.shares[-1][0] == pytest.approx(np.exp(-rate * cycles * years), abs=1e-12)
    assert totals.effect == pytest.approx(totals.shares[:, 0].sum() * years)


def test_costs_of_short_cycles_are_discounted_by_the_years_since_the_start():
    states = [{"name": "alive", "cost_old": 1200}]
    tables = {"states": states, "transitions_old": [[1]]}
    inputs = {"cycles": 24, "cycle_months": 1, "cost_rate": 0.03}

    result = Scenario(inputs, {}, tables).results["cohort_cost_old"]

    assert result.value == near(sum(100 * 1.03 ** -(month / 12) for month in range(1, 25)))


def test_every_varied_input_and_cell_has_a_label():
    tables = COHORT | {"tree": TREE, "strategies": STRATEGIES, "batch_steps": GOODS}
    scenario = linked(tables)

    simulation = simulate(scenario, 100, 1)

    assert len(simulation.inputs) > 40
    for name in simulation.inputs:
        assert name in BY_NAME or scenario.variation.label_of(name) != name


def test_the_arrays_of_draws_are_freed_at_once():
    """A search for cycles of objects is rare, so that a simulation would need all memory."""
    variant = linked().variation.varied({"price": np.ones(5)})
    assert variant.valuation.extra_cost.shape == (5,)
    freed = weakref.ref(variant.valuation)
    gc.disable()
    try:
        del variant
        assert freed() is None
    finally:
        gc.enable()
