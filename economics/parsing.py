"""Numbers as people type them and as the form shows them."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from .defaults import as_text
from .model.inputs import CHOICE, COUNT, MONEY, RATE, SHARE, TEXT

THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
POINT_BEFORE_THREE_DIGITS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
KINDS_WITH_THOUSANDS = (MONEY, COUNT)
BLANKS = re.compile(r"[\s\u00a0\u202f]+")
LONGEST_NUMBER, LONGEST_TEXT = 40, 60


@dataclass(frozen=True)
class UnclearNumber:
    """A typed text that two readers read as different numbers: 400.000 is 400 or 400,000."""

    text: str

    def __str__(self):
        return self.text


def parsed(kind, text):
    """Return a typed text as it is stored. Text that is not a number is kept, and so is an
    UnclearNumber, so that its field shows the error."""
    if kind == TEXT:
        return text.strip()[:LONGEST_TEXT] or None
    text = text.strip()[:LONGEST_NUMBER]
    if not text or kind == CHOICE:
        return text or None
    number = BLANKS.sub("", text.removesuffix("%"))
    if kind in KINDS_WITH_THOUSANDS and POINT_BEFORE_THREE_DIGITS.fullmatch(number):
        return UnclearNumber(text)
    if THOUSANDS.fullmatch(number):
        number = number.replace(",", "")
    try:
        value = Decimal(number)
    except InvalidOperation:
        return text
    if not value.is_finite() or abs(value.adjusted()) > LONGEST_NUMBER:
        return text
    return as_text(value / 100 if kind in (SHARE, RATE) else value)


def typed(kind, stored, *, has_commas=True):
    """Return a stored value as the form shows it: shares in per cent, amounts with commas. An
    amount with three decimals has a fourth one, so that `parsed` reads it as it is."""
    if stored in (None, ""):
        return ""
    if kind in (CHOICE, TEXT) or isinstance(stored, UnclearNumber):
        return str(stored)
    try:
        value = Decimal(str(stored))
    except InvalidOperation:
        return str(stored)
    if not value.is_finite() or abs(value.adjusted()) > LONGEST_NUMBER:
        return str(stored)
    if kind in (SHARE, RATE):
        return as_text(value * 100)
    if abs(value) >= 10_000 and has_commas:
        return f"{value:,f}"
    text = as_text(value)
    is_unclear = kind in KINDS_WITH_THOUSANDS and POINT_BEFORE_THREE_DIGITS.fullmatch(text)
    return f"{text}0" if is_unclear else text
