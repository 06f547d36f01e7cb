"""Limits the messages of a form from one network address to a few per hour."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache

MESSAGES_PER_HOUR = 5
SECONDS_PER_HOUR = 3600


def is_too_often(request, form):
    """Count a message of this form, and return whether the sender's address is over the limit."""
    key = f"messages.{form}.{get_adapter(request).get_client_ip(request)}"
    cache.add(key, 0, SECONDS_PER_HOUR)
    try:
        return cache.incr(key) > MESSAGES_PER_HOUR
    except ValueError:  # it expired between the two calls
        return False
