"""Values as both registers print them: days and numbers of persons."""

import html
import re
import unicodedata
from datetime import date
from html.entities import html5

from .numbers import MARKS

# 24/05/2024, 24.5.2024 and 2024/05/24, with or without a time behind them.
DAY_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)")
YEAR_FIRST = re.compile(r"(\d{4})([/.])(\d{1,2})\2(\d{1,2})(?!\d)")
# 1,000 and 1.000 and 1 000 and 1'000: three digits behind each mark, the same mark throughout.
GROUPED_NUMBER = re.compile(r"\d{1,3}(?:([ ,.'])\d{3}(?:\1\d{3})*)")
WHOLE_NUMBER = re.compile(r"(\d+)(?:[.,]0{1,2})?")
APOSTROPHES = str.maketrans(dict.fromkeys("\u2019\u02bc\u00b4`", "'"))
MAX_PERSONS = 9_999_999  # persons; a larger number is a typing error
ENTITY = re.compile(r"&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
MAX_ESCAPES = 2  # a script may escape once more what the register has escaped


def without_entities(text):
    """Return the text with characters in place of HTML entities such as &amp; and &#228;. An
    ampersand without a semicolon or with an unknown name is text."""
    for _ in range(MAX_ESCAPES):
        if "&" not in text:
            break
        text = ENTITY.sub(_character, text)
    return text


def _character(entity):
    name = entity[1]
    return html.unescape(entity[0]) if name.startswith("#") else html5.get(f"{name};", entity[0])


def in_plain_letters(word):
    """Return a word of a register in small letters, with hyphens and blanks of the keyboard."""
    return " ".join(word.translate(MARKS).lower().split())


def british(word):
    """Return a word of a register in small letters and British spelling."""
    plain = in_plain_letters(word).replace("authoriz", "authoris")
    return plain.replace("favorab", "favourab")


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
