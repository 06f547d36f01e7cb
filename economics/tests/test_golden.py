"""The golden examples: published figures to the printed digits, computed ones to 1e-9."""

import numpy as np
import pytest

from economics.model import (
    budget,
    cohort,
    development,
    distributions,
    payment,
    prices,
    tree,
    uncertainty,
)
from economics.model import present_value as pv
from economics.model.cost_of_goods import cost_per_patient
from economics.model.discounting import (
    annuity_factor,
    discount_factors,
    equal_payment,
    monthly_rate,
)
from economics.model.effectiveness import Strategy, cost_effect_ratio, frontier
from economics.model.sensitivity import tornado


def near(value):
    return pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize(
    ("phases", "loa"),
    [
        ([0.63, 0.31, 0.58, 0.85], 0.0962829),
        ([0.52, 0.289, 0.578, 0.906], 0.07869682704),
        ([0.70, 0.39, 0.69], 0.18837),
    ],
)
def test_g1_the_likelihood_of_approval_is_the_product_of_the_phases(phases, loa):
    assert development.likelihood_of_approval(phases) == near(loa)


def test_g2_expected_clinical_spend_is_weighted_by_the_chance_of_each_phase():
    reach = development.reaches([0.70, 0.39, 0.69])
    spend = development.expected_spend([84, 142, 190], reach)

    assert spend == near(235.27)
    assert spend / 0.18837 == near(1248.97807507)


@pytest.mark.parametrize(("bonus", "total"), [(0.10, 261_960), (0, 239_760)])
def test_g3_the_component_price(bonus, total):
    price = prices.component_price(
        development=250e6,
        cap=2.5e9,
        patients=2000,
        production=60_000,
        sales=0.20,
        profit=0.08,
        bonus=bonus,
    )

    assert price.total == near(total)
    assert (price.development, price.sales, price.profit) == (125_000, near(37_000), near(17_760))
    assert 0.6 * price.total == near(0.6 * total)


def test_g4_the_cost_plus_price():
    price = prices.cost_plus_price(
        development=500e6, patients_per_year=100, years=10, cogs=80_000, margin=0.2
    )

    assert price == near(696_000)


COSTS = np.array([2, 2, 5, 5, 10, 10, 2]) * 1e6
REACH = np.array([1, 1, 0.6, 0.6, 0.24, 0.24, 0.168])
LOA = 0.6 * 0.4 * 0.7 * 0.9
BASE = {"cost": 1.0, "price": 400_000.0, "patients": 1.0, "loa": 1.0, "cogs": 120_000.0}


def g5(*, rate=0.08, patients=50, price=400_000, cogs=120_000, grant=0.0, timing="end", cost=1.0):
    """Return (rNPV, break-even price, parts of it, PV of the development)."""
    costs = development.net_of_grants(COSTS * cost, [grant, grant, 0, 0, 0, 0, 0])
    early = discount_factors(rate, np.arange(7), timing)
    late = discount_factors(rate, np.arange(7, 17), timing)
    spent = pv.present_development(costs, REACH, early)
    kept = pv.net_share(0, 0.04)
    treated = np.broadcast_to(np.asarray(patients, float), 10)
    terms = {"patients": treated, "cogs": cogs, "fixed": 1e6, "kept": kept}
    value = LOA * np.sum(pv.yearly_flows(price, **terms) * late) - spent
    needed = pv.break_even_price(development=spent, loa=LOA, factors=late, **terms)
    parts = pv.price_parts(
        development=spent, loa=LOA, factors=late, discount=0, price=needed, **terms
    )
    return value, needed, parts, spent


def test_g5_development_cost():
    assert development.expected_spend(COSTS, REACH) == near(15_136_000)
    capital = development.capitalised_spend(COSTS, REACH, np.arange(7), 0.08, 7)
    assert capital == near(21_276_397.0938)
    assert capital / LOA == near(140_716_911.9963)
    assert g5()[3] == near(12_414_573.350043)


def test_g5_value_and_break_even_price():
    value, needed, parts, spent = g5()

    assert value == near(-4_614_532.494394)
    assert needed == near(550_365.922952)
    assert (value + spent) == near(7_800_040.855649)
    expected = {
        "development": 388_351.286034,
        "cogs": 120_000,
        "fixed": 20_000,
        "royalty": 22_014.636918,
        "discount": 0,
    }
    assert {name: float(part) for name, part in parts.items()} == near(expected)
    assert sum(parts.values()) == near(550_365.922952)


def test_g5_value_without_risk():
    late, early = discount_factors(0.08, np.arange(7, 17)), discount_factors(0.08, np.arange(7))

    assert late.sum() == near(4.228489491526)
    assert 12_200_000 * late.sum() - (COSTS * early).sum() == near(24_063_394.886090)


