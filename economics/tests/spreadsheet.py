"""A small calculator of workbooks: the formulas that our exports write, and nothing else."""

import io
import re

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

TOKEN = re.compile(
    r"""(?P<text>"[^"]*")|(?P<ref>(?:(?P<sheet>[A-Za-z]+)!)?(?P<cells>\$?[A-Z]{1,2}\$?\d+(?::\$?[A-Z]{1,2}\$?\d+)?))
    |(?P<name>[A-Z]+)(?=\()|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<sign>\^|<=|>=|<>|[-+*/(),=<>])""",
    re.VERBOSE,
)


def flat(values):
    for value in values:
        if isinstance(value, list):
            yield from flat(value)
        elif value is not None:
            yield value


def numbers(values):
    return [value for value in flat(values) if not isinstance(value, str)]


FUNCTIONS = {
    "SUM": lambda *values: sum(numbers(values)),
    "MIN": lambda *values: min(numbers(values)),
    "MAX": lambda *values: max(numbers(values)),
    "SUMPRODUCT": lambda a, b: sum(x * y for x, y in zip(a, b, strict=True)),
    "IF": lambda test, yes, no: yes() if test() else no(),
}


class Sheets:
    """A workbook in bytes; `value("Result", "B7")` calculates a cell."""

    def __init__(self, data):
        self.book = load_workbook(io.BytesIO(data))
        self.known = {}

    def set(self, sheet, cell, value):
        self.book[sheet][cell] = value
        self.known = {}

    def value(self, sheet, cell):
        key = (sheet, cell.replace("$", ""))
        if key not in self.known:
            content = self.book[sheet][key[1]].value
            is_formula = isinstance(content, str) and content.startswith("=")
            self.known[key] = self._calculate(content[1:], sheet) if is_formula else content
        return self.known[key]

    def _range(self, sheet, cells):
        if ":" not in cells:
            return self.value(sheet, cells)
        left, top, right, bottom = range_boundaries(cells.replace("$", ""))
        rows = self.book[sheet].iter_rows(top, bottom, left, right)
        return [self.value(sheet, cell.coordinate) for row in rows for cell in row]

    def _calculate(self, formula, sheet):
        return Parser(formula, lambda name, cells: self._range(name or sheet, cells)).result()


class Parser:
    """Precedence as in spreadsheets: sign before power, power before product, then sum, compare."""

    def __init__(self, formula, look_up):
        self.tokens, position = [], 0
        while position < len(formula):
            match = TOKEN.match(formula, position)
            assert match, f"The calculator does not know {formula[position:]!r}."
            self.tokens.append(match)
            position = match.end()
        self.place, self.look_up = 0, look_up

    def result(self):
        value = self.compare()()
        assert self.place == len(self.tokens)
        return value

    def peek(self):
        return self.tokens[self.place].group() if self.place < len(self.tokens) else ""

    def take(self):
        self.place += 1
        return self.tokens[self.place - 1]

    def chain(self, operators, inner):
        left = inner()
        while self.peek() in operators and self.peek():
            sign, right = self.take().group(), inner()
            left = self.joined(operators[sign], left, right)
        return left

    @staticmethod
    def joined(operator, left, right):
        return lambda: operator(left(), right())

    def compare(self):
        def equal(a, b):
            return ("" if a is None else a) == ("" if b is None else b)

        return self.chain(
            {
                "=": equal,
                "<": lambda a, b: a < b,
                ">": lambda a, b: a > b,
                ">=": lambda a, b: a >= b,
                "<=": lambda a, b: a <= b,
            },
            self.sum,
        )

    def sum(self):
        return self.chain(
            {"+": lambda a, b: (a or 0) + (b or 0), "-": lambda a, b: (a or 0) - (b or 0)},
            self.product,
        )

    def product(self):
        return self.chain(
            {"*": lambda a, b: (a or 0) * (b or 0), "/": lambda a, b: (a or 0) / b}, self.power
        )

    def power(self):
        return self.chain({"^": lambda a, b: a**b}, self.signed)

    def signed(self):
        if self.peek() == "-":
            self.take()
            inner = self.signed()
            return lambda: -inner()
        return self.atom()

    def atom(self):
        token = self.take()
        kind = token.lastgroup
        if token["text"] is not None:
            return lambda: token["text"][1:-1]
        if token["ref"] is not None:
            return lambda: self.look_up(token["sheet"], token["cells"])
        if token["number"] is not None:
            return lambda: float(token["number"])
        if token["name"] is not None:
            return self.call(token["name"])
        assert token.group() == "(", kind
        inner = self.compare()
        assert self.take().group() == ")"
        return inner

    def call(self, name):
        assert self.take().group() == "("
        arguments = [self.compare()]
        while self.peek() == ",":
            self.take()
            arguments.append(self.compare())
        assert self.take().group() == ")"
        if name == "IF":
            return lambda: FUNCTIONS["IF"](*arguments)
        return lambda: FUNCTIONS[name](*(argument() for argument in arguments))
