"""Columns of facts that people filter by: the register value (written by the sync alone), the value
that a curator decided (written by people alone), and the effective value that pages show, which a
constraint ties to the two."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf

from core.packed_fields import WordsField

from .. import choices

FACT_LENGTH = 200  # fits a trial that names every disease area
COUNTRIES_LENGTH = 1000  # fits a trial that names every country


@dataclass(frozen=True)
class Fact:
    label: str
    meaning: str
    rule: str  # by which the sync finds the register value; docs/data-sources.md has it in full


# Each of these also has a `register_...` and a `curated_...` column.
FACTS = {
    "phase": Fact(
        "phase",
        "Phase of the trial, I to IV; one that spans phases has a slash, such as I/II",
        "the phase in CTIS, else the one that most EU records of EudraCT state",
    ),
    "atmp": Fact(
        "advanced therapy",
        "Whether the trial tests an advanced therapy (ATMP)",
        "yes if a record declares it of a tested product, no if all deny it; else words in titles "
        "and product fields decide",
    ),
    "atmp_class": Fact(
        "class",
        "Class of the advanced therapy",
        "as declared of the tested products; of several, GTMP before cATMP before TEP before "
        "sCTMP. Empty: no known advanced therapy",
    ),
    "status": Fact(
        "status",
        "How far the trial is, over all its countries",
        "the status in CTIS, else the one that the records of EudraCT state together",
    ),
    "sponsor_type": Fact(
        "sponsor type",
        "Whether the main sponsor is commercial",
        "commercial if one record states it",
    ),
    "disease_areas": Fact(
        "disease areas",
        "Therapeutic areas as chapters of MeSH separated by spaces, such as C04 C15",
        "all areas that any record names; one outside the list is other",
    ),
    "technology": Fact(
        "technology",
        "Kinds of product that the trial tests, such as car_t, separated by spaces; our word list",
        "words in the fields of the tested products, else in the titles",
    ),
    "delivery": Fact(
        "delivery",
        "Cells worked on outside the body (ex_vivo), or a therapy given to the body (in_vivo)",
        "words in the product fields, else what follows from technology or class",
    ),
    "cell_source": Fact(
        "cell source",
        "Whose cells the product is made of, such as autologous; not_applicable where it has none",
        "words in the product fields, else in the titles",
    ),
}
# Facts of several words separated by spaces, and their words; the others have one of their choices.
SEVERAL_WORDS = {
    "disease_areas": choices.DISEASE_AREAS,
    "technology": choices.TECHNOLOGIES,
    "delivery": choices.DELIVERIES,
    "cell_source": choices.CELL_SOURCES,
}


def _column(fact):
    return WordsField if fact in SEVERAL_WORDS else models.CharField


def register_value(fact, **options):
    return _column(fact)(
        f"{FACTS[fact].label}: register value",
        max_length=FACT_LENGTH,
        editable=False,
        help_text=f"By rule from the registers: {FACTS[fact].rule}.",
        **options,
    )


def curated_value(fact, **options):
    return _column(fact)(
        f"{FACTS[fact].label}: curated value",
        max_length=FACT_LENGTH,
        blank=True,
        default="",
        help_text="The value that a curator decided, used instead of the register's. Empty: none.",
        **options,
    )


def effective_value(fact, **options):
    return _column(fact)(
        FACTS[fact].label,
        max_length=FACT_LENGTH,
        editable=False,
        blank=True,
        help_text=f"{FACTS[fact].meaning}. Curated value if there is one, else register value.",
        **options,
    )


def is_effective(fact):
    """Return a constraint: the effective value is the curated one, else the register's.

    A generated column would do the same, but in SQLite no index on it covers a query: see
    docs/adr/0002-effective-values.md.
    """
    curated = NullIf(F(f"curated_{fact}"), Value(""))
    return models.CheckConstraint(
        name=f"trial_{fact}_is_effective",
        condition=Q(**{fact: Coalesce(curated, F(f"register_{fact}"))}),
    )


def fact_label(model, fact):
    label = model._meta.get_field(fact).verbose_name
    return label[:1].upper() + label[1:]


def fact_words(model, fact):
    """Return [(word, label)] of the words that a value can contain."""
    if fact in SEVERAL_WORDS:
        return list(SEVERAL_WORDS[fact].items())
    return list(model._meta.get_field(f"curated_{fact}").flatchoices)


def value_label(model, fact, value):
    """Return the label of a value; "" and words outside the vocabulary are returned unchanged."""
    words = dict(fact_words(model, fact))
    if fact in SEVERAL_WORDS:
        return "; ".join(words.get(word, word) for word in value.split())
    return words.get(value, value)


def clean_value(model, fact, value):
    """Return the value as it is stored, several words sorted. "" means that no curator has decided.
    Raise ValidationError for an unknown value."""
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
        raise ValidationError(
            "“Not stated” cannot be combined with other values. Remove one of them."
        )
    return " ".join(parts)
