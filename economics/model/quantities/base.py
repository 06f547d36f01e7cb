"""The description of one result of a scenario."""

from dataclasses import dataclass

PRICE = "per patient"


@dataclass(frozen=True)
class Quantity:
    """One result of a scenario. `words` and `formula` explain its calculation from `parts` (other
    results) and `inputs`. `kind` decides its format. `needs` is the table or optional input without
    which it is left out, "" if it is always present."""

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
