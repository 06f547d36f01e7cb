"""The number of failed sign-ins per hour, over all processes. It is in the cache."""

from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone

from core.monitoring import metrics

HOUR = timedelta(hours=1)


def count(outcome):
    """Count a sign-in that was "bad", or "refused" after too many bad ones, in the present hour."""
    metrics.note_sign_in(outcome)
    key = _key(_present_hour())
    cache.add(key, 0, 3 * HOUR.total_seconds())
    try:
        cache.incr(key)
    except ValueError:  # it was emptied between the two calls
        cache.set(key, 1, 3 * HOUR.total_seconds())


def worst_hour():
    """Return (start, number) of the present hour or the one before, which had more."""
    hours = [_present_hour() - HOUR, _present_hour()]
    numbers = cache.get_many(map(_key, hours))
    return max(((hour, numbers.get(_key(hour), 0)) for hour in hours), key=lambda each: each[1])


def _present_hour():
    return timezone.now().replace(minute=0, second=0, microsecond=0)


def _key(hour):
    return f"failed-sign-ins.{hour:%Y-%m-%d.%H}"
