"""Columns of facts that people filter by: what the registers say (written by the sync alone), what
a curator decided (written by people alone), and the effective value that pages use, which a
constraint ties to the two."""

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf

FACT_LENGTH = 200  # fits a trial that names every disease area
# Each of these has a `register_...` and a `curated_...` column beside it.
FACTS = (
    "phase",
    "atmp",
    "atmp_class",
    "status",
    "sponsor_type",
    "disease_areas",
    "technology",
    "delivery",
    "cell_source",
)


def register_value(**options):
    return models.CharField(max_length=FACT_LENGTH, editable=False, **options)


def curated_value(**options):
    return models.CharField(max_length=FACT_LENGTH, blank=True, default="", **options)


def effective_value(**options):
    return models.CharField(max_length=FACT_LENGTH, editable=False, blank=True, **options)


def is_effective(fact):
    """The database refuses a row whose effective value is not the curated one, else the
    register's. A generated column would do the same, but no index on it covers a query in SQLite:
    see docs/adr/0002-effective-values.md."""
    curated = NullIf(F(f"curated_{fact}"), Value(""))
    return models.CheckConstraint(
        name=f"trial_{fact}_is_effective",
        condition=Q(**{fact: Coalesce(curated, F(f"register_{fact}"))}),
    )
