"""Wrong inputs of the models: a reason at the input, and everything else is calculated."""

import json

import pytest

from economics.model.catalogue import MODELS, compute
from economics.model.catalogue.running import is_bad_input

from .cases import G5, G5_AS_SCENARIO, G5_COSTS, near

WRONG_VALUES = [
    -1,
    -1e308,
    1e308,
    float("nan"),
    float("inf"),
    "many",
    [],
    {},
    True,
    10**400,
    "1e400",
    "NaN",
]


@pytest.mark.parametrize("value", WRONG_VALUES, ids=lambda one: repr(one)[:20])
@pytest.mark.parametrize("name", ["success_i", "incident", "cost_ii", "price", "royalty"])
def test_a_wrong_value_is_named_and_everything_else_is_computed(name, value):
    answer = compute({"model": "scenario", "inputs": G5_AS_SCENARIO | {name: value}})

    assert [one["where"] for one in answer["warnings"] if one["code"] == "E_RANGE"] == [name]
    assert answer["results"]["launch"] == 7
    assert answer["results"]["ceiling_price"] == 500_000
    json.dumps(answer, allow_nan=False)


@pytest.mark.parametrize(
    ("changes", "result", "code"),
    [
        ({"success_iii": 0}, "break_even_price", "E_LOA_ZERO"),
        ({"incident": 0}, "break_even_price", "E_NO_PATIENTS"),
        ({"royalty": 1}, "break_even_price", "E_RANGE"),
        ({"capital_rate": -1}, "rnpv", "E_RANGE"),
        ({"years_i": 1000}, "launch", "E_RANGE"),
        ({"price": ""}, "rnpv", "E_EMPTY"),
        ({"threshold": None}, "ceiling_price", "I_NO_THRESHOLD"),
        ({"effect_new": 7}, "icer", "I_UNDEFINED"),
        ({"effect_new": 6}, "icer", "I_DOMINATED"),
        ({"price": 1000}, "icer", "I_DOMINANT"),
    ],
)
def test_what_is_undefined_is_a_reason_and_not_a_number(changes, result, code):
    answer = compute({"model": "scenario", "inputs": G5_AS_SCENARIO | changes})

    assert answer["results"][result] == code


def test_without_a_chance_of_approval_the_value_is_the_cost():
    answer = compute({"model": "scenario", "inputs": G5_AS_SCENARIO | {"success_filing": 0}})

    assert answer["results"]["rnpv"] == near(-12_414_573.350043)


def test_without_patients_the_cost_to_recover_is_shown():
    answer = compute({"model": "scenario", "inputs": G5_AS_SCENARIO | {"incident": 0}})

    assert answer["results"]["needed_value"] > 12_414_573


def test_currencies_do_not_mix():
    costs = [*G5_COSTS[:-1], {"year": 6, "amount": {"amount": 2e6, "currency": "USD"}}]

    answer = compute({"model": "rnpv", "inputs": G5 | {"currency": "EUR", "costs": costs}})

    assert answer["results"]["rnpv"] == "E_UNIT"
    assert answer["warnings"][0]["where"] == "costs[6].amount"


def test_units_name_currency_and_price_year():
    answer = compute({"model": "rnpv", "inputs": G5 | {"currency": "EUR", "price_year": 2024}})

    assert answer["units"]["break_even_price"] == "EUR 2024 per patient"


@pytest.mark.parametrize(
    "document",
    [None, [], "x", {}, {"model": 7}, {"model": "nothing"}, {"model": "rnpv", "inputs": 3}],
)
def test_a_document_of_another_shape_is_refused_in_a_sentence(document):
    answer = compute(document)

    assert answer["results"] == {}
    assert is_bad_input(answer)
    assert answer["warnings"][0]["message"].endswith(".")


def test_a_file_of_another_model_version_says_so_and_is_computed():
    answer = compute({"model": "aim_price", "model_version": "9.0", "inputs": {"patients": 10}})

    assert answer["warnings"][0]["code"] == "E_VERSION"
    assert answer["results"]["rd"] == 25_000_000


@pytest.mark.parametrize("model", MODELS)
def test_every_model_answers_empty_inputs_with_reasons(model):
    answer = compute({"model": model, "inputs": {}})

    json.dumps(answer, allow_nan=False)
    assert all(one["message"] for one in answer["warnings"])


SMALL_MODELS = sorted(set(MODELS) - {"scenario", "simulation"})
OTHER_SHAPES = [[None], [{}], [[1]], [{"model": 1}]]


@pytest.mark.parametrize("model", SMALL_MODELS)
@pytest.mark.parametrize("value", [*WRONG_VALUES, *OTHER_SHAPES], ids=lambda one: repr(one)[:20])
def test_no_model_fails_on_one_wrong_value(model, value):
    for name in MODELS[model].keys:
        json.dumps(compute({"model": model, "inputs": {name: value}}), allow_nan=False)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("value", [*WRONG_VALUES, *OTHER_SHAPES], ids=lambda one: repr(one)[:20])
def test_no_model_fails_where_everything_is_wrong(model, value):
    inputs = dict.fromkeys(MODELS[model].keys, value)

    json.dumps(compute({"model": model, "inputs": inputs}), allow_nan=False)


@pytest.mark.parametrize("name", MODELS["scenario"].keys)
def test_a_wrong_input_of_a_scenario_stays_its_own(name):
    answer = compute({"model": "scenario", "inputs": G5_AS_SCENARIO | {name: "not a number"}})

    wrong = {one["where"] for one in answer["warnings"] if one["code"].startswith("E_")}
    assert wrong == {name}
