"""The results of a scenario, each with its unit and how it came about."""

from dataclasses import dataclass

from .inputs import PHASES

DEVELOPMENT = tuple(
    f"{part}_{key}" for part in ("success", "cost", "years", "grant") for key in PHASES
)
CHANCES = tuple(f"success_{key}" for key in PHASES)
PATIENTS = (
    "prevalent",
    "incident",
    "leaving",
    "diagnosed",
    "referred",
    "peak_uptake",
    "ramp_years",
    "slots",
    "sales_years",
)
GOODS = (
    "procurement",
    "manufacturing",
    "release",
    "patients_per_batch",
    "failure_rate",
    "transport",
)
COST, GAIN = ("cost_new_other", "cost_old"), ("effect_new", "effect_old")


@dataclass(frozen=True)
class Quantity:
    """`words` and `formula` say how it is calculated; `parts` are the quantities and `inputs` the
    inputs in it. `kind` decides how it is written."""

    name: str
    label: str
    kind: str
    unit: str
    words: str
    formula: str
    parts: tuple = ()
    inputs: tuple = ()
    source: str = "JOIN4ATMP, docs/economics.md"


PRICE = "per patient"
QUANTITIES = (
    Quantity(
        "break_even_price",
        "Price the developer needs",
        "money",
        PRICE,
        "The price at which the expected present value of the whole development is zero.",
        "P* = [PV_dev + LoA × Σ (n × cogs + F) × DF] ÷ [LoA × (1 − d) × (1 − royalty) × Σ n × DF]",
        ("present_development", "loa", "cogs", "total_treated", "kept"),
        ("capital_rate", "fixed_per_year", "tax", "timing"),
    ),
    Quantity(
        "floor_price",
        "Needed price after the discount",
        "money",
        PRICE,
        "The price that the developer needs, as the payer would pay it.",
        "P* × (1 − d)",
        ("break_even_price",),
        ("discount",),
    ),
    Quantity(
        "ceiling_price",
        "Price the payer can pay",
        "money",
        PRICE,
        "The threshold times the gain in effect, less all other extra cost.",
        "P_max = k × ΔE − ΔC without the price",
        ("effect_gain", "other_cost"),
        ("threshold",),
    ),
    Quantity(
        "ceiling_per_dose",
        "Price the payer can pay per dose",
        "money",
        "per dose",
        "The same divided by the doses that a patient receives.",
        "P_max ÷ doses",
        ("ceiling_price",),
        ("doses",),
    ),
    Quantity(
        "gap",
        "Missing amount",
        "money",
        PRICE,
        "How far the needed price after the discount is above the price that the payer can pay.",
        "P* × (1 − d) − P_max, and 0 where a price satisfies both",
        ("floor_price", "ceiling_price"),
    ),
    Quantity(
        "needed_value",
        "Cost to recover",
        "money",
        "in total",
        "What net sales must bring in, as an expected present value: the development and, if "
        "approved, cost of goods and fixed cost. It exists where no price does.",
        "PV_dev + LoA × Σ (n × cogs + F) × DF",
        ("present_development", "loa", "cogs", "total_treated"),
        ("capital_rate", "fixed_per_year"),
    ),
    Quantity(
        "loa",
        "Likelihood of approval",
        "share",
        "share",
        "The product of the chances of success of the phases still to pass.",
        "LoA = p₁ × p₂ × … ",
        (),
        ("phase_now", *CHANCES),
    ),
    Quantity(
        "expected_spend",
        "Expected development cost",
        "money",
        "in total",
        "Each phase's cost after grants, times the chance of reaching the phase.",
        "Σ reachₖ × costₖ × (1 − grantₖ)",
        ("loa",),
        DEVELOPMENT + ("launch_milestone",),
    ),
    Quantity(
        "gross_spend",
        "Expected development cost before grants",
        "money",
        "in total",
        "The same without grants and without the licensor's milestone: society's money too.",
        "Σ reachₖ × costₖ",
        (),
        DEVELOPMENT,
    ),
    Quantity(
        "present_development",
        "Present value of the development",
        "money",
        "in total",
        "The expected cost per year, discounted with the cost of capital.",
        "PV_dev = Σ reach(t) × cost(t) × DF(t)",
        ("expected_spend",),
        ("capital_rate", "rate_basis", "inflation", "timing"),
    ),
    Quantity(
        "capitalised",
        "Development cost at launch",
        "money",
        "in total",
        "The expected cost per year, with the cost of capital up to the launch.",
        "Σ reach(t) × cost(t) × (1 + r)^(L − t)",
        ("expected_spend", "launch"),
        ("capital_rate",),
    ),
    Quantity(
        "capitalised_per_approval",
        "Development cost at launch per approved therapy",
        "money",
        "in total",
        "The same divided by the likelihood of approval: the failures are paid by the successes.",
        "capitalised ÷ LoA",
        ("capitalised", "loa"),
    ),
    Quantity(
        "launch",
        "Years to launch",
        "number",
        "years",
        "The durations of the phases still to pass.",
        "L = Σ yearsₖ",
        (),
        tuple(f"years_{key}" for key in PHASES),
    ),
    Quantity(
        "total_treated",
        "Patients treated",
        "number",
        "patients",
        "Per year the smaller of pool, uptake and slots, over all years of treatment.",
        "n(t) = min(pool × diagnosed × referred × uptake(t), slots), Σ n(t)",
        (),
        PATIENTS,
    ),
    Quantity(
        "cogs",
        "Cost of goods",
        "money",
        PRICE,
        "The cost of a batch divided by the patients it treats, failures included, and transport.",
        "batch ÷ (patients per batch × (1 − failure)) + transport",
        (),
        GOODS,
        "Frame after ten Ham 2020",
    ),
    Quantity(
        "kept",
        "Share of the list price kept",
        "share",
        "share",
        "What remains after the discount and the royalty on net sales.",
        "(1 − d) × (1 − royalty)",
        (),
        ("discount", "royalty"),
    ),
    Quantity(
        "rnpv",
        "Risk-adjusted net present value",
        "money",
        "in total",
        "The expected present value at the list price: sales if approved, less the development.",
        "rNPV = LoA × Σ CF(t) × (1 − tax) × DF(t) − PV_dev; "
        "CF = n × [P × (1 − d) × (1 − royalty) − cogs] − F",
        ("loa", "present_development", "cogs", "total_treated", "kept"),
        ("price", "fixed_per_year", "tax", "capital_rate"),
    ),
    Quantity(
        "npv_if_successful",
        "Net present value if every phase succeeds",
        "money",
        "in total",
        "The same with all chances at 1.",
        "Σ CF(t) × (1 − tax) × DF(t) − Σ cost(t) × DF(t)",
        ("cogs", "total_treated"),
        ("price", "capital_rate"),
    ),
    Quantity(
        "irr",
        "Return on the development",
        "share",
        "per year",
        "The rate at which the expected present value at the list price is zero.",
        "rNPV(r*) = 0; only where the flows change sign once",
        ("rnpv",),
        ("price",),
    ),
    Quantity(
        "net_price",
        "Price after the discount",
        "money",
        PRICE,
        "The list price less the discount.",
        "P × (1 − d)",
        (),
        ("price", "discount"),
    ),
    Quantity(
        "effect_gain",
        "Gain in effect",
        "effect",
        "per patient",
        "The effect with the therapy less that with the comparator.",
        "ΔE = E_new − E_old",
        (),
        GAIN,
    ),
    Quantity(
        "other_cost",
        "Extra cost without the price",
        "money",
        PRICE,
        "Other cost with the therapy less the cost with the comparator; negative is a saving.",
        "ΔC without the price = C_other − C_old",
        (),
        COST,
    ),
    Quantity(
        "extra_cost",
        "Extra cost",
        "money",
        PRICE,
        "The price after the discount and the extra cost without the price.",
        "ΔC = P × (1 − d) + ΔC without the price",
        ("net_price", "other_cost"),
    ),
    Quantity(
        "icer",
        "Cost per unit of effect gained",
        "money",
        "per unit of effect",
        "The extra cost divided by the gain in effect. Never negative: a word takes its place.",
        "ICER = ΔC ÷ ΔE",
        ("extra_cost", "effect_gain"),
    ),
    Quantity(
        "net_benefit",
        "Net monetary benefit",
        "money",
        PRICE,
        "The gain in effect valued at the threshold, less the extra cost.",
        "INMB = k × ΔE − ΔC",
        ("extra_cost", "effect_gain"),
        ("threshold",),
    ),
)
QUANTITY_BY_NAME = {each.name: each for each in QUANTITIES}


