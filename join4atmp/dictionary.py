"""The data dictionary: what the public tables hold, read from the models themselves, so that it
cannot say anything else than they do. Tables of persons are not in it; docs/personal-data.md is."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import models

from products.coversheets.layout import PRODUCT_FIELDS, STUDY_FIELDS
from products.models import Dossier, DossierStudy
from trials.models import Trial, TrialCountry
from trials.models.facts import FACTS, fact_words
from usecases.models import (
    Hurdle,
    HurdleCategory,
    Milestone,
    Procedure,
    Recommendation,
    Solution,
    SolutionType,
    Stage,
    UseCase,
)

TABLES = (
    Trial,
    TrialCountry,
    Dossier,
    DossierStudy,
    UseCase,
    Milestone,
    Hurdle,
    Solution,
    Recommendation,
    Stage,
    Procedure,
    HurdleCategory,
    SolutionType,
)
# Of no meaning to readers: keys, what is made for searching, and who did something.
PERSONAL = {field.key for field in (*PRODUCT_FIELDS, *STUDY_FIELDS) if field.personal}
NOT_SHOWN = {"id", "search_text", "position", "lead_record", "name_key", *PERSONAL}
KINDS = (
    (models.BooleanField, "yes or no"),
    (models.DateTimeField, "day and time, UTC"),
    (models.DateField, "day"),
    (models.IntegerField, "whole number"),
    (models.JSONField, "structure (JSON)"),
    (models.URLField, "web address"),
    (models.ForeignKey, "row of another table"),
    (models.ManyToManyField, "rows of another table"),
    (models.TextField, "text"),
    (models.CharField, "text"),
)
LONGEST_LIST = 40  # values; a phase may be any of fifteen, a country any of 250


@dataclass(frozen=True)
class Field:
    name: str
    label: str
    kind: str
    may_be_empty: bool
    values: tuple
    help: str


@dataclass(frozen=True)
class Table:
    name: str
    label: str
    text: str
    fields: tuple


HEADER = ("Table", "Field", "Label", "Kind", "May be empty", "Values", "What it is")


def lines():
    """One line a field, for a file."""
    for table in tables():
        for field in table.fields:
            values = "; ".join(f"{value} = {label}" for value, label in field.values)
            empty = "yes" if field.may_be_empty else "no"
            yield table.name, field.name, field.label, field.kind, empty, values, field.help


def tables():
    return [_table(model) for model in TABLES]


def _table(model):
    options = model._meta
    fields = [
        _field(field)
        for field in (*options.fields, *options.many_to_many)
        if field.name not in NOT_SHOWN and field.related_model is not User
    ]
    text = " ".join((model.__doc__ or "").split())
    # Django writes a docstring of its own where a model has none.
    text = "" if text.startswith(f"{model.__name__}(") else text
    return Table(options.model_name, _capital(options.verbose_name), text, tuple(fields))


def _field(field):
    values = [(value, label) for value, label in _choices(field) if value != ""]
    return Field(
        field.name,
        _capital(field.verbose_name),
        _kind(field),
        field.null or (field.empty_strings_allowed and field.blank),
        tuple(values[:LONGEST_LIST]),
        str(field.help_text),
    )


def _choices(field):
    """A fact of several words has no choices of its own; its words come from the vocabulary."""
    fact = field.name.removeprefix("register_").removeprefix("curated_")
    return fact_words(Trial, fact) if field.model is Trial and fact in FACTS else field.flatchoices


def _kind(field):
    if field.is_relation:
        kind = next(words for classes, words in KINDS if isinstance(field, classes))
        return f"{kind}: {field.related_model._meta.verbose_name}"
    kind = next(words for classes, words in KINDS if isinstance(field, classes))
    if field.max_length and kind == "text":
        return f"text of at most {field.max_length} characters"
    return kind


def _capital(text):
    text = str(text)
    return text[:1].upper() + text[1:]
