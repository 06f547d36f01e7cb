"""Text validation types, and the form of a stored value of each. Dates are stored as Y-M-D."""

import re
from datetime import date, datetime

NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)\Z")
COMMA_NUMBER = re.compile(r"[-+]?(\d+([.,]\d*)?|[.,]\d+)\Z")
EPOCH = datetime(1970, 1, 1)
ORDERS = ("ymd", "mdy", "dmy")
DATES = frozenset(f"date_{order}" for order in ORDERS)
DATETIMES = frozenset(
    f"{kind}_{order}" for kind in ("datetime", "datetime_seconds") for order in ORDERS
)
POINT_NUMBERS = frozenset(["number", *(f"number_{digits}dp" for digits in range(1, 5))])
COMMA_NUMBERS = frozenset(
    ["number_comma_decimal", *(f"number_{digits}dp_comma_decimal" for digits in range(1, 5))]
)
NUMBERS = POINT_NUMBERS | COMMA_NUMBERS | {"integer"}
PATTERNS = {
    "integer": re.compile(r"[-+]?\d+\Z"),
    "time": re.compile(r"([01]?\d|2[0-3]):[0-5]\d\Z"),
    "time_hh_mm_ss": re.compile(r"([01]?\d|2[0-3]):[0-5]\d:[0-5]\d\Z"),
    "time_mm_ss": re.compile(r"[0-5]\d:[0-5]\d\Z"),
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z"),
    "phone": re.compile(r"[-+().\sx\d]{5,30}\Z"),
    "zipcode": re.compile(r"\d{5}(-\d{4})?\Z"),
    "alpha_only": re.compile(r"[A-Za-z]+\Z"),
    "ssn": re.compile(r"\d{3}-\d{2}-\d{4}\Z"),
}
WITHOUT_PATTERN = ("signature", "autocomplete", "number")
FAMILIES = ("postalcode_", "mrn_")  # followed by a country or hospital
WORDS = {"integer": "a whole number", "email": "an e-mail address", "phone": "a telephone number"}
PERSONAL = frozenset(["email", "phone"])


def is_known(kind):
    return (
        not kind
        or kind in PATTERNS
        or kind in NUMBERS
        or kind in DATES
        or kind in DATETIMES
        or kind in WITHOUT_PATTERN
        or kind.startswith(FAMILIES)
    )


def number_of(text, kind=""):
    """Return the number that a stored text means, or None."""
    text = text.strip()
    if kind in COMMA_NUMBERS and COMMA_NUMBER.match(text):
        text = text.replace(",", ".")
    return float(text) if NUMBER.match(text) else None


def moment_of(text):
    """Return the day or moment that a stored text means, or None."""
    text = text.strip().replace("T", " ")
    try:
        if len(text) <= 10:
            return datetime.combine(date.fromisoformat(text), datetime.min.time())
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=None)
    except ValueError:
        return None


def problem_of(value, kind):
    """Return the reason why a value does not have this type; "" if it has the type or the type is
    unknown."""
    if kind in NUMBERS and kind != "integer":
        return "" if number_of(value, kind) is not None else "The value is not a number."
    if kind in DATES or kind in DATETIMES:
        return "" if moment_of(value) else "The value is not a date written as YYYY-MM-DD."
    if kind in PATTERNS and not PATTERNS[kind].match(value.strip()):
        return f"The value is not {WORDS.get(kind, 'of the type ' + kind)}."
    return ""


def sort_key(value, kind):
    """Return a number that orders values of this type (for dates, seconds since 1970), or None."""
    if kind in DATES or kind in DATETIMES:
        moment = moment_of(value)
        return (moment - EPOCH).total_seconds() if moment else None
    return number_of(value, kind)
