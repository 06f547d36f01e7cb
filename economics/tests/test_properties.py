"""Properties that hold for any inputs in range."""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from economics.model import uncertainty
from economics.model.discounting import annuity_factor, equal_payment
from economics.model.effectiveness import ON_FRONTIER, Strategy, frontier
from economics.model.inputs import INPUTS, MONEY, PHASES
from economics.model.inputs.base import LARGEST_AMOUNT
from economics.model.scenario import Scenario

shares = st.floats(0.05, 0.95)
amounts = st.floats(1e3, 1e8)
SCENARIOS = st.fixed_dictionaries(
    {f"success_{key}": shares for key in ("i", "ii", "iii", "filing")}
    | {f"cost_{key}": amounts for key in ("i", "ii", "iii", "filing")}
    | {
        "incident": st.floats(1, 1000),
        "prevalent": st.floats(0, 1000),
        "leaving": st.floats(0, 1),
        "capital_rate": st.floats(0, 0.3),
        "royalty": st.floats(0, 0.5),
        "discount": st.floats(0, 0.5),
        "price": st.floats(1e4, 1e6),
        "manufacturing": st.floats(1e3, 5e5),
        "fixed_per_year": st.floats(0, 1e7),
        "ramp_years": st.integers(0, 8),
        "timing": st.sampled_from(["end", "mid"]),
        "slots": st.none() | st.floats(1, 200),
    }
)
POINTS = st.lists(
    st.tuples(st.integers(0, 1000), st.integers(0, 100)), min_size=1, max_size=12
).map(lambda points: [Strategy(str(i), 100 * c, e / 10) for i, (c, e) in enumerate(points)])


def value(inputs, name="rnpv"):
    return Scenario(inputs).results[name].value


def slack(number):
    return 1e-9 * (1 + abs(number))


@given(SCENARIOS, st.sampled_from(["cost_i", "cost_iii", "manufacturing", "royalty"]))
def test_the_value_falls_when_a_cost_rises(inputs, name):
    before = value(inputs)

    assert value(inputs | {name: inputs[name] * 1.1}) <= before + slack(before)


@given(SCENARIOS, st.floats(0.1, 10))
def test_the_needed_price_grows_with_all_money(inputs, factor):
    money = {one.name for one in INPUTS if one.kind == MONEY and one.name not in ("threshold",)}
    whole = {one.name: one.default for one in INPUTS if one.name in money} | inputs
    scaled = {name: each * factor if name in money else each for name, each in whole.items()}

    needed = value(whole, "break_even_price")
    assert abs(value(scaled, "break_even_price") - factor * needed) <= 1e-9 * factor * needed


@given(SCENARIOS, st.sampled_from([0.0, 0.25]))
def test_the_value_at_the_needed_price_is_zero(inputs, tax):
    scenario = Scenario(inputs | {"tax": tax})
    needed = scenario.results["break_even_price"].value
    assume(needed <= LARGEST_AMOUNT)  # a list price above it is refused
    turnover = needed * scenario.results["total_treated"].value

    assert abs(value(inputs | {"tax": tax, "price": needed})) <= 1e-9 * (turnover + 1e6)


@given(SCENARIOS)
def test_with_everything_granted_the_needed_price_is_the_cost_of_goods(inputs):
    free = inputs | {f"grant_{key}": 1 for key in PHASES}
    free |= {"fixed_per_year": 0, "royalty": 0, "discount": 0, "launch_milestone": 0}
    scenario = Scenario(free)

    goods = scenario.results["cogs"].value
    assert abs(scenario.results["break_even_price"].value - goods) <= 1e-9 * goods


@given(SCENARIOS)
def test_the_parts_add_up_to_the_needed_price(inputs):
    scenario = Scenario(inputs)
    needed = scenario.results["break_even_price"].value

    assert abs(sum(map(float, scenario.valuation.price_parts.values())) - needed) <= slack(needed)


@given(SCENARIOS)
def test_nobody_is_treated_who_does_not_exist(inputs):
    scenario = Scenario(inputs)
    treated = scenario.valuation.treated
    years = np.arange(1, len(treated) + 1)

    ever = inputs["prevalent"] + inputs["incident"] * years
    assert np.all(np.cumsum(treated) <= ever + 1e-6)
    assert inputs["slots"] is None or np.all(treated <= inputs["slots"] + 1e-9)


@given(POINTS, st.randoms(use_true_random=False))
def test_the_order_of_strategies_changes_nothing(strategies, random):
    shuffled = random.sample(strategies, len(strategies))

    def placed(rows):
        return {one.strategy: (one.status, one.ratio) for one in frontier(rows)}

    assert placed(shuffled) == placed(strategies)


@given(POINTS)
def test_a_dominated_strategy_changes_no_ratio(strategies):
    def ratios(rows):
        return [(one.strategy, one.ratio) for one in frontier(rows) if one.status == ON_FRONTIER]

    worst = strategies[0]
    dominated = Strategy("worse", worst.cost + 1, worst.effect - 1)

    assert ratios([*strategies, dominated]) == ratios(strategies)


@given(POINTS)
def test_ratios_on_the_frontier_rise(strategies):
    ratios = [one.ratio for one in frontier(strategies) if one.ratio is not None]

    assert ratios == sorted(ratios)
    assert len(frontier(strategies)) == len(strategies)


DRAWS = st.lists(
    st.tuples(*[st.floats(0, 1e6)] * 2, *[st.floats(0, 20)] * 2), min_size=1, max_size=30
)


@given(DRAWS, st.floats(0, 2e5), st.randoms(use_true_random=False))
def test_the_order_of_draws_changes_nothing_and_information_is_worth_something(
    draws, threshold, random
):
    def measures(rows):
        table = np.array(rows)
        benefits = uncertainty.benefits_at(threshold, table[:, :2], table[:, 2:])
        return (
            uncertainty.acceptability(benefits, table[:, :2]),
            uncertainty.perfect_information(benefits),
        )

    share, worth = measures(draws)
    shuffled_share, shuffled_worth = measures(random.sample(draws, len(draws)))

    assert worth >= 0
    assert np.isclose(share.sum(), 1)
    assert np.allclose(share, shuffled_share)
    assert np.isclose(worth, shuffled_worth, atol=1e-6)


@given(st.floats(1, 1e9), st.integers(1, 60), st.sampled_from(["end", "mid", "start"]))
def test_an_annuity_without_interest_is_the_sum(amount, years, timing):
    assert np.isclose(amount * annuity_factor(0, years, timing), amount * years)


@given(st.floats(1, 1e9), st.floats(-0.5, 1), st.integers(1, 60))
def test_equal_payments_have_the_value_of_the_price(price, rate, years):
    assert np.isclose(equal_payment(price, rate, years) * annuity_factor(rate, years), price)
