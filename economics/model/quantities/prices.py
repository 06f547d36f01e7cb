"""The forms of a price that a scenario compares, and published price models."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PriceForm:
    """One derivation of a price. `quantity` is the attribute of a Valuation."""

    quantity: str
    label: str
    words: str
    source: str


PRICE_FORMS = (
    PriceForm(
        "production_price",
        "Cost recovery in a hospital",
        "Cost of goods and yearly fixed cost, without research and capital.",
        "JOIN4ATMP; compare with about 80,000 EUR for an in-house CAR-T (UMCG)",
    ),
    PriceForm(
        "cost_plus_price",
        "Cost plus margin",
        "Development per approved therapy divided by all patients, cost of goods, margin.",
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
        "The price at which the sum of the undiscounted expected flows is zero.",
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


@dataclass(frozen=True)
class PublishedModel:
    """A price model of the literature. `quantity` is the attribute of a Valuation, "" if our
    sources do not have the formula. `ends` is the published range of `input`; `has_point` is False
    if the value entered by the user does not belong to the model."""

    label: str
    words: str
    source: str
    quantity: str = ""
    input: str = ""
    ends: tuple = ()
    has_point: bool = True


REVIEW = "Manders 2024, doi 10.1007/s10198-024-01731-w"
PUBLISHED_MODELS = (
    PublishedModel(
        "AIM",
        "Five components; innovation bonus from 0 to 40 %.",
        "fairpricingcalculator.eu",
        "component_price",
        "bonus_share",
        (0.0, 0.4),
    ),
    PublishedModel(
        "Uyl-de Groot and Löwenberg",
        "Cost plus margin; margins of 8 to 20 % in the literature.",
        "Uyl-de Groot and Löwenberg; Heine 2024, doi 10.1371/journal.pone.0293264",
        "cost_plus_price",
        "margin",
        (0.08, 0.2),
    ),
    PublishedModel(
        "Fair Medicine",
        "Its margins of 8 to 15 % in the form of cost plus margin.",
        "Fair Medicine; " + REVIEW,
        "cost_plus_price",
        "margin",
        (0.08, 0.15),
        has_point=False,
    ),
    PublishedModel(
        "Nuijten",
        "Cost of capital; rates of 10.5 to 12 % in published calculations.",
        "Nuijten, BMC HSR 2021; Sabatini and Chalmers 2023",
        "break_even_price",
        "capital_rate",
        (0.105, 0.12),
    ),
    PublishedModel(
        "ROROR",
        "ROROR includes a cost of capital. It is not calculated, because our sources do not "
        "have its "
        "formula.",
        REVIEW,
    ),
    PublishedModel(
        "Sixth model of the review",
        "The sixth model is not calculated, because our sources neither name nor describe it.",
        REVIEW,
    ),
)
# We found no other published results of several models.
PUBLISHED_RANGES = (
    "A study of all models found 52 to 885 EUR per vial for pembrolizumab and 823 to 31,941 EUR "
    "for daratumumab (Heine 2024, doi 10.1371/journal.pone.0293264)."
)
