"""Models by name: the golden examples as JSON, and inputs that are wrong."""

import json

import pytest

from economics.model.catalogue import MODELS, compute
from economics.model.catalogue.running import is_bad_input


def results(model, /, **inputs):
    answer = compute({"model": model, "inputs": inputs})
    assert not is_bad_input(answer), answer["warnings"]
    return answer["results"]


def near(value):
    return pytest.approx(value, rel=1e-9)


G5_COSTS = [
    {"year": year, "amount": amount, "reach": reach}
    for year, amount, reach in (
        (0, 2e6, 1),
        (1, 2e6, 1),
        (2, 5e6, 0.6),
        (3, 5e6, 0.6),
        (4, 10e6, 0.24),
        (5, 10e6, 0.24),
        (6, 2e6, 0.168),
    )
]
G5 = {
    "rate": 0.08,
    "successes": [0.6, 0.4, 0.7, 0.9],
    "costs": G5_COSTS,
    "launch": 7,
    "patients": 50,
    "years": 10,
    "price": 400_000,
    "cogs": 120_000,
    "fixed": 1_000_000,
    "royalty": 0.04,
}
G5_AS_SCENARIO = {
    "success_i": 0.6,
    "success_ii": 0.4,
    "success_iii": 0.7,
    "success_filing": 0.9,
    "cost_i": 4e6,
    "cost_ii": 10e6,
    "cost_iii": 20e6,
    "cost_filing": 2e6,
    "grant_i": 0,
    "capital_rate": 0.08,
    "prevalent": 0,
    "incident": 50,
    "leaving": 1,
    "diagnosed": 1,
    "referred": 1,
    "peak_uptake": 1,
    "ramp_years": 0,
    "slots": None,
    "sales_years": 10,
    "procurement": 0,
    "manufacturing": 120_000,
    "release": 0,
    "failure_rate": 0,
    "fixed_per_year": 1e6,
    "price": 400_000,
    "royalty": 0.04,
    "effect_new": 12,
    "effect_old": 7,
    "cost_new_other": 0,
    "cost_old": 100_000,
    "threshold": 80_000,
}
VA_HERC = [
    {"name": name, "cost": cost, "effect": effect}
    for name, cost, effect in (
        ("E", 55000, 5),
        ("D", 35000, 4),
        ("C", 25000, 3),
        ("B", 10000, 2),
        ("A", 12000, 1.5),
        ("UC", 5000, 1),
    )
]
MONO = [
    [1251 / 1734, 350 / 1734, 116 / 1734, 17 / 1734],
    [0, 731 / 1258, 512 / 1258, 15 / 1258],
    [0, 0, 1312 / 1749, 437 / 1749],
    [0, 0, 0, 1],
]


def state_costs(drugs):
    return [base + drugs for base in (2756, 3052, 9007)] + [0]


def test_development():
    phases = [
        {"cost": cost, "success": success}
        for cost, success in ((84, 0.70), (142, 0.39), (190, 0.69))
    ]

    found = results("development", phases=phases, rate=0.1)

    assert found["loa"] == near(0.18837)
    assert found["expected_spend"] == near(235.27)
    assert found["expected_spend_per_approval"] == near(1248.97807507)


def test_aim_price():
    found = results("aim_price", patients=2000, production=60_000, bonus=0.1, index=0.6)

    assert found["price"] == near(261_960)
    assert found["price_adjusted"] == near(157_176)


def test_aim_price_warns_of_the_lump_sum_made_for_pills():
    answer = compute({"model": "aim_price", "inputs": {"patients": 2000}})

    assert [one["code"] for one in answer["warnings"]] == ["W_DEFAULT"]


def test_rnpv():
    found = results("rnpv", **G5)

    assert found["rnpv"] == near(-4_614_532.494394)
    assert found["break_even_price"] == near(550_365.922952)
    assert found["npv_without_risk"] == near(24_063_394.886090)
    assert found["capitalised_per_approval"] == near(140_716_911.9963)
    assert sum(found["price_parts"].values()) == near(550_365.922952)


def test_rnpv_with_tax_finds_the_price_at_which_the_value_is_zero():
    taxed = G5 | {"tax": 0.25}
    price = results("rnpv", **taxed)["break_even_price"]

    assert price > 550_366
    assert results("rnpv", **taxed | {"price": price})["rnpv"] == pytest.approx(0, abs=1e-3)


def test_milestones_are_a_cost_of_the_developer():
    found = results("rnpv", **G5 | {"milestones": [{"year": 7, "amount": 1e6, "probability": 0.5}]})

    assert found["rnpv"] == near(-4_614_532.494394 - 0.5e6 / 1.08**7)