@pytest.mark.parametrize(
    ("changes", "value", "needed"),
    [
        ({"rate": 0}, 3_310_400, None),
        ({"rate": 0.04}, -1_829_000.194839, 439_314.425888),
        ({"rate": 0.12}, -6_089_505.151533, 693_110.596201),
        ({"patients": 25}, -8_834_226.727778, 975_731.845905),
        ({"patients": 100}, 3_824_855.972374, 337_682.961476),
        ({"patients": [10, 20, 30, 40] + 6 * [50]}, -6_777_408.198720, 696_946.302061),
        ({"grant": 0.6}, None, 475_057.675434),
        ({"timing": "mid"}, -4_440_335.963038, None),
        ({"price": 600_000}, 1_523_204.572346, None),
    ],
)
def test_g5_variants(changes, value, needed):
    found, price, _, _ = g5(**changes)

    assert value is None or found == near(value)
    assert needed is None or price == near(needed)


def test_g5_grants_lower_the_present_cost():
    assert g5(grant=0.6)[3] == near(10_103_462.238932)


def test_g5_internal_return():
    flows = np.zeros(17)
    flows[:7] -= COSTS * REACH
    flows[7:] += LOA * pv.yearly_flows(600_000, np.full(10, 50.0), 120_000, 1e6, 0.96)

    assert pv.internal_return(np.arange(17), flows) == pytest.approx(0.0950407902, abs=5e-11)


def test_g5_tornado_keeps_signs_and_order():
    def evaluate(inputs):
        early, late = discount_factors(0.08, np.arange(7)), discount_factors(0.08, np.arange(7, 17))
        flows = pv.yearly_flows(
            inputs["price"], np.full(10, 50.0) * inputs["patients"], inputs["cogs"], 1e6, 0.96
        )
        spent = pv.present_development(COSTS * inputs["cost"], REACH, early)
        return LOA * inputs["loa"] * np.sum(flows * late) - spent

    swings = tornado(evaluate, BASE, {name: (0.8 * x, 1.2 * x) for name, x in BASE.items()})

    assert [swing.name for swing in swings] == ["cost", "price", "patients", "loa", "cogs"]
    ends = [(swing.at_low, swing.at_high) for swing in swings]
    assert np.array(ends) == pytest.approx(
        np.array(
            [
                (-2_131_617.824, -7_097_447.164),
                (-7_069_627.321, -2_159_437.668),
                (-6_302_410.188, -2_926_654.801),
                (-6_174_540.666, -3_054_524.323),
                (-3_847_315.361, -5_381_749.628),
            ]
        ),
        abs=5e-4,
    )
    assert swings[0].range == pytest.approx(4_965_829.340, abs=5e-4)


def davanrik():
    def third(name, cost, *branches):
        return tree.TreeNode(
            name, cost, branches=[(p, tree.TreeNode(end, c, r)) for p, end, r, c in branches]
        )

    depression = third("III", 200, (0.85, "yes", 1200, 250), (0.15, "no", 0, 0))
    weight = third("III", 150, (0.75, "yes", 345, 100), (0.25, "no", 0, 0))
    both = third(
        "III",
        500,
        (0.70, "both", 2250, 400),
        (0.15, "depression", 1200, 250),
        (0.05, "weight", 345, 100),
        (0.10, "no", 0, 0),
    )
    fail = tree.TreeNode("fail")
    second = tree.TreeNode(
        "II", 40, branches=[(0.10, depression), (0.15, weight), (0.05, both), (0.70, fail)]
    )
    return tree.TreeNode("I", 30, branches=[(0.6, second), (0.4, fail)])


def test_g6_licence_tree():
    ways = list(tree.leaves(davanrik()))

    assert [(way.net, pytest.approx(way.probability)) for way in ways] == [
        (680, 0.051),
        (-270, 0.009),
        (25, 0.0675),
        (-220, 0.0225),
        (1280, 0.021),
        (380, 0.0045),
        (-325, 0.0015),
        (-570, 0.003),
        (-70, 0.42),
        (-30, 0.4),
    ]
    assert tree.expected_value(ways) == near(13.98)
    assert tree.expected_revenue(ways) == near(137.655)
    assert tree.expected_value(ways, 0.05) == near(7.09725)
    assert tree.break_even_royalty(ways) == pytest.approx(0.101558243, abs=5e-10)


