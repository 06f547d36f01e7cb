"""Trees of logic as Python functions of the values of their variables, without `eval`."""

import operator
from dataclasses import dataclass

from .functions import FUNCTIONS
from .logic import Call, Chain, LogicError, Number, Text, Variable
from .values import as_number, as_text, as_truth, checked, equal, equal_as_text, ordered

ORDERS = {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge}
SUMS = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
}


@dataclass(frozen=True)
class Meaning:
    """Facts of a dictionary on which logic depends: the coded fields, which are compared as texts,
    and the missing codes of each field."""

    coded: frozenset = frozenset()
    missing: dict | None = None


def compiled(logic, meaning):
    """Return `work(values, now)`, where `values` are texts in the order of `logic.variables`. Raise
    LogicError for smart variables and unknown functions."""
    places = {variable: place for place, variable in enumerate(logic.variables)}
    for variable in logic.variables:
        if variable.smart:
            raise LogicError(f"Only REDCap knows [{variable.smart}].")
    return _compile(logic.tree, places, meaning)


def _compile(node, places, meaning):
    if isinstance(node, Number | Text):
        text = node.text
        return lambda values, now: text
    if isinstance(node, Variable):
        place = places[node]
        return lambda values, now: values[place]
    if isinstance(node, Call):
        return _call(node, places, meaning)
    parts = [_compile(operand, places, meaning) for operand in node.operands]
    if isinstance(node, Chain):
        return _chain(node.operators, parts)
    if node.operator == "and":
        return lambda values, now: all(as_truth(part(values, now)) for part in parts)
    if node.operator == "or":
        return lambda values, now: any(as_truth(part(values, now)) for part in parts)
    if node.operator == "signed":
        return _negative(parts[0])
    return _comparison(node, parts, meaning)


def _comparison(node, parts, meaning):
    left, right = parts
    if node.operator in ORDERS:
        test = ORDERS[node.operator]
        return lambda values, now: ordered(left(values, now), right(values, now), test)
    is_coded = any(
        isinstance(operand, Variable) and operand.name in meaning.coded for operand in node.operands
    )
    same = equal_as_text if is_coded else equal
    if node.operator == "=":
        return lambda values, now: same(left(values, now), right(values, now))
    return lambda values, now: not same(left(values, now), right(values, now))


def _negative(part):
    def work(values, now):
        number = as_number(part(values, now))
        return "" if number is None else -number

    return work


def _chain(operators, parts):
    """Return a function of a chain of operands; its result is blank if an operand is blank."""
    steps = [SUMS[one] for one in operators]

    def work(values, now):
        numbers = [as_number(part(values, now)) for part in parts]
        if None in numbers:
            return ""
        total = numbers[0]
        try:
            for step, number in zip(steps, numbers[1:], strict=True):
                total = step(total, number)
                if checked(total) == "":
                    return ""
        except (ZeroDivisionError, OverflowError):
            return ""
        return total

    return work


def _call(node, places, meaning):
    if node.function not in FUNCTIONS:
        raise LogicError(f"The portal does not know the function {node.function}().")
    function, least, most = FUNCTIONS[node.function]
    if len(node.operands) < least or (most and len(node.operands) > most):
        raise LogicError(
            f"The function {node.function}() cannot have {len(node.operands)} values in its "
            f"brackets."
        )
    parts = [_compile(operand, places, meaning) for operand in node.operands]
    if function is None:
        return _blank_or_missing(node.operands[0], parts[0], meaning)
    return lambda values, now: function(now, *(part(values, now) for part in parts))


def _blank_or_missing(operand, part, meaning):
    codes = (meaning.missing or {}).get(getattr(operand, "name", ""), frozenset())

    def work(values, now):
        text = as_text(part(values, now)).strip()
        return not text or text in codes

    return work
