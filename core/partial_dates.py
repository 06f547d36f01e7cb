"""Partial dates, of which only the year or the month may be known.

They are stored as ISO 8601 text: "2023", "2023-05" or "2023-05-17". The length of the text is the
precision, and text sorts like dates.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Substr

DATE_SHAPE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
MIN_YEAR, MAX_YEAR = 1950, 2100
HELP = "Enter a year, month or day: 2023, 2023-05 or 2023-05-17."


@dataclass(frozen=True)
class PartialDate:
    """A partial date with its first and last possible day."""

    text: str
    first: date
    last: date

    @property
    def precision(self):
        return {4: "year", 7: "month", 10: "day"}[len(self.text)]

    @property
    def middle(self):
        """Return the middle day, for time axes and lengths."""
        return self.first + timedelta(days=(self.last - self.first).days // 2)

    def __str__(self):
        if self.precision == "year":
            return str(self.first.year)
        month = f"{calendar.month_abbr[self.first.month]} {self.first.year}"
        return month if self.precision == "month" else f"{self.first.day} {month}"


def parse(text):
    """Return a PartialDate, or None for empty text. Raise ValueError if it is not a date."""
    if not text:
        return None
    shape = DATE_SHAPE.fullmatch(text)
    if not shape:
        raise ValueError(f"{text} is not a date. {HELP}")
    year, month, day = (int(part) if part else 0 for part in shape.groups())
    if not MIN_YEAR <= year <= MAX_YEAR:
        raise ValueError(
            f"The year {year} is not between {MIN_YEAR} and {MAX_YEAR}. Check the year."
        )
    try:
        first = date(year, month or 1, day or 1)
    except ValueError as error:
        raise ValueError(f"{text} is not a day of the calendar. Check month and day.") from error
    if day:
        return PartialDate(text, first, first)
    last_month = month or 12
    return PartialDate(
        text, first, date(year, last_month, calendar.monthrange(year, last_month)[1])
    )


def days_between(start, end):
    """Return (days, is_exact); days is None if a date is missing."""
    if not start or not end:
        return None, False
    return max((end.middle - start.middle).days, 0), start.precision == end.precision == "day"


def is_before(one, other):
    """Return whether every possible day of `one` is before every possible day of `other`."""
    return bool(one and other and one.last < other.first)


def not_before(later, earlier):
    """Return the condition of a constraint that refuses columns for which `is_before` is true.

    2023 is not before 2023-05, because it can mean a later month.
    """
    return (
        Q(**{later: ""})
        | Q(**{earlier: ""})
        | Q(**{f"{later}__gte": F(earlier)})
        | Q(**{later: Substr(earlier, 1, Length(later))})
    )


def validate(text):
    try:
        parse(text)
    except ValueError as error:
        raise ValidationError(str(error)) from error


class PartialDateField(models.CharField):
    """A partial date as text; empty if it is not known."""

    def __init__(self, *args, **kwargs):
        kwargs = {"max_length": 10, "blank": True, "default": "", "help_text": HELP} | kwargs
        super().__init__(*args, **kwargs)

    default_validators = [validate]
