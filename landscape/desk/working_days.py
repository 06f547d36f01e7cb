"""Working days: Monday to Friday, without public holidays, which differ between countries."""

from datetime import timedelta

TRIAGE_WORKING_DAYS = 3
SATURDAY = 5


def add_working_days(day, number):
    """Return the day that many working days later."""
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < SATURDAY
    return day
