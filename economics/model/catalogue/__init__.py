"""Every model by name, from JSON to JSON. docs/economics-json.md describes the keys."""

from . import comparisons, development, money, payments, sensitivity, whole
from .running import Model, run

MODELS = {
    model.name: model
    for module in (development, money, comparisons, payments, sensitivity, whole)
    for model in module.MODELS
}

__all__ = ["MODELS", "Model", "compute"]


def compute(document, *, limits=None):
    """Return {"model", "model_version", "results", "units", "warnings"} for a document {"model",
    "inputs"}. A result that is not defined is a reason code. `limits` (none by default)
    restrict its size."""
    return run(MODELS, document, limits=limits)
