"""The data dictionary of the public tables, generated from the models so that it is always correct.

It does not include tables of people, which docs/personal-data.md describes.
"""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import models

from capacities.models import (
    Accreditation,
    Authorisation,
    Capability,
    CapacityStatement,
    CleanRoom,
    DatedFigure,
    DemandArea,
    Facility,
    Infrastructure,
    InfrastructureEvent,
    Membership,
    Node,
    Service,
    Site,
)
from economics.models import ReferenceValue, SavedScenario
from products.cover_sheet import PRODUCT_FIELDS, STUDY_FIELDS
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
    SavedScenario,
    ReferenceValue,
    Site,
    Facility,
    Capability,
    CleanRoom,
    CapacityStatement,
    Authorisation,
    Accreditation,
    Infrastructure,
    InfrastructureEvent,
    Node,
    Membership,
    Service,
    DatedFigure,
    DemandArea,
)
# Not useful for readers: keys, search columns and fields with names of people.
PERSONAL = {field.key for field in (*PRODUCT_FIELDS, *STUDY_FIELDS) if field.personal}
ROW_NAMES = {"code", "name", "title"}
NOT_SHOWN = {"id", "search_text", "position", "name_key", *PERSONAL}
FIELD_TYPES = (
    (models.BooleanField, "yes or no"),
    (models.DateTimeField, "date and time, UTC"),
    (models.DateField, "date"),
    (models.IntegerField, "whole number"),
    (models.DecimalField, "number"),
    (models.FloatField, "number"),
    (models.JSONField, "structure (JSON)"),
    (models.URLField, "web address"),
    (models.ForeignKey, "row of another table"),
    (models.ManyToManyField, "rows of another table"),
    (models.TextField, "text"),
    (models.CharField, "text"),
)
MAX_VALUES_PER_FIELD = 40  # values per field; there are fifteen phases and 250 countries


@dataclass(frozen=True)
class DictionaryField:
    name: str
    label: str
    kind: str
    may_be_empty: bool
    values: tuple
    help: str


@dataclass(frozen=True)
class DictionaryTable:
    name: str
    label: str
    text: str
    fields: tuple


HEADER = (
    "Table",
    "Field",
    "Label",
    "Type",
    "May be empty",
    "Values",
    "Meaning",
)


def lines():
    """Yield one line per field, for the CSV file."""
    for table in tables():
        for field in table.fields:
            values = "; ".join(f"{value} = {label}" for value, label in field.values)
            empty = "yes" if field.may_be_empty else "no"
            yield table.name, field.name, field.label, field.kind, empty, values, field.help


def tables():
    return [_table(model) for model in TABLES]


def _table(model):
    options, later = model._meta, _bookkeeping_of(model)
    shown = [
        field
        for field in (*options.fields, *options.many_to_many)
        if field.name not in NOT_SHOWN and field.related_model is not User
    ]
    fields = map(_field, sorted(shown, key=lambda field: field.name in later))
    text = " ".join((model.__doc__ or "").split())
    # Django adds a docstring to models without one.
    text = "" if text.startswith(f"{model.__name__}(") else text
    return DictionaryTable(options.model_name, _capital(options.verbose_name), text, tuple(fields))


def _bookkeeping_of(model):
    """Return the names of the fields of abstract models that do not name a row, such as its source
    or its curation. A reader wants to read these last."""
    return {
        field.name
        for base in model.__mro__
        if hasattr(base, "_meta") and base._meta.abstract
        for field in base._meta.local_fields
        if not ROW_NAMES & {one.name for one in base._meta.local_fields}
    }


def _field(field):
    values = [(value, label) for value, label in _choices(field) if value != ""]
    return DictionaryField(
        field.name,
        _capital(field.verbose_name),
        _kind(field),
        field.null or (field.empty_strings_allowed and field.blank),
        tuple(values[:MAX_VALUES_PER_FIELD]),
        str(field.help_text),
    )


def _choices(field):
    """Return the choices of a field; facts with several values use those of their vocabulary."""
    fact = field.name.removeprefix("register_").removeprefix("curated_")
    return fact_words(Trial, fact) if field.model is Trial and fact in FACTS else field.flatchoices


def _kind(field):
    if field.is_relation:
        kind = next(words for classes, words in FIELD_TYPES if isinstance(field, classes))
        return f"{kind}: {field.related_model._meta.verbose_name}"
    kind = next(words for classes, words in FIELD_TYPES if isinstance(field, classes))
    if field.max_length and kind == "text":
        return f"text of at most {field.max_length} characters"
    return kind


def _capital(text):
    text = str(text)
    return text[:1].upper() + text[1:]
