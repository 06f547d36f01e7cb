"""Explanation of each number: its formula, the numbers in it and their sources."""

from dataclasses import dataclass

from .derivations import Derivation, derivation_of, numbers_of
from .model.inputs import BY_NAME
from .model.quantities import QUANTITY_BY_NAME, TABLE_QUANTITIES
from .models import ReferenceValue
from .wording import figure, input_value

# In the order of the page.
GROUPS = (
    (
        "Price",
        (
            "break_even_price",
            "floor_price",
            "ceiling_price",
            "ceiling_per_dose",
            "gap",
            "adjusted_price",
        ),
    ),
    (
        "Development",
        (
            "loa",
            "launch",
            "gross_spend",
            "expected_spend",
            "present_development",
            "capitalised",
            "capitalised_per_approval",
        ),
    ),
    ("Treatment", ("total_treated", "cogs", "kept", "net_price")),
    ("Value of the project", ("rnpv", "npv_if_successful", "irr", "needed_value")),
    (
        "Cost and effect",
        ("effect_gain", "other_cost", "extra_cost", "icer", "net_benefit"),
    ),
    ("Cohort model", tuple(each.name for each in TABLE_QUANTITIES if each.needs == "states")),
    ("Licence tree", tuple(each.name for each in TABLE_QUANTITIES if each.needs == "tree")),
)


def groups_of(scenario):
    """Return [(group, names)] of the results that a scenario has."""
    found = [
        (title, [name for name in names if name in scenario.results]) for title, names in GROUPS
    ]
    return [(title, names) for title, names in found if names]


@dataclass(frozen=True)
class UsedInput:
    name: str
    label: str
    text: str
    unit: str
    reference: ReferenceValue | None


@dataclass(frozen=True)
class Explained:
    """One result in words. `parts` are (label, words, anchor) of the results from which it is
    calculated."""

    quantity: object
    text: str
    unit: str
    note: object
    parts: list
    inputs: list


def explained(scenario, references):
    """Return [(group, [Explained])]; `references` is {input: ReferenceValue}."""
    return [
        (title, [_explain(scenario, QUANTITY_BY_NAME[name], references) for name in names])
        for title, names in groups_of(scenario)
    ]


@dataclass(frozen=True)
class ExplainedPicture:
    """How the numbers of a picture are calculated. `numbers` are (label, calculation)."""

    derivation: Derivation
    numbers: list
    parts: list
    inputs: list


def explained_picture(scenario, name, references):
    """Return the ExplainedPicture of a picture, or None if its table explains its numbers."""
    found = derivation_of(name)
    if found is None:
        return None
    parts = [QUANTITY_BY_NAME[part] for part in found.parts if part in scenario.results]
    return ExplainedPicture(
        found,
        numbers_of(found, scenario),
        [_part(scenario, each) for each in parts],
        [used_input(scenario, each, references) for each in found.inputs],
    )


def _explain(scenario, quantity, references):
    result = scenario.results[quantity.name]
    return Explained(
        quantity,
        figure(result.value, quantity.kind, scenario.currency),
        "" if quantity.unit == "share" else quantity.unit,
        result.note,
        [_part(scenario, QUANTITY_BY_NAME[name]) for name in quantity.parts],
        [used_input(scenario, name, references) for name in quantity.inputs],
    )


def _part(scenario, quantity):
    value = scenario.results[quantity.name].value
    return quantity.label, figure(value, quantity.kind, scenario.currency), quantity.name


def used_input(scenario, name, references):
    one = BY_NAME[name]
    value = scenario.inputs.get(name, one.default)
    unit = "" if one.unit in ("share", "per year") and one.kind in ("share", "rate") else one.unit
    return UsedInput(name, one.label, input_value(name, value), unit, references.get(name))


def references_of(keys):
    """Return {input: ReferenceValue} for {input: key}."""
    rows = ReferenceValue.objects.select_related("replaced_by").in_bulk(set(keys.values()))
    return {name: rows[key] for name, key in keys.items() if key in rows}
