"""Ticked contacts of the list. They are in the session, so that they survive pages and filters."""

from .access import numbers_in

MAX_TICKED_CONTACTS = 20_000
TOO_MANY = f"More than {MAX_TICKED_CONTACTS:,} contacts are ticked. Filter the list instead."
SESSION_KEY = "ticked_contacts"


class TooManyTicks(ValueError):
    """The text says how many contacts may be ticked."""


def ticked_keys(request):
    """Return the keys of the ticked contacts, in the order in which they were ticked."""
    return list(request.session.get(SESSION_KEY, ()))


def keep_ticks(request, keys):
    """Replace the ticks. Raise TooManyTicks."""
    keys = list(dict.fromkeys(keys))
    if len(keys) > MAX_TICKED_CONTACTS:
        raise TooManyTicks(TOO_MANY)
    request.session[SESSION_KEY] = keys


def take_page(request):
    """Store the ticks of one page: `shown` are its contacts, `id` the ticked ones of them."""
    shown = set(numbers_in(request.POST.get("shown", "").split(",")))
    ticked = numbers_in(request.POST.getlist("id"))
    keep_ticks(request, [key for key in ticked_keys(request) if key not in shown] + ticked)
