"""Telephone numbers made comparable, for the search."""

import re

TRUNK_ZERO = re.compile(r"\(0\)")
ASKED_NUMBER = re.compile(r"[\d+()/.\s-]+")
MIN_DIGITS = 6
# Of a longer number these last digits are compared: "+49 30 123456" is also "030 123456".
COMPARED_DIGITS = 8


def phone_digits(text):
    """Return the digits of a number without the "(0)" that nobody dials from abroad."""
    return re.sub(r"\D", "", TRUNK_ZERO.sub("", text))


def asked_phone(query):
    """Return the digits to look for if the query is a telephone number, otherwise ""."""
    if not ASKED_NUMBER.fullmatch(query.strip()):
        return ""
    digits = phone_digits(query).lstrip("0")
    return digits[-COMPARED_DIGITS:] if len(digits) >= MIN_DIGITS else ""
