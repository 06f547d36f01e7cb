"""Inputs of a new scenario: current reference values, and known facts about a therapy."""

from dataclasses import dataclass, field

from .model.inputs import BY_NAME, DEFAULTS, PHASES
from .models import ReferenceValue

# {phase of a trial in the registers: key of the phase with which its scenario starts}
NEXT_PHASE = {"I": "i", "I/II": "i", "II": "ii", "II/III": "ii", "III": "iii"}


@dataclass
class Start:
    """The start of a scenario: `inputs` {name: text or None}, and `references` {input: key of its
    reference value}."""

    inputs: dict
    references: dict
    ranges: dict = field(default_factory=dict)
    tables: dict = field(default_factory=dict)
    title: str = ""
    summary: str = ""
    origin: dict = field(default_factory=dict)  # {field of SavedScenario: row}


def as_text(value):
    """Return a number as it is stored: without an exponent and without trailing zeros."""
    if value is None:
        return None
    text = f"{value:f}" if hasattr(value, "as_tuple") else str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_stored(tables):
    """Return tables whose numbers are texts, as a scenario stores them."""
    return {
        name: [
            {key: _cell(cell) for key, cell in row.items()}
            if isinstance(row, dict)
            else [_cell(cell) for cell in row]
            for row in rows
        ]
        for name, rows in tables.items()
    }


def _cell(cell):
    return cell if cell is None or isinstance(cell, str) else as_text(cell)


def starting_inputs(changes=()):
    """Return the `Start` of a scenario with current defaults, replaced by `changes`."""
    inputs = {name: as_text(value) for name, value in DEFAULTS.items()}
    references = {}
    for name, row in ReferenceValue.objects.defaults().items():
        if name in BY_NAME:
            inputs[name] = as_text(row.value)
            references[name] = row.pk
    for name, value in dict(changes).items():
        inputs[name] = as_text(value)
        references.pop(name, None)
    return Start(inputs, references)


def from_trial(trial):
    """Return a `Start` with the phase of the trial."""
    start = starting_inputs(_phase(trial.phase))
    start.title = f"Economics of {trial.product_names or trial.number}"[:200]
    start.summary = (
        f"Started from the trial {trial.number}"
        + (f", {trial.get_phase_display()}" if trial.phase else "")
        + (f", {trial.condition}" if trial.condition else "")
        + ". Enter the numbers of patients, which the register does not have."
    )
    start.origin = {"trial": trial}
    return start


def from_product(dossier):
    start = starting_inputs()
    name = dossier.shared_texts["name"]
    start.title = f"Economics of {name}"[:200]
    start.summary = f"Started from the product {name}."
    start.origin = {"product": dossier}
    return start


def from_use_case(case):
    start = starting_inputs()
    start.title = f"Economics of {case.short_name}"[:200]
    start.summary = f"Started from the use case {case.short_name}: {case.title}"
    start.origin = {"use_case": case}
    return start


def _phase(phase):
    key = NEXT_PHASE.get(phase)
    return {"phase_now": key} if key in PHASES else {}


def replaced_references(version):
    """Return [(input, old ReferenceValue, its replacement)] of a version's values that were
    replaced after it was saved."""
    keys = [key for key in version.references.values() if key]
    rows = {
        row.pk: row
        for row in ReferenceValue.objects.filter(
            pk__in=keys, replaced_at__isnull=False
        ).select_related("replaced_by")
    }
    return [
        (BY_NAME[name], rows[key], rows[key].replaced_by)
        for name, key in version.references.items()
        if key in rows and name in BY_NAME
    ]
