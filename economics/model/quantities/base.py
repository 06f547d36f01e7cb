"""A result of a scenario in words."""

from dataclasses import dataclass

PRICE = "per patient"


@dataclass(frozen=True)
class Quantity:
    """`words` and `formula` say how it is calculated; `parts` are the quantities and `inputs` the
    inputs in it. `kind` decides how it is written. `needs` names the table or the optional
    input without which the quantity is left out, "" for those of every scenario."""

    name: str
    label: str
    kind: str
    unit: str
    words: str
    formula: str
    parts: tuple = ()
    inputs: tuple = ()
    source: str = "JOIN4ATMP, docs/economics.md"
    needs: str = ""
