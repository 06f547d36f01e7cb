"""Dates of which only the year or the month may be known.

They are written and stored as ISO 8601 writes them: "2023", "2023-05" or "2023-05-17". The text
says how precise the date is, and sorts as dates do.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Substr

SHAPE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
EARLIEST, LATEST = 1950, 2100
HELP = "Year, month or day, as precise as it is known: 2023, 2023-05 or 2023-05-17."


@dataclass(frozen=True)
class PartialDate:
    """The first and the last day that the text may mean."""

    text: str
    first: date
    last: date

    @property
    def precision(self):
        return {4: "year", 7: "month", 10: "day"}[len(self.text)]

    @property
    def middle(self):
        """Where the date stands on a time axis."""
        return self.first + timedelta(days=(self.last - self.first).days // 2)

    def __str__(self):
        if self.precision == "year":
            return str(self.first.year)
        month = f"{calendar.month_abbr[self.first.month]} {self.first.year}"
        return month if self.precision == "month" else f"{self.first.day} {month}"


def parse(text):
    """A PartialDate, None for empty text; ValueError for what is no date."""
    if not text:
        return None
    shape = SHAPE.fullmatch(text)
    if not shape:
        raise ValueError(f"{text} is not a date. {HELP}")
    year, month, day = (int(part) if part else 0 for part in shape.groups())
    if not EARLIEST <= year <= LATEST:
        raise ValueError(f"The year {year} is not between {EARLIEST} and {LATEST}.")
    try:
        first = date(year, month or 1, day or 1)
    except ValueError as error:
        raise ValueError(f"{text} is not a day of the calendar.") from error
    if day:
        return PartialDate(text, first, first)
    last_month = month or 12
    return PartialDate(
        text, first, date(year, last_month, calendar.monthrange(year, last_month)[1])
    )


def days_between(start, end):
    """Number of days, and whether it is known to the day; None where a date is missing."""
    if not start or not end:
        return None, False
    return max((end.middle - start.middle).days, 0), start.precision == end.precision == "day"


def is_before(one, other):
    """Whether `one` is certainly before `other`: no reading of the two allows anything else."""
    return bool(one and other and one.last < other.first)


def not_before(later, earlier):
    """The condition of a database constraint that says the same as `is_before` for two columns:
    2023 is not before 2023-05, because it may mean a later month."""
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
    """A date as text with its own precision; empty where it is not known."""

    def __init__(self, *args, **kwargs):
        kwargs = {"max_length": 10, "blank": True, "default": "", "help_text": HELP} | kwargs
        super().__init__(*args, **kwargs)

    default_validators = [validate]
