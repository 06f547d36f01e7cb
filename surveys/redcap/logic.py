"""Branching logic and calculations as trees. Their texts are never executed."""

import re
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

from lark import Lark, Transformer, UnexpectedInput
from lark.exceptions import VisitError

MAX_CHARACTERS = 2_000
MAX_DEPTH = 50
PARSED_TEXTS_KEPT = 20_000
COMMENT = re.compile(r"^[ \t]*(//|#).*$", re.MULTILINE)
NAME = re.compile(r"\[\s*([a-zA-Z0-9_-]+)\s*(?:\(\s*([^()]*?)\s*\))?\s*(?::[\w:]+)?\s*\]\Z")


class LogicError(ValueError):
    """The text cannot be read; the message has the place and the reason."""


@dataclass(frozen=True)
class Number:
    text: str
    depth: int = 1


@dataclass(frozen=True)
class Text:
    text: str
    depth: int = 1


@dataclass(frozen=True)
class Variable:
    """The value of a field. `code` is an option of a checkbox field, `event` another event, and
    `instance` a repeat. Only REDCap knows a `smart` variable, such as [user-name]."""

    name: str
    code: str | None = None
    event: str = ""
    instance: int = 0
    smart: str = ""
    depth: int = 1

    def __str__(self):
        if self.smart:
            return f"[{self.smart}]"
        code = f"({self.code})" if self.code is not None else ""
        event = f"[{self.event}]" if self.event else ""
        return f"{event}[{self.name}{code}]" + (f"[{self.instance}]" if self.instance else "")


@dataclass(frozen=True)
class Operation:
    """An operator between operands: and, or, a comparison, or "signed" for a sign."""

    operator: str
    operands: tuple
    depth: int


@dataclass(frozen=True)
class Chain:
    """Operands of the same precedence, such as a - b + c, calculated from left to right."""

    operators: tuple[str, ...]
    operands: tuple
    depth: int


@dataclass(frozen=True)
class Call:
    function: str
    operands: tuple
    depth: int


@dataclass(frozen=True)
class Logic:
    """A text that could be read, and its tree."""

    text: str
    tree: object

    @cached_property
    def nodes(self):
        found, waiting = [], [self.tree]
        while waiting:
            node = waiting.pop()
            found.append(node)
            waiting.extend(getattr(node, "operands", ()))
        return tuple(found)

    @cached_property
    def variables(self):
        """Return each variable once, in a fixed order."""
        found = (node for node in reversed(self.nodes) if isinstance(node, Variable))
        return tuple(dict.fromkeys(found))

    @cached_property
    def functions(self):
        return frozenset(node.function for node in self.nodes if isinstance(node, Call))


def _deeper(operands):
    depth = 1 + max((node.depth for node in operands), default=0)
    if depth > MAX_DEPTH:
        raise LogicError(f"The logic is nested more than {MAX_DEPTH} levels deep.")
    return depth


class _Trees(Transformer):
    """Converts the parser's results into the nodes above."""

    def number(self, found):
        return Number(str(found[0]))

    def text(self, found):
        return Text(str(found[0])[1:-1])

    def variable(self, found):
        return _variable([str(token) for token in found])

    def call(self, found):
        operands = tuple(node for node in found[1:] if node is not None)
        return Call(str(found[0]).lower(), operands, _deeper(operands))

    def grouped(self, found):
        return replace(found[0], depth=_deeper(found))

    def any_of(self, found):
        operands = tuple(found[::2])
        return Operation("or", operands, _deeper(operands))

    def all_of(self, found):
        operands = tuple(found[::2])
        return Operation("and", operands, _deeper(operands))

    def compare(self, found):
        left, operator, right = found
        operator = "<>" if operator == "!=" else str(operator)
        return Operation(operator, (left, right), _deeper((left, right)))

    def signed(self, found):
        sign, operand = found
        depth = _deeper((operand,))
        return operand if sign == "+" else Operation("signed", (operand,), depth)

    def chain(self, found):
        operands = tuple(found[::2])
        operators = tuple(str(token) for token in found[1::2])
        return Chain(operators, operands, _deeper(operands))


def _variable(brackets):
    """Return the variable of [field], [event][field], [field][instance] or
    [event][field][instance]. Raise LogicError for other brackets."""
    parts = [NAME.match(text) for text in brackets]
    if not all(parts):
        wrong = brackets[parts.index(None)]
        raise LogicError(f"{wrong} is not a field. Write the field as [name] or [name(code)].")
    names = [part.group(1) for part in parts]
    smart = next((name for name in names if "-" in name), "")
    if smart:
        return Variable("", smart=smart)
    instance = 0
    if len(names) > 1 and names[-1].isdecimal():
        instance = int(names.pop())
        parts.pop()
    if len(names) > 2:
        raise LogicError(f"{''.join(brackets)} has too many brackets in a row.")
    event = names[0].lower() if len(names) == 2 else ""
    return Variable(names[-1].lower(), parts[-1].group(2), event, instance)


_PARSER = Lark(
    (Path(__file__).parent / "grammar.lark").read_text(encoding="utf-8"),
    parser="lalr",
    lexer="basic",
    transformer=_Trees(),
    maybe_placeholders=True,
)


@lru_cache(maxsize=PARSED_TEXTS_KEPT)
def parse(text):
    """Return the `Logic` of a text; raise LogicError."""
    if len(text) > MAX_CHARACTERS:
        raise LogicError(f"The logic has more than {MAX_CHARACTERS:,} characters.")
    try:
        return Logic(text, _PARSER.parse(COMMENT.sub(_blanks, text)))
    except VisitError as error:
        if isinstance(error.orig_exc, LogicError):
            raise error.orig_exc from None
        raise
    except UnexpectedInput as error:
        raise LogicError(_sentence(text, error)) from None


def _blanks(found):
    """Return as many spaces, so that positions in messages stay correct."""
    return " " * len(found.group())


def _sentence(text, error):
    place = getattr(error, "pos_in_stream", None)
    token = getattr(error, "token", None)
    if place is None or (token is not None and token.type == "$END"):
        return "The logic ends too early: a bracket, a quotation mark or a value is missing."
    rest = " ".join(text[place : place + 20].split())
    return f"The logic cannot be read from “{rest}” on, character {place + 1}."
