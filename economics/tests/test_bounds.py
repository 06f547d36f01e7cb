"""Ranges of inputs, amounts with their own unit, and inputs with which no price exists."""

import json

import pytest

from economics.from_file import start_from_file
from economics.model.catalogue import compute
from economics.model.catalogue.running import is_bad_input
from economics.model.inputs import INPUTS
from economics.model.scenario import Scenario
from economics.model.simulation import simulate

from .cases import G5_AS_SCENARIO, near
from .factories import posted


def codes(answer):
    return {(one["code"], one["where"]) for one in answer["warnings"]}


def scenario(**changes):
    return compute({"model": "scenario", "inputs": G5_AS_SCENARIO | changes})


def test_an_amount_of_a_scenario_may_name_its_currency_and_price_year():
    money = {"amount": 400_000, "currency": "EUR", "price_year": "2025"}

    answer = scenario(currency="EUR", price_year=2025, price=money)

    assert not is_bad_input(answer)
    assert answer["results"]["rnpv"] == near(-4_614_532.494394)


@pytest.mark.parametrize("unit", [{"currency": "USD"}, {"price_year": 2021}])
def test_an_amount_of_another_unit_is_refused_and_the_rest_calculated(unit):
    answer = scenario(price={"amount": 400_000} | unit)

    assert ("E_UNIT", "price") in codes(answer)
    assert answer["results"]["rnpv"] == "E_UNIT"
    assert answer["results"]["break_even_price"] == near(550_365.922952283)


def test_a_cell_of_another_currency_is_refused():
    cells = [{"materials": {"amount": 5, "currency": "USD"}}]

    answer = scenario(tables={"batch_steps": cells})

    assert ("E_UNIT", "batch_steps[0].materials") in codes(answer)
    assert answer["results"]["cost_by_step"] == "E_UNIT"


@pytest.mark.parametrize("name", [one.name for one in INPUTS if one.kind == "share"])
@pytest.mark.parametrize("value", [1e-308, 1e-200, 1 - 1e-16])
def test_a_share_close_to_0_or_1_can_be_simulated(name, value):
    simulation = simulate(Scenario(G5_AS_SCENARIO | {name: value}), 100, 1)

    assert simulation.summary("effect_gain").number == 100


@pytest.mark.parametrize(
    ("ends", "code"),
    [((5, 1), "E_RANGE"), ((1, ""), "E_RANGE"), (("many", 2), "E_RANGE"), ((1, 2), "W_RANGE")],
)
def test_a_wrong_range_is_named_at_its_input(ends, code):
    answer = scenario(ranges={"price": list(ends)})

    assert code in {one["code"] for one in answer["warnings"] if one["where"].startswith("price")}
    assert answer["results"]["rnpv"] == near(-4_614_532.494394)


def test_a_range_of_something_that_is_no_number_is_named():
    answer = scenario(ranges={"currency": [1, 2], "warp": [1, 2]})

    assert {("E_KEY", "ranges.currency"), ("E_KEY", "ranges.warp")} <= codes(answer)


def test_a_decision_varies_only_with_a_range_of_its_own():
    without, varied = Scenario(G5_AS_SCENARIO), Scenario(G5_AS_SCENARIO, {"royalty": (0, 0.1)})

    assert "royalty" not in {swing.name for swing in without.swings("rnpv")}
    assert "royalty" in {swing.name for swing in varied.swings("rnpv")}
    assert "royalty" in simulate(varied, 100, 1).inputs


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "name", "code"),
    [
        ({"royalty": "100"}, "royalty", "E_RANGE"),
        ({"discount": "100"}, "discount", "E_RANGE"),
        ({"success_iii": "0"}, "success_iii", "E_LOA_ZERO"),
        ({"incident": "0", "prevalent": "0"}, "incident", "E_NO_PATIENTS"),
        ({"referred": "0"}, "referred", "E_NO_PATIENTS"),
        ({"low__price": "9", "high__price": "1"}, "price", "E_RANGE"),
    ],
)
def test_an_input_with_which_no_price_exists_says_so_at_its_field(member, changes, name, code):
    answer = member.post("/economics/new/", posted(recalculate="1", **changes))

    assert answer.context["form"].fields[name].messages[0].startswith(f"{code}: ")
    assert f'id="error-{name}">{code}' in answer.content.decode()
    assert answer.context["page"].scenario.results["other_cost"].value is not None


@pytest.mark.django_db
def test_a_file_with_amounts_of_another_currency_leaves_them_empty_and_says_so():
    inputs = {
        "currency": "EUR",
        "price_year": 2025,
        "price": {"amount": 5, "currency": "EUR", "price_year": "2025"},
        "cost_ii": {"amount": 7, "currency": "USD"},
    }

    start, notes = start_from_file(json.dumps({"model": "scenario", "inputs": inputs}).encode())

    assert start.inputs["price"] == "5"
    assert start.inputs["cost_ii"] is None
    assert any("E_UNIT" in note and "cost_ii" in note for note in notes)


def test_a_wrong_cost_of_a_phase_leaves_its_chances_alone():
    phases = [{"success": 0.5, "cost": -5, "years": 2}, {"success": 0.4, "cost": 1, "years": 3}]

    results = compute({"model": "development", "inputs": {"phases": phases, "rate": 0.1}})[
        "results"
    ]

    assert results["loa"] == near(0.2)
    assert results["years_to_launch"] == 5
    assert results["total_cost"] == results["present_value"] == "E_RANGE"


def test_values_of_a_cohort_with_different_lengths_are_refused():
    rows = [{"until": 1, "values": [1]}, {"until": 2, "values": [1, 0]}]
    strategy = {"transitions": [[0.5, 0.5], [0, 1]], "state_costs": rows, "state_effects": [1, 0]}

    answer = compute({"model": "cohort", "inputs": {"strategies": [strategy], "cycles": 2}})

    assert answer["results"]["strategies"] == "E_MATRIX"