def test_licence_tree():
    def end(revenue, cost):
        return {"name": "launch", "revenue": revenue, "cost": cost}

    def third(cost, *branches):
        return {
            "name": "III",
            "cost": cost,
            "branches": [{"probability": p, "node": node} for p, node in branches],
        }

    nothing = {"name": "stop"}
    tree = {
        "name": "I",
        "cost": 30,
        "branches": [
            {"probability": 0.4, "node": nothing},
            {
                "probability": 0.6,
                "node": {
                    "name": "II",
                    "cost": 40,
                    "branches": [
                        {
                            "probability": 0.10,
                            "node": third(200, (0.85, end(1200, 250)), (0.15, nothing)),
                        },
                        {
                            "probability": 0.15,
                            "node": third(150, (0.75, end(345, 100)), (0.25, nothing)),
                        },
                        {
                            "probability": 0.05,
                            "node": third(
                                500,
                                (0.70, end(2250, 400)),
                                (0.15, end(1200, 250)),
                                (0.05, end(345, 100)),
                                (0.10, nothing),
                            ),
                        },
                        {"probability": 0.70, "node": nothing},
                    ],
                },
            },
        ],
    }

    found = results("licence_tree", tree=tree, royalty=0.05)

    assert found["expected_value"] == near(13.98)
    assert found["value_at_royalty"] == near(7.09725)
    assert found["break_even_royalty"] == pytest.approx(0.101558243, abs=5e-10)


def test_cohort():
    mono = {
        "name": "mono",
        "transitions": MONO,
        "state_costs": state_costs(2278),
        "state_effects": [1, 1, 1, 0],
    }
    combination = {
        "name": "combination",
        "stages": [
            {"until": 2, "transitions": MONO, "ratio": 0.509},
            {"transitions": MONO},
        ],
        "state_costs": [
            {"until": 2, "values": state_costs(2278 + 2086.5)},
            {"values": state_costs(2278)},
        ],
        "state_effects": [1, 1, 1, 0],
    }

    found = results("cohort", strategies=[mono, combination], cycles=20, cost_rate=0.06)

    assert [one["cost"] for one in found["strategies"]] == [
        near(44_663.4535637),
        near(50_601.6513312),
    ]
    assert found["icer"] == near(6_275.95560353)


def test_a_matrix_that_does_not_add_up_is_refused():
    wrong = [[0.5, 0.4], [0, 1]]
    strategy = {"transitions": wrong, "state_costs": [1, 0], "state_effects": [1, 0]}

    answer = compute({"model": "cohort", "inputs": {"strategies": [strategy], "cycles": 3}})

    assert answer["results"]["strategies"] == "E_MATRIX"
    assert "0.9 instead of 1" in answer["warnings"][0]["message"]


def test_frontier():
    found = results("frontier", strategies=VA_HERC)

    assert found == {
        "frontier": [
            {"name": "UC", "icer": None},
            {"name": "B", "icer": 5000},
            {"name": "D", "icer": 12500},
            {"name": "E", "icer": 20000},
        ],
        "dominated": ["A"],
        "extended_dominated": ["C"],
    }


def test_draws():
    old = {"name": "old", "costs": [20e3, 22e3, 18e3, 21e3, 19e3], "effects": [10] * 5}
    new = {
        "name": "new",
        "costs": [35e3, 41e3, 30e3, 38e3, 36e3],
        "effects": [10.5, 11.2, 9.8, 10.9, 10.3],
    }

    found = results("draws", strategies=[old, new], thresholds=[20_000, 30_000, 50_000])

    assert found["icer"] == pytest.approx(29_629.6296, abs=5e-5)
    assert [
        (one["incremental_net_benefit"], one["ceac"]["new"], one["evpi"])
        for one in found["thresholds"]
    ] == [
        (near(-5_200), near(0.4), near(1_200)),
        (near(200), near(0.4), near(5_200)),
        (near(11_000), near(0.6), near(4_800)),
    ]
    assert found["thresholds"][1]["best"] == "new"
    assert found["thresholds"][1]["ceaf"] == near(0.4)


def test_discounting():
    found = results("discounting", rate=0.03, years=10, amount=1000)

    assert found["present_value_end"] == near(8530.202837)
    assert found["present_value_start"] == near(8786.108922)
    assert found["present_value_mid"] == near(8657.210362)
    assert results("discounting", rate=0.03, years=5, price=2_125_000)["equal_payment_end"] == near(
        464_003.464226
    )


