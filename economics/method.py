"""Content of the page of the method: every formula with its source, and published examples."""

from functools import lru_cache

from .choices import Topic
from .content import published_models
from .explain import GROUPS
from .model.catalogue import compute
from .model.quantities import QUANTITY_BY_NAME

# Notes on the page of reference values on topics for which our sources have no values.
MISSING_REFERENCES = {
    Topic.PATIENTS: "Our sources give the inhabitants of countries, not the patients of a disease: "
    "the other values are examples. Enter the patients of your therapy with their source.",
    Topic.POWER: "Our sources give no index of a country. Enter one with its source; the index of "
    "the EU mean is 1.",
}


def method_groups():
    return [(title, [QUANTITY_BY_NAME[name] for name in names]) for title, names in GROUPS]


@lru_cache(maxsize=1)
def published_examples():
    """Return the published examples with the results that the model calculates for them."""
    found = []
    for example in published_models():
        results = compute(example)["results"]
        rows = [{**row, "calculated": _at(results, row["path"])} for row in example["published"]]
        found.append({**example, "rows": rows})
    return found


def _at(value, path):
    for key in path:
        value = value[key]
    return value
