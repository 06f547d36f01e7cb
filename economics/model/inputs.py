"""The inputs of a scenario, in the order in which a person thinks of them."""

from dataclasses import dataclass

from .distributions import BETA, GAMMA

MONEY, SHARE, RATE, COUNT, YEARS, NUMBER, CHOICE = (
    "money",
    "share",
    "rate",
    "count",
    "years",
    "number",
    "choice",
)
VERIFIED, UNVERIFIED, OWN = "verified", "unverified", "own"
SECTIONS = {
    "therapy": "Therapy",
    "patients": "Patients",
    "development": "Development",
    "manufacturing": "Manufacturing",
    "price": "Price and payment",
    "effect": "Health effect",
    "uncertainty": "Uncertainty",
}
PHASES = {
    "preclinical": "Preclinical",
    "i": "Phase I",
    "ii": "Phase II",
    "iii": "Phase III",
    "filing": "Marketing authorisation",
    "reimbursement": "Reimbursement",
}
MOST_YEARS = 60
MOST_DRAWS = 1_000_000
LARGEST_AMOUNT = 1e12
LARGEST_COUNT = 1e9
NOT_EVIDENCE = "JOIN4ATMP example, not evidence"
BIO = "BIO/Informa/QLS, success rates 2011-2020"


@dataclass(frozen=True)
class Input:
    """One input. `default` is None where no value may be suggested; `mark` says whether the default
    was read in a public source (verified), nobody has checked it (unverified), or it is our own
    invented example (own). `spread` names the distribution that uncertainty is drawn from."""

    name: str
    section: str
    label: str
    kind: str
    unit: str
    default: object
    source: str = NOT_EVIDENCE
    year: int = 2026
    mark: str = OWN
    help: str = ""
    low: float | None = 0.0
    high: float | None = None
    above: float | None = None
    spread: str = ""
    optional: bool = False
    options: tuple = ()

    @property
    def is_varied(self):
        return bool(self.spread)


def _money(name, section, label, default, unit="per patient", **more):
    more = {"spread": GAMMA, "high": LARGEST_AMOUNT} | more
    return Input(name, section, label, MONEY, unit, default, **more)


def _share(name, section, label, default, **more):
    more = {"high": 1.0, "spread": BETA} | more
    return Input(name, section, label, SHARE, "share", default, **more)


def _rate(name, section, label, default, **more):
    more = {"low": None, "above": -1.0, "high": 1.0} | more
    return Input(name, section, label, RATE, "per year", default, **more)


def _years(name, section, label, default, **more):
    more = {"high": float(MOST_YEARS)} | more
    return Input(name, section, label, YEARS, "years", default, **more)


def _choice(name, section, label, default, options, **more):
    return Input(name, section, label, CHOICE, "", default, options=options, low=None, **more)


def _phase(key, success, cost, years, **more):
    name = PHASES[key]
    grant = 0.3 if key in ("preclinical", "i") else 0
    return (
        _share(f"success_{key}", "development", f"{name}: chance of success", success, **more),
        _money(f"cost_{key}", "development", f"{name}: cost", cost, "in total"),
        _years(f"years_{key}", "development", f"{name}: duration", years, high=20.0),
        _share(
            f"grant_{key}",
            "development",
            f"{name}: paid by public grants",
            grant,
            spread="",
        ),
    )


