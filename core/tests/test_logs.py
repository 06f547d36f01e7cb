"""Personal links do not occur in any log line."""

import logging

import pytest
from django.urls import get_resolver

from core.monitoring.secrets_filter import HIDDEN, SECRET_ARGUMENTS, SecretsFilter, without_secrets

SECRET = "Zq7-a-secret"
# Text in an address that gives no access: numbers and names of rows, files and formats.
PUBLIC_ARGUMENTS = {"code", "format", "kind", "name", "number", "section"}


def routes(patterns=None, before=""):
    """Yield (route, pattern) of every address."""
    for pattern in patterns or get_resolver().url_patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route, pattern


def secret_addresses():
    found = []
    for route, _ in routes():
        for name in SECRET_ARGUMENTS:
            if f"<str:{name}>" in route:
                found.append(
                    "/" + route.replace(f"<str:{name}>", SECRET).replace("<slug:block>", "b")
                )
    return found


def test_every_personal_link_is_hidden():
    addresses = secret_addresses()

    assert len(addresses) > 10
    assert [each for each in addresses if SECRET in without_secrets(each)] == []
    assert [each for each in addresses if HIDDEN not in without_secrets(each)] == []


def test_the_link_that_sets_a_password_is_hidden():
    reset = without_secrets(f"/accounts/password/reset/key/3f-{SECRET}/")

    assert SECRET not in reset
    assert "3f" not in reset


def test_every_text_in_an_address_is_either_secret_or_public():
    texts = set()
    for route, pattern in routes():
        if route.startswith(("admin/", "accounts/")):
            continue
        converters = getattr(pattern.pattern, "converters", {})
        texts |= {
            name for name, each in converters.items() if type(each).__name__ == "StringConverter"
        }

    assert texts - PUBLIC_ARGUMENTS - set(SECRET_ARGUMENTS) == set()


@pytest.mark.parametrize(
    ("address", "logged"),
    [
        ("/trials/?q=ann@example.org", "/trials/"),
        ("/trials/2022-002568-62/", "/trials/2022-002568-62/"),
        (f"/stakeholders/me/{'x' * 30}/cut/off", f"/stakeholders/me/{HIDDEN}/cut/off"),
    ],
)
def test_an_address_is_logged_without_query_string_and_long_parts_of_unknown_pages(address, logged):
    assert without_secrets(address) == logged


def test_a_refused_form_of_a_personal_page_is_logged_without_its_link(client, caplog, settings):
    caplog.handler.addFilter(SecretsFilter())
    client.handler.enforce_csrf_checks = True
    address = next(each for each in secret_addresses() if each.startswith("/stakeholders/me/"))

    with caplog.at_level(logging.WARNING):
        assert client.post(address).status_code == 403

    assert HIDDEN in caplog.text
    assert SECRET not in caplog.text
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["secrets"]
