"""Days as people write them in spreadsheets and address books. This module does not use Django.

A text may be one day in every reading, several days ("3/4/2025" is in March or in April), or none.
Nothing is guessed: where there are several, the other dates of the column or a person decide.
"""

import re
from datetime import date, timedelta

from core.spoken_names import months_by_spoken_name
from core.text import folded, name_key

ISO, DAY_FIRST, MONTH_FIRST = "ymd", "dmy", "mdy"
ORDERS = {DAY_FIRST: "day, month, year", MONTH_FIRST: "month, day, year", ISO: "year, month, day"}
TIME = re.compile(r"[T ,]+\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?.*$", re.IGNORECASE)
NUMBERS = re.compile(r"(\d{1,4})\s*([-./ ])\s*(\d{1,2})\s*\2\s*(\d{1,4})\.?")
MONTH_AND_YEAR = re.compile(r"(\d{1,2})\s*[-./]\s*(\d{4})|(\d{4})-(\d{1,2})")
TOKEN = re.compile(r"\d+|[^\W\d_]+")
NO_DAY = re.compile(r"[0\W]*")  # "0/0/00" of Outlook and "00.00.0000"
# Spreadsheets count days from here; a cell that lost its format shows the count.
FIRST_DAY, SERIALS = date(1899, 12, 30), range(20_000, 80_000)
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100


def readings(text, *, this_year):
    """Return {order: day} for every way in which the text is a day; an empty dictionary if it is
    none. `this_year` decides the century of a year with two digits: dates are not in the future.

    A month without a day is its first day. The text is not empty and not `is_empty_date`.
    """
    text = TIME.sub("", text.strip()).strip()
    if re.fullmatch(r"\d{5}", text) and int(text) in SERIALS:
        return {ISO: FIRST_DAY + timedelta(days=int(text))}
    if re.fullmatch(r"\d{8}", text):
        return _days({ISO: (text[:4], text[4:6], text[6:])}, this_year)
    found = NUMBERS.fullmatch(text)
    if found:
        first, separator, second, third = found.groups()
        return _days(dict(_orders(first, separator, second, third)), this_year)
    found = MONTH_AND_YEAR.fullmatch(text)
    if found:
        month, year = found[1] or found[4], found[2] or found[3]
        return _days({ISO: (year, month, "1")}, this_year)
    return _days(_in_words(text), this_year)


def is_empty_date(text):
    """Return whether the text is a program's notation for no date."""
    return bool(NO_DAY.fullmatch(text))


def order_of(texts, *, this_year):
    """Return the one order in which all these texts are days, for a column in which at least one
    text has no other reading; "" if there is no such order."""
    possible, certain = set(ORDERS), False
    for text in texts:
        found = readings(text, this_year=this_year)
        if found and set(found) != {ISO} and not _is_dotted(text):
            possible &= set(found)
            certain = certain or len(set(found.values())) == 1
    return possible.pop() if certain and len(possible) == 1 else ""


def _is_dotted(text):
    """Return whether the text has dots. Then the day is first, but only in dates with dots."""
    return "." in text


def _orders(first, separator, second, third):
    if len(first) > 2:
        yield ISO, (first, second, third)
        return
    if len(third) == 3:
        return
    dmy, mdy = (third, second, first), (third, first, second)
    yield DAY_FIRST, dmy
    # With dots nobody writes the month first, unless the numbers allow nothing else.
    if separator in "/-" or int(second) > 12:
        yield MONTH_FIRST, mdy
    if len(third) == 2 and separator == "-":
        yield ISO, (first, second, third)


def _in_words(text):
    """Read "3 Mar 2024", "March 3, 2024", "1er mars 2025", "03-Mar-24" or "Mai 2024"."""
    tokens = TOKEN.findall(folded(text))
    known = months_by_spoken_name()
    months = {known[name_key(token)] for token in tokens if name_key(token) in known}
    numbers = [token for token in tokens if token.isdigit()]
    if len(months) != 1 or not numbers or len(tokens) > 7:
        return {}
    month = str(months.pop())
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) < 3]
    if len(years) == 1 and len(days) == len(numbers) - 1 < 2:
        return {ISO: (years[0], month, days[0] if days else "1")}
    if not years and len(days) == len(numbers) == 2:
        return {ISO: (days[1], month, days[0])}
    return {}


def _days(parts, this_year):
    found = {}
    for order, (year, month, day) in parts.items():
        number = int(year)
        if len(year) == 2:
            number += 2000 if 2000 + number <= this_year else 1900
        if EARLIEST_YEAR <= number <= LATEST_YEAR:
            try:
                found[order] = date(number, int(month), int(day))
            except ValueError:
                continue
    return found
