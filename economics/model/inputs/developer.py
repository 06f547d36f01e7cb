"""Inputs of the therapy, its patients, its development and its manufacturing."""

from ..distributions import GAMMA
from .base import (
    COUNT,
    LARGEST_COUNT,
    NUMBER,
    PHASES,
    UNVERIFIED,
    VERIFIED,
    Input,
    choice_input,
    money_input,
    rate_input,
    share_input,
    years_input,
)

BIO = "BIO/Informa/QLS, success rates 2011-2020"
CHECKED = {"source": BIO, "year": 2021, "mark": VERIFIED}
UNCHECKED = {"source": BIO, "year": 2021, "mark": UNVERIFIED}


def _phase(key, success, cost, years, **more):
    name = PHASES[key]
    grant = 0.3 if key in ("preclinical", "i") else 0
    return (
        share_input(f"success_{key}", "development", f"{name}: chance of success", success, **more),
        money_input(f"cost_{key}", "development", f"{name}: cost", cost, "in total"),
        years_input(f"years_{key}", "development", f"{name}: duration", years, high=20.0),
        share_input(
            f"grant_{key}",
            "development",
            f"{name}: paid by public grants",
            grant,
            spread="",
        ),
    )


DEVELOPER_INPUTS = (
    choice_input(
        "currency", "therapy", "Currency", "EUR", ("EUR", "GBP", "USD", "CHF", "SEK", "DKK")
    ),
    Input(
        "price_year",
        "therapy",
        "Price year",
        NUMBER,
        "year",
        2025,
        low=1990,
        high=2100,
        help="All amounts are in money of this year. Convert amounts of other years first.",
    ),
    choice_input(
        "phase_now",
        "therapy",
        "Next phase",
        "i",
        tuple(PHASES),
        help="Earlier phases are already paid and do not count in the decision.",
    ),
    choice_input(
        "timing",
        "therapy",
        "Flows are due",
        "end",
        ("end", "mid"),
        help="Year t is discounted by t years (year 0 is not discounted), or by t + 0.5 years.",
    ),
    choice_input(
        "rate_basis",
        "therapy",
        "Rates are",
        "real",
        ("real", "nominal"),
        help="All amounts are in money of the price year, so nominal rates are converted to "
        "real ones.",
    ),
    rate_input("inflation", "therapy", "Inflation", 0.02, help="Used only with nominal rates."),
    Input(
        "prevalent",
        "patients",
        "Patients waiting at launch",
        COUNT,
        "patients",
        150,
        high=LARGEST_COUNT,
        spread=GAMMA,
        help="The pool of patients, from which treated patients leave.",
    ),
    Input(
        "incident",
        "patients",
        "New patients",
        COUNT,
        "per year",
        60,
        high=LARGEST_COUNT,
        spread=GAMMA,
    ),
    share_input(
        "leaving",
        "patients",
        "Untreated patients who leave the pool per year",
        0.1,
        help="They die, or their disease progresses. With 100 %, only new patients are eligible.",
    ),
    share_input("diagnosed", "patients", "Diagnosed in time", 0.9),
    share_input("referred", "patients", "Referred to a centre", 0.8),
    share_input("peak_uptake", "patients", "Uptake at its peak", 0.7),
    years_input("ramp_years", "patients", "Years until the peak", 4, high=20.0),
    Input(
        "slots",
        "patients",
        "Manufacturing slots",
        COUNT,
        "patients per year",
        60,
        high=LARGEST_COUNT,
        optional=True,
        help="Empty: no limit.",
    ),
    years_input(
        "sales_years", "patients", "Years of treatment", 10, low=1.0, help="Years from launch."
    ),
    *_phase("preclinical", 0.6, 2_000_000, 2),
    *_phase("i", 0.52, 4_000_000, 2, **UNCHECKED),
    *_phase("ii", 0.289, 10_000_000, 2, **CHECKED),
    *_phase("iii", 0.578, 20_000_000, 2, **UNCHECKED),
    *_phase("filing", 0.906, 2_000_000, 1, **UNCHECKED),
    *_phase("reimbursement", 1, 0, 0),
    rate_input(
        "capital_rate",
        "development",
        "Cost of capital",
        0.08,
        help="The developer's rate of financing, not a guideline rate.",
        spread=GAMMA,
    ),
    money_input("launch_milestone", "development", "Payment to licensor at launch", 0, "in total"),
    money_input("procurement", "manufacturing", "Tissue and cell procurement", 20_000, "per batch"),
    money_input("manufacturing", "manufacturing", "Manufacturing", 75_000, "per batch"),
    money_input("release", "manufacturing", "Fill, finish and release", 13_000, "per batch"),
    Input(
        "patients_per_batch",
        "manufacturing",
        "Patients per batch",
        NUMBER,
        "patients",
        1,
        low=None,
        above=0.0,
        high=1e6,
    ),
    share_input("failure_rate", "manufacturing", "Batches that fail", 0.1, high=0.99),
    money_input("transport", "manufacturing", "Transport", 0),
    money_input(
        "fixed_per_year",
        "manufacturing",
        "Fixed cost",
        1_000_000,
        "per year",
        help="Facility, follow-up, pharmacovigilance, post-authorisation studies.",
    ),
    Input(
        "full_batches",
        "manufacturing",
        "Batches at full use of the facility",
        COUNT,
        "per year",
        None,
        low=None,
        above=0.0,
        high=LARGEST_COUNT,
        optional=True,
        help="Adds the cost per patient at 25, 60 and 100 % use, including the fixed cost.",
    ),
)
