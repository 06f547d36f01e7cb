"""Addresses as they may be logged: a personal link gives access to everybody who reads the log."""

import logging
import re

from django.urls import Resolver404, resolve

# Arguments of addresses that give access without an account.
SECRET_ARGUMENTS = ("token", "key", "uidb36")
# In an address that no page has, such as a link that a mail program cut off.
LONG_PART = re.compile(r"[^/]{20,}")
HIDDEN = "…"


def without_secrets(address):
    """Return the path of an address, without its query string and with "…" for personal parts."""
    path = address.partition("?")[0]
    try:
        arguments = resolve(path).kwargs
    except Resolver404:
        return LONG_PART.sub(HIDDEN, path)
    for name in SECRET_ARGUMENTS:
        if arguments.get(name):
            path = path.replace(str(arguments[name]), HIDDEN)
    return path


class SecretsFilter(logging.Filter):
    """Hides personal links in all addresses of a log line."""

    def filter(self, record):
        if isinstance(record.args, tuple):
            record.args = tuple(map(_shown, record.args))
        return True


def _shown(argument):
    is_address = isinstance(argument, str) and argument.startswith("/")
    return without_secrets(argument) if is_address else argument
