"""Models of prices, discounting and cost of goods."""

from .. import discounting, prices
from ..cost_of_goods import KINDS, STEPS, UTILISATIONS, batch_cost, cost_per_patient
from ..reasons import E_RANGE, W_DEFAULT, Undefined
from .running import Model, once

MAX_YEARS = 1000
LUMP_SUM_RD, LUMP_SUM_CAP, LUMP_SUM_PRODUCTION = 250e6, 2.5e9, 50.0
TIMINGS = ("end", "mid", "start")


def _aim_price(read):
    def price():
        if not read.has("production"):
            read.note(
                W_DEFAULT,
                "production",
                "The lump sum of 50 is meant for pills. Enter the real cost of goods.",
            )
        return prices.component_price(
            development=read.amount("development", LUMP_SUM_RD),
            cap=read.amount("cap", LUMP_SUM_CAP),
            patients=read.number("patients", 0),
            production=read.amount("production", LUMP_SUM_PRODUCTION),
            sales=read.share("sales", 0.20),
            profit=read.share("profit", 0.08),
            bonus=read.share("bonus", 0.0),
        )

    found = once(price)
    return {
        "rd": ("money per patient", lambda: found().development),
        "production": (
            "money per patient",
            lambda: read.amount("production", LUMP_SUM_PRODUCTION),
        ),
        "sales": ("money per patient", lambda: found().sales),
        "profit": ("money per patient", lambda: found().profit),
        "bonus": ("money per patient", lambda: found().bonus),
        "price": ("money per patient", lambda: found().total),
        "price_adjusted": (
            "money per patient",
            lambda: found().total * read.number("index", 0, 100, default=1.0),
        ),
    }


def _cost_plus_price(read):
    def price():
        return prices.cost_plus_price(
            development=read.amount("development"),
            patients_per_year=read.number("patients_per_year", 0),
            years=read.number("years", 0, MAX_YEARS),
            cogs=read.amount("cogs"),
            margin=read.number("margin", 0, 10),
        )

    return {"price": ("money per patient", price)}


def _corridor(read):
    def ceiling():
        if read.has("ceiling"):
            return read.amount("ceiling", low=None)
        return prices.value_ceiling(
            threshold=read.amount("threshold"),
            effect_gain=read.number("effect_gain"),
            other_cost=read.amount("other_cost", low=None),
            doses=read.number("doses", above=0, default=1.0),
        )

    def corridor():
        return prices.Corridor(read.amount("floor"), ceiling())

    return {
        "ceiling": ("money per patient", ceiling),
        "is_empty": ("yes or no", lambda: corridor().is_empty),
        "gap": ("money per patient", lambda: corridor().gap),
    }


def _discounting(read):
    def factor(timing):
        years = read.whole("years", 1, MAX_YEARS)
        return discounting.annuity_factor(read.rate("rate"), years, timing)

    def payment(timing):
        return read.amount("price") / factor(timing)

    results = {
        f"present_value_{timing}": (
            "money",
            lambda timing=timing: read.amount("amount") * factor(timing),
        )
        for timing in TIMINGS
    }
    results |= {
        f"equal_payment_{timing}": ("money per year", lambda timing=timing: payment(timing))
        for timing in TIMINGS
    }
    return results | {
        "monthly_rate": ("per month", lambda: discounting.monthly_rate(read.rate("rate"))),
        "real_rate": (
            "per year",
            lambda: discounting.real_rate(read.rate("rate"), read.rate("inflation", 0.0)),
        ),
    }


def _cost_of_goods(read):
    def steps():
        row = read.object("steps")
        return {
            step: {kind: one.amount(kind, 0.0) for kind in KINDS}
            for step in STEPS
            if row.has(step)
            for one in [row.object(step)]
        }

    def per_batch(utilisation=None):
        if read.has("batch_cost"):
            return read.amount("batch_cost")
        batches = read.number("batches_per_year", 0, default=0.0)
        if utilisation is not None:
            full = read.number("full_batches_per_year", above=0)
            batches = full * utilisation
        return batch_cost(steps(), read.amount("facility_per_year", 0.0), batches)

    def per_patient(batch):
        return cost_per_patient(
            batch,
            read.number("patients_per_batch", above=0, default=1.0),
            read.share("failure_rate", 0.0),
            read.amount("other", 0.0),
        )

    def at_utilisations():
        if read.has("batch_cost"):
            raise Undefined(E_RANGE, "steps", "Utilisation needs the steps and the facility cost.")
        return {name: per_patient(per_batch(share)) for name, share in UTILISATIONS.items()}

    results = {
        "batch_cost": ("money per batch", per_batch),
        "cogs_per_patient": ("money per patient", lambda: per_patient(per_batch())),
    }
    if read.has("full_batches_per_year"):
        results["cogs_by_utilisation"] = ("money per patient", at_utilisations)
    return results


def _discounting_asked(read):
    """Return only the results whose keys are given."""
    wanted = _discounting(read)
    if not read.has("amount"):
        wanted = {name: row for name, row in wanted.items() if "present_value" not in name}
    if not read.has("price"):
        wanted = {name: row for name, row in wanted.items() if "equal_payment" not in name}
    return wanted


MODELS = (
    Model(
        "aim_price",
        "Price in five components (AIM)",
        {
            "development": "R&D cost (250,000,000)",
            "cap": "ceiling of the R&D cost (2,500,000,000)",
            "patients": "patients of the whole period",
            "production": "cost of goods per patient (50, with a warning)",
            "sales": "share (0.20)",
            "profit": "share (0.08)",
            "bonus": "share (0)",
            "index": "purchasing power of a country, EU mean 1 (1)",
        },
        _aim_price,
    ),
    Model(
        "cost_plus_price",
        "Price of cost and margin (Uyl-de Groot and Löwenberg)",
        {
            "development": "R&D cost",
            "patients_per_year": "patients",
            "years": "remaining patent years",
            "cogs": "cost of goods per patient",
            "margin": "share, 0.08 to 0.20 in the literature",
        },
        _cost_plus_price,
    ),
    Model(
        "corridor",
        "Ceiling by value and price corridor",
        {
            "threshold": "money per unit of effect",
            "effect_gain": "units of effect per patient",
            "other_cost": "extra cost per patient without the price; negative is a saving",
            "doses": "doses per patient (1)",
            "floor": "price the developer needs",
            "ceiling": "ceiling, instead of threshold, effect_gain and other_cost",
        },
        _corridor,
    ),
    Model(
        "discounting",
        "Present value of yearly amounts, equal payments, rates",
        {
            "rate": "per year",
            "years": "number of yearly amounts",
            "amount": "amount per year",
            "price": "price to spread over the years",
            "inflation": "per year (0)",
        },
        _discounting_asked,
    ),
    Model(
        "cost_of_goods",
        "Cost of goods per patient",
        {
            "batch_cost": "money per batch; or steps",
            "steps": "{procurement, manufacturing, release}, each {materials, equipment, "
            "personnel, facility}, money per batch",
            "facility_per_year": "fixed cost per year divided by the batches (0)",
            "batches_per_year": "batches made",
            "full_batches_per_year": "batches at full use: adds cogs at 25, 60 and 100 %",
            "patients_per_batch": "number (1)",
            "failure_rate": "share of batches (0)",
            "other": "cost per patient beside the batch (0)",
        },
        _cost_of_goods,
    ),
)
