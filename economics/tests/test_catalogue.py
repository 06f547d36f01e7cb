"""Each model by name, from JSON to JSON, against published and hand-worked cases."""

import pytest

from economics.model.catalogue import compute

from .cases import G5, G5_AS_SCENARIO, MONO, VA_HERC, near, results, state_costs


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


@pytest.mark.parametrize("step", [0.1, 1 / 3, 0.7])
def test_strategies_on_one_line_are_all_on_the_frontier(step):
    rows = [{"name": f"{n}", "cost": 100.1 * n, "effect": step * n} for n in range(1, 8)]

    found = results("frontier", strategies=rows)

    assert [one["name"] for one in found["frontier"]] == list("1234567")
    assert found["extended_dominated"] == []


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


def test_budget_impact_names_the_years_that_the_slots_limit():
    answer = compute(
        {
            "model": "budget_impact",
            "inputs": {"eligible": 100, "uptake": [0.2, 0.4, 0.6], "slots": 30, "payments": 1},
        }
    )

    assert answer["results"]["treated"] == near([20, 30, 30])
    assert [(one["code"], one["where"]) for one in answer["warnings"]] == [("W_CAPACITY", "slots")]
    assert "1, 2" in answer["warnings"][0]["message"]


def test_budget_impact_refuses_more_treated_than_eligible_patients():
    answer = compute(
        {
            "model": "budget_impact",
            "inputs": {"eligible": [10, 10], "treated": [5, 20], "payments": 1, "old_cost": 1},
        }
    )

    assert answer["results"]["impact"] == "E_RANGE"
    assert [one["where"] for one in answer["warnings"]] == ["treated"]


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
    assert {one["input_unit"] for one in answer["swings"]} == {"times the input"}


def test_tornado_keeps_the_other_inputs_if_one_end_is_not_defined():
    answer = compute(
        {
            "model": "tornado",
            "inputs": {
                "model": "rnpv",
                "inputs": G5,
                "result": "break_even_price",
                "vary": [{"path": "patients", "low": 0, "high": 100}, {"path": "cogs"}],
            },
        }
    )

    cogs, patients = answer["results"]["swings"]
    assert (cogs["name"], cogs["range"]) == ("cogs", near(50_000))
    assert patients["at_low"] == patients["range"] == "E_NO_PATIENTS"
    assert patients["at_high"] == near(337_682.961476)
    assert (patients["low_input"], patients["input_unit"]) == (0, "as the input")
    assert (cogs["low_input"], cogs["input_unit"]) == (near(0.8), "times the input")
    assert [(one["code"], one["where"]) for one in answer["warnings"]] == [
        ("E_NO_PATIENTS", "patients")
    ]


def test_two_way_has_a_reason_in_the_cells_that_are_not_defined():
    found = results(
        "two_way",
        model="rnpv",
        inputs=G5,
        result="break_even_price",
        first={"path": "patients", "values": [0, 50]},
        second={"path": "rate", "values": [0.08, 0.12]},
    )

    assert found["table"] == [
        ["E_NO_PATIENTS", "E_NO_PATIENTS"],
        [near(550_365.922952), near(693_110.596201)],
    ]


@pytest.mark.parametrize("result", ["rnpv", "curve"])
def test_a_result_that_is_not_one_number_is_refused_in_a_sentence(result):
    answer = compute(
        {
            "model": "tornado",
            "inputs": {
                "model": "simulation",
                "inputs": {"draws": 100, "price": 400_000},
                "result": result,
                "vary": [{"path": "price"}],
            },
        }
    )

    assert answer["results"] == {"base": "E_RANGE", "swings": "E_RANGE"}
    assert answer["warnings"][-1]["message"] == f"{result} is not a single number."


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
