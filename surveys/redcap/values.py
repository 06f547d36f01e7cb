"""Values during the evaluation of logic: a text, a number or yes/no. A blank is the text ""."""

import math

from .validation import NUMBER, moment_of

NOT_TRUE = ("", "0", "false")
MAX_NUMBER = 1e300


def as_number(value):
    """Return a float, or None for a blank or a text that is not a number."""
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, float):
        return value
    text = value.strip()
    return float(text) if NUMBER.match(text) else None


def as_text(value):
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return value


def as_truth(value):
    if isinstance(value, str):
        return value.strip().lower() not in NOT_TRUE
    return bool(value)


def checked(number):
    """Return a finite number; replace others with a blank."""
    if isinstance(number, complex) or not math.isfinite(number) or abs(number) > MAX_NUMBER:
        return ""
    return float(number)


def moment(value, now):
    """Return the moment that a value means; "today" and "now" refer to the evaluation."""
    text = as_text(value).strip()
    if text.lower() == "now":
        return now
    if text.lower() == "today":
        return now.replace(hour=0, minute=0, second=0, microsecond=0)
    return moment_of(text)


def equal_as_text(left, right):
    return as_text(left).strip() == as_text(right).strip()


def equal(left, right):
    """Compare numbers if both values are numbers, else texts. A blank equals only a blank."""
    first, second = as_number(left), as_number(right)
    if first is not None and second is not None:
        return first == second
    return equal_as_text(left, right)


def ordered(left, right, test):
    """Return whether `test(first, second)` is true; False if one of the values is blank."""
    first, second = as_number(left), as_number(right)
    if first is not None and second is not None:
        return test(first, second)
    first, second = as_text(left).strip(), as_text(right).strip()
    return bool(first and second) and test(first, second)