def hiv(ratio):
    mono = np.array(
        [
            [1251 / 1734, 350 / 1734, 116 / 1734, 17 / 1734],
            [0, 731 / 1258, 512 / 1258, 15 / 1258],
            [0, 0, 1312 / 1749, 437 / 1749],
            [0, 0, 0, 1],
        ]
    )
    drug = np.array([[2278 + (2086.5 if ratio and t < 2 else 0)] for t in range(20)])
    costs = np.array([2756, 3052, 9007, 0]) + drug * np.array([1, 1, 1, 0])
    matrices = [
        cohort.scaled_transitions(mono, ratio) if ratio and t < 2 else mono for t in range(20)
    ]
    return cohort.run_cohort(
        matrices,
        start=[1, 0, 0, 0],
        state_costs=costs,
        state_effects=[1, 1, 1, 0],
        cost_rate=0.06,
    )


def test_g7_hiv_cohort():
    mono, combination = hiv(None), hiv(0.509)

    assert (mono.cost, mono.effect) == (near(44_663.4535637), near(7.9912066458))
    assert (combination.cost, combination.effect) == (near(50_601.6513312), near(8.9373888916))
    ratio = cost_effect_ratio(combination.cost - mono.cost, combination.effect - mono.effect)
    assert ratio.value == near(6_275.95560353)


def placed(*points):
    """{name: ratio or status} of strategies (name, cost, effect)."""
    return {
        one.strategy.name: one.ratio if one.status == "frontier" else one.status
        for one in frontier([Strategy(*point) for point in points])
    }


def numbered(costs, effects):
    return [(str(place), *point) for place, point in enumerate(zip(costs, effects, strict=True), 1)]


def test_g8a_va_herc():
    assert placed(
        ("E", 55000, 5),
        ("D", 35000, 4),
        ("C", 25000, 3),
        ("B", 10000, 2),
        ("A", 12000, 1.5),
        ("UC", 5000, 1),
    ) == {"UC": None, "B": 5000, "D": 12500, "E": 20000, "C": "ED", "A": "D"}


@pytest.mark.parametrize(
    ("costs", "effects", "expected"),
    [
        (
            [14807, 26041, 49706, 64266, 40022, 57392, 91744, 54651],
            [9.635, 10.2497, 11.1654, 11.5152, 11.582, 11.6248, 11.6296, 11.6588],
            {
                "1": None,
                "5": 12950.693374,
                "8": 190481.770833,
                "2": "ED",
                **dict.fromkeys("3467", "D"),
            },
        ),
        (
            [25000, 35000, 50000, 54651, 64266, 91744],
            [10.2497, 11.1654, 11.3, 11.6588, 11.7, 12.1],
            {
                "1": None,
                "2": 10920.607186,
                "4": 39827.725983,
                "6": 84072.982774,
                "3": "ED",
                "5": "ED",
            },
        ),
        (
            [163771.0, 163765.1, 164848.7],
            [6.48273, 6.52861, 6.52861],
            {"2": None, "1": "D", "3": "D"},
        ),
        (
            [26041, 42000, 54651, 60000, 76000],
            [10.2497, 11.1654, 11.6296, 11.7, 11.8],
            {
                "1": None,
                "2": 17428.197008,
                "3": 27253.339078,
                "4": 75980.113636,
                "5": 160000.0,
            },
        ),
    ],
)
def test_g8_frontiers(costs, effects, expected):
    found = placed(*numbered(costs, effects))

    assert found.keys() == expected.keys()
    for name, value in expected.items():
        assert found[name] == (
            pytest.approx(value, abs=5e-7) if isinstance(value, float) else value
        )


def test_g9_c_difficile():
    expected = {
        "s3": None,
        "s27": 2769.8547,
        "s33": 4065.0311,
        "s31": 5056.2216,
        "s43": 8504.2161,
        "s44": 38362.6520,
        "s39": "ED",
        **dict.fromkeys(["s4", "s13", "s37", "s20"], "D"),
    }
    found = placed(
        ("s3", 57336.00599, 12.93996392),
        ("s27", 57541.25264, 13.01406407),
        ("s33", 57642.25875, 13.03891163),
        ("s31", 57934.07434, 13.09662579),
        ("s43", 58072.11372, 13.11285767),
        ("s44", 58665.7823, 13.12833284),
        ("s39", 57814.64709, 13.04627902),
        ("s4", 57887.48155, 12.99706572),
        ("s13", 58018.62524, 13.06504124),
        ("s37", 58081.7948, 13.1029711),
        ("s20", 58634.2026, 13.1100569),
    )

    assert found.keys() == expected.keys()
    for name, value in expected.items():
        # The published costs and effects are rounded: their ratios keep six digits.
        wanted = pytest.approx(value, rel=3e-6) if isinstance(value, float) else value
        assert found[name] == wanted


def test_g10_hiv_screening():
    months = [277.25, 277.57, 277.78, 277.83, 277.76]
    costs = [26000, 27000, 28020, 28440, 29440]

    found = placed(*numbered(costs, [month / 12 for month in months]))

    assert found == {
        "1": None,
        "2": pytest.approx(37500, rel=1e-9),
        "3": pytest.approx(58285.7143, abs=5e-5),
        "4": pytest.approx(100800, rel=1e-9),
        "5": "D",
    }