def test_payment():
    found = results(
        "payment",
        price=1e6,
        parts=5,
        rate=0.03,
        persistence=0.9,
        upfront=400_000,
        outcome_amount=150_000,
        outcome_parts=4,
    )

    assert found["outcome_based_total"] == near(819_020)
    assert found["outcome_based_equivalent_discount"] == pytest.approx(0.17589938, abs=5e-9)
    assert found["hybrid_present_value"] == near(833_104.557396)


def test_budget_impact():
    found = results(
        "budget_impact",
        eligible=100,
        uptake=[0.2, 0.4, 0.6],
        payments=300_000,
        new_other=20_000,
        old_cost=40_000,
    )

    assert found["impact"] == near([5.6e6, 11.2e6, 16.8e6])
    assert found["total"] == near(33.6e6)


def test_corridor():
    found = results(
        "corridor", threshold=80_000, effect_gain=5, other_cost=-100_000, floor=550_365.922952
    )

    assert found == {"ceiling": 500_000, "is_empty": True, "gap": near(50_365.922952)}


def test_transforms():
    assert results("transforms", probability=0.6, from_years=3, to_years=1) == {
        "rescaled": near(0.2631937003)
    }
    assert results("transforms", probability=0.2, odds_ratio=36) == {"with_odds_ratio": near(0.9)}
    assert results("transforms", distribution="gamma", mean=100, error=20) == {
        "parameters": {"shape": near(25), "scale": near(4)}
    }
    assert results("transforms", distribution="lognormal", mean=1, variance=9) == {
        "parameters": {"mu": near(-1.1512925465), "sigma": near(1.5174271294)}
    }


def test_a_relative_risk_never_makes_a_probability_above_one():
    answer = compute({"model": "transforms", "inputs": {"probability": 0.6, "relative_risk": 3}})

    assert answer["results"] == {"with_relative_risk": 1}
    assert [one["code"] for one in answer["warnings"]] == ["W_CAPPED"]


def test_cost_of_goods():
    assert results("cost_of_goods", batch_cost=80_000, failure_rate=0.1)[
        "cogs_per_patient"
    ] == near(88_888.888889)


def test_cost_of_goods_falls_with_use_of_the_facility():
    found = results(
        "cost_of_goods",
        steps={"manufacturing": {"materials": 10_000, "personnel": 20_000}},
        facility_per_year=1_000_000,
        batches_per_year=50,
        full_batches_per_year=100,
    )

    assert found["cogs_by_utilisation"] == {
        "low": 70_000,
        "base": near(30_000 + 1_000_000 / 60),
        "full": 40_000,
    }


def test_tornado_keeps_signed_ends():
    answer = results(
        "tornado",
        model="rnpv",
        inputs=G5,
        result="rnpv",
        vary=[
            {"path": "cogs"},
            {"path": "costs.amount", "name": "development cost"},
            {"path": "price"},
        ],
    )

    assert [one["name"] for one in answer["swings"]] == ["development cost", "price", "cogs"]
    assert answer["swings"][0]["range"] == pytest.approx(4_965_829.340, abs=5e-4)
    assert answer["swings"][2]["at_low"] > answer["swings"][2]["at_high"]


def test_threshold_finds_the_break_even_price():
    found = results(
        "threshold", model="rnpv", inputs=G5, result="rnpv", path="price", low=0, high=1e7
    )

    assert found["value"] == near(550_365.922952)


def test_two_way():
    found = results(
        "two_way",
        model="cost_plus_price",
        inputs={
            "development": 5e8,
            "patients_per_year": 100,
            "years": 10,
            "cogs": 80_000,
            "margin": 0.2,
        },
        result="price",
        first={"path": "margin", "values": [0, 0.2]},
        second={"path": "cogs", "values": [0, 80_000]},
    )

    assert found["table"] == [[500_000, 580_000], [600_000, near(696_000)]]


def test_a_scenario_gives_the_same_as_its_parts():
    found = results("scenario", **G5_AS_SCENARIO)

    assert found["rnpv"] == near(-4_614_532.494394)
    assert found["break_even_price"] == near(550_365.922952)
    assert found["ceiling_price"] == 500_000
    assert found["gap"] == near(50_365.922952)
    assert found["irr"] == near(results("rnpv", **G5)["irr"])


def test_a_simulation_repeats_with_its_seed():
    inputs = G5_AS_SCENARIO | {"draws": 500, "seed": 7}

    first, second = results("simulation", **inputs), results("simulation", **inputs)
    other = results("simulation", **inputs | {"seed": 8})

    assert first == second
    assert first["rnpv"] != other["rnpv"]
    assert min(one["probability"] for one in first["curve"]) >= 0
    assert min(one["evpi"] for one in first["curve"]) >= 0


# Wrong inputs

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
