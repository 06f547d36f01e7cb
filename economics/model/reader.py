"""Reader of inputs that may be wrong. Each input is checked when it is used, so that a wrong one
makes only the results undefined that need it."""

import math
from decimal import Decimal, InvalidOperation

from .limits import MICROSECONDS_PER_VALUE, Limits
from .reasons import E_EMPTY, E_RANGE, E_UNIT, Note, Undefined

LARGEST_NUMBER = 1e15
MAX_ITEMS = 100_000
MONEY_KEYS = ("currency", "price_year")
REQUIRED = object()


class Reader:
    """A mapping of inputs. Each method returns a checked value, or notes the reason once and raises
    Undefined. `where` is the prefix of names in nested objects; `labels` {name: words} replace
    names in sentences, in which the values `in_percent` (names) have per cent; `limits` count the
    work of the whole calculation."""

    def __init__(
        self,
        values,
        *,
        where="",
        notes=None,
        money=None,
        labels=None,
        in_percent=(),
        limits=None,
    ):
        self.values, self.where = values, where
        self.labels, self.in_percent = labels or {}, in_percent
        self.limits = limits or Limits()
        self.notes = {} if notes is None else notes
        self.money_unit = {} if money is None else money

    def refuse(self, code, name, message=""):
        undefined = Undefined(code, f"{self.where}{name}", message)
        self.notes.setdefault((undefined.note.where, code), undefined.note)
        raise undefined

    def note(self, code, name, message):
        where = f"{self.where}{name}"
        self.notes.setdefault((where, code), Note(code, where, message))

    def _label(self, name):
        return self.labels.get(name, name)

    def _in_words(self, name, number):
        is_share = name.partition("[")[0] in self.in_percent
        return f"{100 * number:g} %" if is_share else f"{number:g}"

    def has(self, name):
        return self.values.get(name) not in (None, "")

    def _value(self, name, default):
        if self.has(name):
            return self.values[name]
        if default is REQUIRED:
            self.refuse(E_EMPTY, name, f"{self._label(name)} is empty. Enter a value.")
        return default

    def number(self, name, low=None, high=None, *, above=None, default=REQUIRED):
        """Return a finite float from `low` to `high`, or greater than `above`; raise Undefined."""
        value = self._value(name, default)
        return value if value is None else self._checked(name, value, low, high, above)

    def _checked(self, name, value, low=None, high=None, above=None):
        self.limits.spend(MICROSECONDS_PER_VALUE)
        number = as_number(value)
        if number is None:
            self.refuse(
                E_RANGE,
                name,
                f"{self._label(name)} is not a number below {LARGEST_NUMBER:,.0f}. Enter one, with "
                "a point only before decimals.",
            )
        if (low is not None and number < low) or (high is not None and number > high):
            self._refuse_number(name, number, self._bounds(name, low, high))
        if above is not None and number <= above:
            self._refuse_number(name, number, f"above {self._in_words(name, above)}")
        return number

    def _refuse_number(self, name, number, bounds):
        text = f"{self._label(name)} is {self._in_words(name, number)}. It must be {bounds}."
        self.refuse(E_RANGE, name, text)

    def _bounds(self, name, low, high):
        low, high = (None if end is None else self._in_words(name, end) for end in (low, high))
        if low is None:
            return f"at most {high}"
        return f"at least {low}" if high is None else f"from {low} to {high}"

    def share(self, name, default=REQUIRED):
        return self.number(name, 0, 1, default=default)

    def rate(self, name, default=REQUIRED):
        return self.number(name, high=10, above=-1, default=default)

    def amount(self, name, default=REQUIRED, low=0, high=None):
        """Return money from a number, or from an object with `amount`, `currency` and `price_year`.
        Raise Undefined if they differ from the other amounts of the run."""
        value = self._value(name, default)
        return value if value is None else self._money(name, value, low, high)

    def _money(self, name, value, low=0, high=None):
        if isinstance(value, dict):
            for key in MONEY_KEYS:
                self._same_unit(name, key, value.get(key))
            value = value.get("amount")
        return self._checked(name, value, low, high)

    def _same_unit(self, name, key, value):
        if value in (None, ""):
            return
        known = self.money_unit.setdefault(key, value)
        if not _is_same(known, value):
            self.refuse(
                E_UNIT,
                name,
                f"{self._label(name)} is in {key.replace('_', ' ')} {value}, the rest in {known}. "
                "Convert it first, with the rate and its date.",
            )

    def amounts(self, name, default=REQUIRED, low=0):
        values = self._value(name, default)
        return [self._money(f"{name}[{i}]", each, low) for i, each in self._items(name, values)]

    def numbers(self, name, low=None, high=None, *, default=REQUIRED):
        values = self._value(name, default)
        return [
            self._checked(f"{name}[{i}]", each, low, high) for i, each in self._items(name, values)
        ]

    def _items(self, name, values):
        if not isinstance(values, (list, tuple)) or len(values) > MAX_ITEMS:
            self.refuse(
                E_RANGE,
                name,
                f"{self._label(name)} must be a list of at most {MAX_ITEMS:,} values.",
            )
        if not values:
            self.refuse(
                E_EMPTY, name, f"{self._label(name)} is an empty list. Enter at least one value."
            )
        return enumerate(values)

    def table(self, name, default=REQUIRED):
        """Return a list of lists of numbers."""
        rows = self._value(name, default)
        return [
            [self._checked(f"{name}[{i}]", each) for _, each in self._items(f"{name}[{i}]", row)]
            for i, row in self._items(name, rows)
        ]

    def whole(self, name, low, high, default=REQUIRED):
        number = self.number(name, low, high, default=default)
        if number is not None and number != int(number):
            self.refuse(
                E_RANGE, name, f"{self._label(name)} is {number:g}. It must be a whole number."
            )
        return number if number is None else int(number)

    def choice(self, name, options, default=REQUIRED):
        value = self._value(name, default)
        if value not in options:
            self.refuse(
                E_RANGE,
                name,
                f"{self._label(name)} must be one of: {', '.join(map(str, options))}.",
            )
        return value

    def flag(self, name, default):
        return self.choice(name, (True, False), default)

    def text(self, name, default=REQUIRED):
        value = self._value(name, default)
        if not isinstance(value, str):
            self.refuse(E_RANGE, name, f"{self._label(name)} must be a text.")
        return value

    def object(self, name, default=REQUIRED):
        value = self._value(name, default)
        if not isinstance(value, dict):
            self.refuse(E_RANGE, name, f"{self._label(name)} must be an object.")
        return self._inner(value, f"{name}.")

    def objects(self, name, default=REQUIRED):
        """Return a Reader for each object of a list."""
        values = self._value(name, default)
        if values in ([], ()) and default is not REQUIRED:
            return []
        for place, each in self._items(name, values):
            if not isinstance(each, dict):
                self.refuse(
                    E_RANGE, f"{name}[{place}]", f"{self._label(name)}[{place}] must be an object."
                )
        return [self._inner(each, f"{name}[{place}].") for place, each in enumerate(values)]

    def _inner(self, values, where):
        return Reader(
            values,
            where=self.where + where,
            notes=self.notes,
            money=self.money_unit,
            limits=self.limits,
        )


def as_number(value):
    """Return a float for a finite number, or its text, up to LARGEST_NUMBER; else None."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, str)):
        return None
    try:
        number = float(Decimal(value.strip()) if isinstance(value, str) else value)
    except (InvalidOperation, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and abs(number) <= LARGEST_NUMBER else None


def _is_same(one, other):
    """Return whether two currencies or price years are the same, as number or as text."""
    return str(one) == str(other) or (
        as_number(one) is not None and as_number(one) == as_number(other)
    )
