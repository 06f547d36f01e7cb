"""Inputs of published and hand-worked cases, and short ways to calculate a model."""

import pytest

from economics.model.catalogue import compute
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
