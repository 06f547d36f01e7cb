"""REDCap's functions that logic may use. Each takes values and returns one."""

import math
import statistics
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from .values import as_number, as_text, as_truth, checked, moment

DAYS_PER_YEAR, DAYS_PER_MONTH = 365.2425, 30.44
SECONDS = {
    "y": DAYS_PER_YEAR * 86_400,
    "M": DAYS_PER_MONTH * 86_400,
    "d": 86_400,
    "h": 3_600,
    "m": 60,
    "s": 1,
}
DATE_FORMATS = ("ymd", "mdy", "dmy")  # a date format in datediff, in older projects
MAX_DECIMALS = 12


def _numbers(values):
    return [number for number in map(as_number, values) if number is not None]


def _of_numbers(work, at_least=1):
    """Return a function of all numbers among its operands; blanks are left out."""

    def function(now, *values):
        numbers = _numbers(values)
        return checked(work(numbers)) if len(numbers) >= at_least else ""

    return function


def _of_number(work):
    def function(now, value):
        number = as_number(value)
        try:
            return "" if number is None else checked(work(number))
        except (ValueError, OverflowError):
            return ""

    return function


def _rounded(rule):
    def function(now, value, decimals="0"):
        number, places = as_number(value), as_number(decimals)
        if number is None or places is None or abs(places) > MAX_DECIMALS:
            return ""
        return float(Decimal(repr(number)).quantize(Decimal(1).scaleb(-int(places)), rule))

    return function


def _of_texts(work):
    """Return a function of texts that ignores capitals."""

    def function(now, *values):
        return work(*(as_text(value).lower() for value in values))

    return function


def datediff(now, first, second, unit="d", *more):
    """Return the time between two moments in the unit, without a sign unless the next value is
    true. Return a blank if a moment or the unit cannot be read."""
    start, end = moment(first, now), moment(second, now)
    unit = as_text(unit)
    unit = unit if unit == "M" else unit.lower()
    if start is None or end is None or unit not in SECONDS:
        return ""
    wishes = [value for value in more if as_text(value).lower() not in DATE_FORMATS]
    difference = (end - start).total_seconds() / SECONDS[unit]
    return difference if wishes and as_truth(wishes[0]) else abs(difference)


def choose(now, condition, yes, no=""):
    return yes if as_truth(condition) else no


def is_number(now, value):
    return as_number(value) is not None


FUNCTIONS = {
    "if": (choose, 2, 3),
    "round": (_rounded(ROUND_HALF_UP), 1, 2),
    "roundup": (_rounded(ROUND_CEILING), 1, 2),
    "rounddown": (_rounded(ROUND_FLOOR), 1, 2),
    "sum": (_of_numbers(math.fsum), 1, None),
    "min": (_of_numbers(min), 1, None),
    "max": (_of_numbers(max), 1, None),
    "mean": (_of_numbers(statistics.fmean), 1, None),
    "median": (_of_numbers(statistics.median), 1, None),
    "stdev": (_of_numbers(statistics.stdev, at_least=2), 1, None),
    "abs": (_of_number(abs), 1, 1),
    "sqrt": (_of_number(math.sqrt), 1, 1),
    "isnumber": (is_number, 1, 1),
    "isblankormissingcode": (None, 1, 1),  # needs the missing codes of its field
    "contains": (_of_texts(lambda text, part: part in text), 2, 2),
    "not_contain": (_of_texts(lambda text, part: part not in text), 2, 2),
    "starts_with": (_of_texts(str.startswith), 2, 2),
    "ends_with": (_of_texts(str.endswith), 2, 2),
    "length": (lambda now, value: float(len(as_text(value))), 1, 1),
    "lower": (lambda now, value: as_text(value).lower(), 1, 1),
    "upper": (lambda now, value: as_text(value).upper(), 1, 1),
    "concat": (lambda now, *values: "".join(map(as_text, values)), 1, None),
    "datediff": (datediff, 2, 5),
}
