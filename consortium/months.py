"""Months of the project: month 1 is January 2024."""

import calendar
from datetime import date

FIRST_YEAR, FIRST_MONTH = 2024, 1


def end_of_month(month):
    """Return the last day of a month of the project, counted from 1. Raise ValueError below 1."""
    if month < 1:
        raise ValueError("The months of the project are counted from 1. Use a month from 1.")
    year, place = divmod(FIRST_MONTH - 1 + month - 1, 12)
    year += FIRST_YEAR
    return date(year, place + 1, calendar.monthrange(year, place + 1)[1])
