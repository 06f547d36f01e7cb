"""Pictures of the development, the manufacturing and the patients."""

from ..model.inputs import BY_NAME
from ..model.tables import TABLE_BY_NAME
from .base import Derivation, added, amount, share

PATIENT_INPUTS = (
    "prevalent",
    "incident",
    "leaving",
    "diagnosed",
    "referred",
    "peak_uptake",
    "ramp_years",
    "slots",
)
BATCH_INPUTS = ("patients_per_batch", "failure_rate")
MAX_YEARS = 4


def _batch(scenario):
    values = scenario.values
    return f"({amount(values['patients_per_batch'])} × (1 − {share(values['failure_rate'])}))"


def goods(scenario):
    total = []
    for step in scenario.additions.step_costs:
        kinds = added(amount(each) for each in step.kinds.values()) or amount(step.per_batch)
        result = amount(step.per_patient)
        yield BY_NAME[step.name].label, f"({kinds}) ÷ {_batch(scenario)} = {result}"
        total.append(result)
    total.append(amount(scenario.values["transport"]))
    yield "Cost of goods", f"{added(total)} = {amount(float(scenario.valuation.cogs))}"


def use(scenario):
    values, cogs = scenario.values, float(scenario.valuation.cogs)
    for name, (batches, cost) in scenario.additions.cost_by_use.items():
        fixed = f"{amount(values['fixed_per_year'])} ÷ ({amount(batches)} × {_batch(scenario)})"
        yield f"{name.capitalize()} use", f"{amount(cogs)} + {fixed} = {amount(cost)}"


def flows(scenario):
    valuation, values = scenario.valuation, scenario.values
    spend = valuation.spend_by_year
    for year in range(min(len(spend), MAX_YEARS)):
        yield f"Year {year}", f"−Σ reach × cost in the year = {amount(-float(spend[year]))}"
    treated, flow = float(valuation.treated[0]), float(valuation.yearly_flows[0])
    margin = (
        f"({amount(values['price'])} × {share(valuation.kept)} − {amount(float(valuation.cogs))})"
    )
    inner = f"{amount(treated)} × {margin} − {amount(values['fixed_per_year'])}"
    tax = f", less {share(values['tax'])} tax if positive" if values["tax"] else ""
    loa = float(valuation.loa)
    result = amount(loa * flow)
    yield f"Sales of year {valuation.launch}", f"{share(loa)} × ({inner}){tax} = {result}"


def patients(scenario):
    valuation, values = scenario.valuation, scenario.values
    pool = values["prevalent"] + values["incident"]
    slots = values["slots"]
    limit = f", at most {amount(slots)}" if slots is not None else ""
    ramp = max(values["ramp_years"], 1)
    for place in range(min(len(valuation.treated), MAX_YEARS)):
        uptake = values["peak_uptake"] * min((place + 1) / ramp, 1)
        shares = (values["diagnosed"], values["referred"], uptake)
        wish = f"{amount(pool)} × {' × '.join(map(share, shares))}"
        treated = float(valuation.treated[place])
        yield f"Year {valuation.launch + place}", f"{wish}{limit} = {amount(treated)}"
        pool = (pool - treated) * (1 - values["leaving"]) + values["incident"]


def waterfall(scenario):
    valuation = scenario.valuation
    parts = {name: float(part) for name, part in valuation.price_parts.items()}
    yield (
        "Price without tax",
        f"{added(map(amount, parts.values()))} = {amount(sum(parts.values()))}",
    )
    sold = float((valuation.treated * valuation.late_factors).sum())
    spent = amount(float(valuation.present_development))
    per_patient = f"{spent} ÷ ({share(valuation.loa)} × {amount(sold)})"
    yield "Research and development", f"{per_patient} = {amount(parts['development'])}"
    kept = f"{amount(sum(parts.values()))} × (1 − {share(scenario.values['discount'])})"
    royalty = f"{kept} × {share(scenario.values['royalty'])} = {amount(parts['royalty'])}"
    yield "Royalty", royalty


def tree(scenario):
    chances = {row["step"]: row["probability"] for row in scenario.checked_tables.rows("tree")}
    for way in scenario.additions.leaves:
        path = " × ".join(share(chances[step] or 0) for step in way.path[1:]) or share(1)
        paid = f"{amount(way.revenue)} − {amount(way.revenue - way.net)} = {amount(way.net)}"
        yield " → ".join(way.path), f"chance {path} = {share(way.probability)}; {paid}"
    yield "Expected value", f"Σ chance × net = {amount(scenario.additions.tree_value)}"


DERIVATIONS = {
    "goods": Derivation(
        "The kinds of cost of a step are added and divided among the patients whom a batch treats. "
        "Failed batches are paid too.",
        "Σ kinds ÷ (patients per batch × (1 − failure)) + transport",
        ("procurement", "manufacturing", "release", *BATCH_INPUTS, "transport"),
        ("cogs",),
        goods,
        "Frame of ten Ham 2020",
    ),
    "use": Derivation(
        "The fixed cost of a year is divided among the patients of that year's batches.",
        "cost of goods + F ÷ (full batches × use × patients per batch × (1 − failure))",
        ("full_batches", "fixed_per_year", *BATCH_INPUTS),
        ("cogs",),
        use,
        "Frame of ten Ham 2020",
    ),
    "flows": Derivation(
        "Costs of a phase are spread evenly over its years and multiplied by the chance of "
        "reaching the phase; sales are multiplied by the likelihood of approval.",
        "−Σ reachₖ × costₖ(t) before launch; "
        "LoA × [n(t) × (P × (1 − d) × (1 − royalty) − cogs) − F]",
        ("price", "discount", "royalty", "fixed_per_year", "tax"),
        ("loa", "kept", "cogs", "total_treated"),
        flows,
    ),
    "patients": Derivation(
        "The pool begins with the patients who wait and the new ones of the first year. Treated "
        "patients leave it; of the others, a share leaves.",
        "n(t) = min(pool(t) × diagnosed × referred × uptake(t), slots)",
        PATIENT_INPUTS,
        ("total_treated",),
        patients,
    ),
    "waterfall": Derivation(
        "The needed price without tax is divided among what it pays for.",
        "PV_dev ÷ (LoA × Σ n × DF) + cogs + Σ F × DF ÷ Σ n × DF + royalty + discount = P*",
        ("royalty", "discount", "fixed_per_year"),
        ("present_development", "loa", "cogs", "break_even_price"),
        waterfall,
    ),
    "tree": Derivation(
        "The chance of a path is the product of the chances of its steps; its net value is the "
        "revenue less the costs of its steps.",
        "net = Σ revenue − Σ cost; chance = p₁ × p₂ × …",
        (),
        ("tree_value",),
        tree,
        f"{TABLE_BY_NAME['tree'].label} of the table above; published teaching solution",
    ),
}
