"""Columns of facts that people filter by: what the registers say (written by the sync alone), what
a curator decided (written by people alone), and the effective value that pages use, which a
constraint ties to the two."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf

from .. import choices

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
# Facts of several words with blanks between, and their words; the others have one of their choices.
SEVERAL_WORDS = {
    "disease_areas": choices.DISEASE_AREAS,
    "technology": choices.TECHNOLOGIES,
    "delivery": choices.DELIVERIES,
    "cell_source": choices.CELL_SOURCES,
}


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


def fact_label(model, fact):
    label = model._meta.get_field(fact).verbose_name
    return label[:1].upper() + label[1:]


def fact_words(model, fact):
    """[(word, what it means)] that a value consists of."""
    if fact in SEVERAL_WORDS:
        return list(SEVERAL_WORDS[fact].items())
    return list(model._meta.get_field(f"curated_{fact}").flatchoices)


def value_label(model, fact, value):
    """A value in words; "" stays "", and what the vocabulary does not know stays as it is."""
    words = dict(fact_words(model, fact))
    if fact in SEVERAL_WORDS:
        return "; ".join(words.get(word, word) for word in value.split())
    return words.get(value, value)


def clean_value(model, fact, value):
    """The value as it is stored, several words sorted; raises ValidationError for an unknown one.
    "" is allowed: then no curator's word stands."""
    words = dict(fact_words(model, fact))
    parts = value.split() if fact in SEVERAL_WORDS else filter(None, [value])
    parts = sorted(set(parts))
    unknown = [part for part in parts if part not in words]
    if unknown:
        raise ValidationError(
            f"{', '.join(unknown)[:100]}: not a value of {fact_label(model, fact).lower()}. "
            f"Possible are: {', '.join(words)}."
        )
    if len(parts) > 1 and choices.UNKNOWN in parts:
        raise ValidationError("“Not stated” cannot stand beside other values.")
    return " ".join(parts)
