"""Values as both registers print them: days and numbers of persons."""

import re
import unicodedata
from datetime import date

from .numbers import MARKS

# 24/05/2024, 24.5.2024 and 2024/05/24, with or without a time behind them.
DAY_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)")
YEAR_FIRST = re.compile(r"(\d{4})([/.])(\d{1,2})\2(\d{1,2})(?!\d)")
# 1,000 and 1.000 and 1 000 and 1'000: three digits behind each mark, the same mark throughout.
GROUPED_NUMBER = re.compile(r"\d{1,3}(?:([ ,.'])\d{3}(?:\1\d{3})*)")
WHOLE_NUMBER = re.compile(r"(\d+)(?:[.,]0{1,2})?")
APOSTROPHES = str.maketrans(dict.fromkeys("\u2019\u02bc\u00b4`", "'"))
MAX_PERSONS = 9_999_999  # persons; a larger number is a typing error


def in_plain_letters(word):
    """Return a word of a register in small letters, with hyphens and blanks of the keyboard."""
    return " ".join(word.translate(MARKS).lower().split())


def british(word):
    """Return a word of a register in small letters and British spelling."""
    return in_plain_letters(word).replace("authoriz", "authoris")


def day(text):
    """Return a day from 2024-05-24, with or without a time, from 24/05/2024 or 24.5.2024, the day
    before the month; else None."""
    text = text.strip()
    try:
        if match := DAY_FIRST.match(text):
            return date(int(match[4]), int(match[3]), int(match[1]))
        if match := YEAR_FIRST.match(text):
            return date(int(match[1]), int(match[3]), int(match[4]))
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def whole_number(text):
    """Return a number of persons, with or without marks between its thousands; else None."""
    text = unicodedata.normalize("NFKC", text).translate(APOSTROPHES).strip()
    if match := GROUPED_NUMBER.fullmatch(text):
        digits = text.replace(match[1], "")
    elif match := WHOLE_NUMBER.fullmatch(text):
        digits = match[1]
    else:
        return None
    number = int(digits) if len(digits) <= len(str(MAX_PERSONS)) else MAX_PERSONS + 1
    return number if number <= MAX_PERSONS else None