CHECKED = {"source": BIO, "year": 2021, "mark": VERIFIED}
UNCHECKED = {"source": BIO, "year": 2021, "mark": UNVERIFIED}
INPUTS = (
    _choice("currency", "therapy", "Currency", "EUR", ("EUR", "GBP", "USD", "CHF", "SEK", "DKK")),
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
    _choice(
        "phase_now",
        "therapy",
        "Phase that comes next",
        "i",
        tuple(PHASES),
        help="Phases before it are paid for and do not count in the decision.",
    ),
    _choice(
        "timing",
        "therapy",
        "Flows fall",
        "end",
        ("end", "mid"),
        help="At the index of the year (year 0 is not discounted), or half a year later.",
    ),
    _choice(
        "rate_basis",
        "therapy",
        "Rates are",
        "real",
        ("real", "nominal"),
        help="Amounts stay in money of the price year, so nominal rates are made real.",
    ),
    _rate("inflation", "therapy", "Inflation", 0.02, help="Used only with nominal rates."),
    Input(
        "prevalent",
        "patients",
        "Patients waiting at launch",
        COUNT,
        "patients",
        150,
        high=LARGEST_COUNT,
        spread=GAMMA,
        help="The pool that a one-off therapy uses up.",
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
    _share(
        "leaving",
        "patients",
        "Untreated patients who leave the pool per year",
        0.1,
        help="They die, or their disease moves on. With 100 % only new patients are eligible.",
    ),
    _share("diagnosed", "patients", "Diagnosed in time", 0.9),
    _share("referred", "patients", "Referred to a centre", 0.8),
    _share("peak_uptake", "patients", "Uptake at its peak", 0.7),
    _years("ramp_years", "patients", "Years until the peak", 4, high=20.0),
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
    _years("sales_years", "patients", "Years of treatment", 10, low=1.0, help="From launch on."),
    *_phase("preclinical", 0.6, 2_000_000, 2),
    *_phase("i", 0.52, 4_000_000, 2, **UNCHECKED),
    *_phase("ii", 0.289, 10_000_000, 2, **CHECKED),
    *_phase("iii", 0.578, 20_000_000, 2, **UNCHECKED),
    *_phase("filing", 0.906, 2_000_000, 1, **UNCHECKED),
    *_phase("reimbursement", 1, 0, 0),
    _rate(
        "capital_rate",
        "development",
        "Cost of capital",
        0.08,
        help="What financing costs the developer; not a guideline rate.",
        spread=GAMMA,
    ),
    _money("launch_milestone", "development", "Payment to licensor at launch", 0, "in total"),
    _money("procurement", "manufacturing", "Tissue and cell procurement", 20_000, "per batch"),
    _money("manufacturing", "manufacturing", "Manufacturing", 75_000, "per batch"),
    _money("release", "manufacturing", "Fill, finish and release", 13_000, "per batch"),
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
    _share("failure_rate", "manufacturing", "Batches that fail", 0.1, high=0.99),
    _money("transport", "manufacturing", "Transport", 0),
    _money(
        "fixed_per_year",
        "manufacturing",
        "Fixed cost",
        1_000_000,
        "per year",
        help="Facility, follow-up, pharmacovigilance, post-authorisation studies.",
    ),
    _money(
        "price",
        "price",
        "List price",
        400_000,
        help="For the whole treatment of one patient, all doses together.",
    ),
    _share("discount", "price", "Discount", 0, spread=""),
    _share("royalty", "price", "Royalty on net sales", 0.04, spread=""),
    _share("tax", "price", "Tax on yearly profit", 0, spread="", help="0 for not-for-profit."),
    _share("sales_share", "price", "AIM: sales and information", 0.2, mark=UNVERIFIED, spread=""),
    _share("profit_share", "price", "AIM: basic profit", 0.08, mark=UNVERIFIED, spread=""),
    _share("bonus_share", "price", "AIM: innovation bonus", 0.1, mark=UNVERIFIED, spread=""),
    _money("rd_cap", "price", "AIM: ceiling of R&D", 2_500_000_000, "in total", spread=""),
    _share(
        "margin",
        "price",
        "Cost-plus: margin",
        0.12,
        spread="",
        source="Fair Medicine: 8 to 15 %; literature: 8 to 20 %",
        mark=VERIFIED,
    ),
    Input(
        "instalments",
        "price",
        "Number of instalments",
        NUMBER,
        "payments",
        5,
        low=1.0,
        high=30.0,
    ),
    _share(
        "persistence",
        "price",
        "Effect persists per year",
        0.9,
        help="Share of patients per year who live, are in follow-up and still respond.",
    ),
    _share("upfront_share", "price", "Hybrid: paid at once", 0.4, spread=""),
    _share("refund_share", "price", "Refund: share returned", 0.8, spread=""),
    _years("check_year", "price", "Refund: checked after", 2, low=1.0, high=30.0),
    _choice("effect_unit", "effect", "Effect is measured in", "QALY", ("QALY", "LY")),
    Input(
        "effect_new",
        "effect",
        "Effect with the therapy",
        NUMBER,
        "per patient",
        12.0,
        high=200.0,
        spread=GAMMA,
        help="Discounted, over the whole life, from an evaluation or a cohort model.",
    ),
    Input(
        "effect_old",
        "effect",
        "Effect with the comparator",
        NUMBER,
        "per patient",
        7.0,
        high=200.0,
        spread=GAMMA,
    ),
    _money("cost_new_other", "effect", "Other cost with the therapy", 60_000),
    _money("cost_old", "effect", "Cost with the comparator", 160_000),
    Input(
        "doses",
        "effect",
        "Doses per patient",
        NUMBER,
        "doses",
        1,
        low=None,
        above=0.0,
        high=100.0,
    ),
    Input(
        "threshold",
        "effect",
        "Payer's threshold",
        MONEY,
        "per unit of effect",
        None,
        high=LARGEST_AMOUNT,
        optional=True,
        help="There is no single threshold: enter the one that you argue for.",
    ),
    _rate("cost_rate", "effect", "Discount rate of the payer", 0.03, mark=UNVERIFIED),
    Input(
        "insured",
        "effect",
        "Insured persons",
        COUNT,
        "persons",
        80_000_000,
        low=None,
        above=0.0,
        high=1e10,
    ),
    _share(
        "spread",
        "uncertainty",
        "Range of each input",
        0.2,
        spread="",
        help="Low and high are the value less and plus this share, where no range is entered.",
    ),
    Input(
        "draws",
        "uncertainty",
        "Draws",
        NUMBER,
        "draws",
        5_000,
        low=100.0,
        high=float(MOST_DRAWS),
    ),
    Input("seed", "uncertainty", "Seed", NUMBER, "", 20_260_101, high=float(2**32)),
)
BY_NAME = {each.name: each for each in INPUTS}
DEFAULTS = {each.name: each.default for each in INPUTS}
WHOLE = {
    "price_year",
    "ramp_years",
    "sales_years",
    *(f"years_{key}" for key in PHASES),
    "instalments",
    "check_year",
    "draws",
    "seed",
}
