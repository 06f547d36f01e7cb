"""Checks of a dictionary. Only ambiguous data is an error: running projects have logic with fields
that were removed, and their answers must still be readable."""

import re
from itertools import pairwise

from . import validation
from .dependencies import dependencies_of, unread_logic
from .dictionary import HEADINGS
from .problems import Problem

MATRIX_TYPES = ("radio", "checkbox")
PERSONAL_NAME = re.compile(r"(^|_)(e?mail|phone|tel|name|surname|firstname|lastname)(_|$)")
IN_LOGIC = "branching_logic"
IN_CHOICES = "select_choices_or_calculations"


def check(dictionary):
    """Return the problems of a dictionary, in the order of its rows."""
    found = []
    for rule in RULES:
        found += [
            Problem(dictionary.file, field.row, HEADINGS[key], message, is_error)
            for field, key, message, is_error in rule(dictionary)
        ]
    return sorted(found, key=lambda one: one.row)


def first_field_is_text(dictionary):
    first = dictionary.fields[0]
    if first.type != "text":
        message = f"The first field identifies the record. Its type must be text, not {first.type}."
        yield first, "field_type", message, True


def columns_are_unique(dictionary):
    taken = {f"{form}_complete": "the status of the form" for form in dictionary.forms}
    for field in dictionary.fields:
        for column, code in field.columns.items():
            ours = f"the code {code} of {field.name}" if code else f"the field {field.name}"
            if column in taken:
                message = f"The column {column} belongs to {taken[column]} and to {ours}."
                yield field, IN_CHOICES, f"{message} Rename one of them.", True
            taken[column] = ours
        if field.type == "checkbox" and len(field.columns) < len(field.choices):
            codes = ", ".join(choice.code for choice in field.choices)
            message = (
                f"Two codes of a checkbox have the same column name: {codes}. REDCap ignores "
                f"capitals "
                "and signs in it. Change one of the codes."
            )
            yield field, IN_CHOICES, message, True


def forms_are_together(dictionary):
    ended = set()
    for one, other in pairwise(dictionary.fields):
        if one.form != other.form:
            ended.add(one.form)
            if other.form in ended:
                message = f"The rows of the form {other.form} are not together."
                yield other, "form_name", message, False


def matrices_fit(dictionary):
    first, last = {}, {}
    for place, field in enumerate(dictionary.fields):
        if not field.matrix:
            continue
        name = field.matrix
        opener = first.setdefault(name, field)
        if field.type not in MATRIX_TYPES or field.type != opener.type:
            message = f"The fields of the matrix {name} are not all radio or all checkbox."
            yield field, "field_type", message, False
        elif field.choices != opener.choices:
            message = f"The choices differ from those of {opener.name} in the matrix {name}."
            yield field, IN_CHOICES, message, False
        if last.get(name, place - 1) != place - 1:
            message = f"The rows of the matrix {name} are not together."
            yield field, "matrix_group_name", message, False
        last[name] = place


def limits_are_in_order(dictionary):
    for field in dictionary.fields:
        low = validation.sort_key(field.min, field.validation)
        high = validation.sort_key(field.max, field.validation)
        if low is not None and high is not None and low > high:
            message = f"The minimum {field.min} is above the maximum {field.max}."
            yield field, "text_validation_min", message, False


def validations_are_known(dictionary):
    for field in dictionary.fields:
        if not validation.is_known(field.validation):
            message = f"The type {field.validation} is unknown. Values are kept as texts."
            yield field, "text_validation_type_or_show_slider_number", message, False


def personal_fields_are_marked(dictionary):
    for field in dictionary.fields:
        if field.is_identifier or not field.has_values or field.is_coded:
            continue
        if field.validation in validation.PERSONAL or (
            field.type == "text" and PERSONAL_NAME.search(field.name) and not field.is_number
        ):
            message = f"The field {field.name} may contain personal data. Mark it as identifier."
            yield field, "identifier", message, False


def logic_can_be_read(dictionary):
    for name, reason in unread_logic(dictionary).items():
        field = dictionary.by_name[name]
        yield field, IN_LOGIC, f"{reason} The field counts as shown to everyone.", False


def named_codes_exist(dictionary):
    for name, logic in dictionary.logic.items():
        for wrong in unknown_codes(dictionary, logic):
            yield dictionary.by_name[name], IN_LOGIC, wrong, False


def unknown_codes(dictionary, logic):
    """Yield a sentence for each comparison of a coded field with a code that the field does not
    have."""
    for node in logic.nodes:
        if getattr(node, "operator", "") not in ("=", "<>"):
            continue
        for variable, other in (node.operands, node.operands[::-1]):
            field = dictionary.by_name.get(getattr(variable, "name", ""))
            text = getattr(other, "text", "")
            is_bare = field and field.is_coded and variable.code is None
            if is_bare and text and text not in field.labels:
                yield f"The field {field.name} has no choice {text}."


def formulas_can_be_read(dictionary):
    known = set(dictionary.by_name)
    for field in dictionary.fields:
        if field.type != "calc" or not field.formula:
            continue
        try:
            variables = dependencies_of(field.formula)
        except ValueError as error:
            yield field, IN_CHOICES, f"{error} The stored results are used.", False
            continue
        for name in sorted(variables - known):
            yield field, IN_CHOICES, f"The formula names {name}, which is not a field.", False


RULES = (
    first_field_is_text,
    columns_are_unique,
    forms_are_together,
    matrices_fit,
    limits_are_in_order,
    validations_are_known,
    personal_fields_are_marked,
    logic_can_be_read,
    named_codes_exist,
    formulas_can_be_read,
)
