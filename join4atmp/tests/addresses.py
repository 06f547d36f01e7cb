"""Every address of the portal that needs no argument, for tests that walk all pages."""

import re

from django.urls import get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

EXCLUDED_PAGES = re.compile(r"^(admin|account|mfa|socialaccount)|logout|schema|feed|healthz|readyz")


def addresses(patterns=None, namespace=""):
    """Yield every address without arguments, except those of other packages."""
    for pattern in patterns or get_resolver().url_patterns:
        if hasattr(pattern, "url_patterns"):
            inside = ":".join(filter(None, (namespace, pattern.namespace)))
            yield from addresses(pattern.url_patterns, inside)
            continue
        name = ":".join(filter(None, (namespace, pattern.name)))
        if not pattern.name or EXCLUDED_PAGES.search(name):
            continue
        try:
            yield reverse(name)
        except NoReverseMatch:
            continue