@dataclass(frozen=True)
class PriceForm:
    """One way in which a price is derived; `quantity` names the attribute of a Valuation."""

    quantity: str
    label: str
    words: str
    source: str


PRICE_FORMS = (
    PriceForm(
        "production_price",
        "Cost recovery in a hospital",
        "Cost of goods and yearly fixed cost; no research, no capital.",
        "JOIN4ATMP; compare with about 80,000 EUR for an in-house CAR-T (UMCG)",
    ),
    PriceForm(
        "cost_plus_price",
        "Cost plus margin",
        "Development per approved therapy over all patients, cost of goods, margin.",
        "Uyl-de Groot and Löwenberg; Fair Medicine margins",
    ),
    PriceForm(
        "component_price",
        "Five components",
        "R&D, production, sales, basic profit and innovation bonus.",
        "AIM, fairpricingcalculator.eu",
    ),
    PriceForm(
        "price_without_capital",
        "Break-even without cost of capital",
        "The price with which the expected flows add up to zero, undiscounted.",
        "JOIN4ATMP",
    ),
    PriceForm(
        "break_even_price",
        "Break-even with cost of capital",
        "The price at which the risk-adjusted net present value is zero.",
        "Nuijten, cost-of-capital form",
    ),
    PriceForm(
        "ceiling_price",
        "Ceiling by value",
        "The threshold times the gain in effect, less other extra cost.",
        "Value-based pricing; needs a threshold",
    ),
)