OLD_COSTS, NEW_COSTS = [20e3, 22e3, 18e3, 21e3, 19e3], [35e3, 41e3, 30e3, 38e3, 36e3]
NEW_EFFECTS = [10.5, 11.2, 9.8, 10.9, 10.3]


@pytest.mark.parametrize(
    ("k", "gain", "share", "evpi"),
    [(20_000, -5_200, 0.4, 1_200), (30_000, 200, 0.4, 5_200), (50_000, 11_000, 0.6, 4_800)],
)
def test_g11_small_psa(k, gain, share, evpi):
    costs = np.array([OLD_COSTS, NEW_COSTS]).T
    effects = np.array([[10] * 5, NEW_EFFECTS]).T
    benefits = uncertainty.benefits_at(k, costs, effects)

    assert np.diff(benefits.mean(axis=0))[0] == near(gain)
    assert uncertainty.acceptability(benefits, costs)[1] == near(share)
    assert uncertainty.perfect_information(benefits) == near(evpi)


def test_g11_the_better_mean_may_win_in_fewer_draws():
    costs, effects = np.array([OLD_COSTS, NEW_COSTS]).T, np.array([[10] * 5, NEW_EFFECTS]).T

    benefits = uncertainty.benefits_at(30_000, costs, effects)

    assert uncertainty.frontier_acceptability(benefits, costs) == near(0.4)
    assert cost_effect_ratio(16_000, 0.54).value == pytest.approx(29_629.6296, abs=5e-5)


@pytest.mark.parametrize(
    ("timing", "value"), [("end", 8530.202837), ("start", 8786.108922), ("mid", 8657.210362)]
)
def test_g12_present_value_of_an_annuity(timing, value):
    assert 1000 * annuity_factor(0.03, 10, timing) == near(value)


def test_g12_monthly_rate():
    assert monthly_rate(0.03) == pytest.approx(0.0024662698, abs=5e-11)


def test_g13_instalments():
    plan = payment.instalments(2_125_000, 5)

    assert list(plan.expected) == [425_000] * 5
    assert plan.present_value(0.03) == near(2_004_766.821194)
    assert equal_payment(2_125_000, 0.03, 5) == near(464_003.464226)
    assert equal_payment(2_125_000, 0.03, 5, "start") == near(450_488.800220)


def test_g14_outcome_based():
    plan = payment.outcome_based(1e6, 5, 0.9)

    assert plan.expected == near(np.array([200_000, 180_000, 162_000, 145_800, 131_220.0]))
    assert plan.total == near(819_020)
    assert plan.present_value(0.03) == near(777_472.743194)
    assert plan.equivalent_discount(0.03) == pytest.approx(0.17589938, abs=5e-9)
    hybrid = payment.upfront_and_outcome(400_000, 150_000, 4, 0.9)
    assert (hybrid.total, hybrid.present_value(0.03)) == (near(864_265), near(833_104.557396))


def test_g15_budget_impact():
    whole = budget.budget_impact(
        eligible=[100] * 3,
        treated=[20, 40, 60],
        payments=[300_000],
        new_other=[20_000],
        old_cost=[40_000],
    )

    assert whole.impact == near(np.array([5.6e6, 11.2e6, 16.8e6]))
    assert whole.cumulative[-1] == near(33.6e6)
    assert budget.spending([20, 40, 60], [60_000] * 5) == near(np.array([1.2e6, 3.6e6, 7.2e6]))


def test_g16_corridor():
    ceiling = prices.value_ceiling(threshold=80_000, effect_gain=5, other_cost=-100_000)
    corridor = prices.Corridor(550_365.922952, ceiling)

    assert ceiling == 500_000
    assert corridor.is_empty
    assert corridor.gap == near(50_365.922952)


def test_g17_transforms():
    assert cohort.rescaled_probability(0.6, 3, 1) == near(0.2631937003)
    assert cohort.rescaled_probability(0.3, 5, 1) == near(0.0688500849)
    assert cohort.with_relative_risk(0.17, 2.37) == (near(0.4029), False)
    assert cohort.with_odds_ratio(0.2, 36) == near(0.9)
    assert distributions.beta_parameters(0.5, 0.2) == (near(2.625), near(2.625))
    assert distributions.gamma_parameters(100, 20) == (near(25), near(4))
    mu, sigma = distributions.lognormal_parameters(1, 9)
    assert (mu, sigma) == (near(-1.1512925465), near(1.5174271294))


def test_g18_cost_of_goods():
    assert cost_per_patient(80_000, 1, 0.1) == near(88_888.888889)
