"""Settings of all tests: no network, no files left on the machine, and a monitored browser."""

import ipaddress
import os
import shutil
import socket
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as portal_settings
from django.core.cache import cache
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tools import migrated

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
LIBREOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # Chromium refuses to run as root with it, and containers often forbid it
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
# How fast the machine is decides no test.
hypothesis_settings.register_profile(
    "portal", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("portal")
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_user_model"}
SERVERS = os.environ.get("TEST_SERVERS") == "on"  # `make test` started PostgreSQL or Redis


def pytest_configure(config):
    """Change settings for all tests, after pytest-django has read them and before their use."""
    portal_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    portal_settings.STORAGES = {
        **portal_settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    portal_settings.VAR_DIR = Path(tempfile.mkdtemp(prefix="join4atmp-var-"))
    if SERVERS and portal_settings.REDIS_URL:
        # Each process has its own database, because it empties its cache before every test.
        number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
        own = f"{portal_settings.REDIS_URL.rpartition('/')[0]}/{number}"
        portal_settings.REDIS_URL = portal_settings.CELERY_BROKER_URL = own
        portal_settings.CACHES["default"]["LOCATION"] = own
    else:
        portal_settings.REDIS_URL = ""
        portal_settings.CACHES = {
            "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
        }
        portal_settings.CELERY_BROKER_URL = "memory://"
        portal_settings.CELERY_BROKER_TRANSPORT_OPTIONS = {}


def pytest_unconfigure(config):
    shutil.rmtree(portal_settings.VAR_DIR, ignore_errors=True)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Mark the tests with a browser, run them last, and skip tests of programs that are missing.
    Tests without database, and walks over all pages that are marked `once`, are left out of the run
    on servers, which would only repeat them.

    Playwright keeps an event loop in the main thread from its first test to the end of the run, and
    Django refuses its database beside one; see `browser_type_launch_args`.
    """
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))
        if item.get_closest_marker("libreoffice") and not LIBREOFFICE:
            item.add_marker(pytest.mark.skip(reason="LibreOffice is not installed"))
        if item.get_closest_marker("redis") and not portal_settings.REDIS_URL:
            item.add_marker(pytest.mark.skip(reason="`make test` runs it with a Redis server"))
        if item.get_closest_marker("postgresql") and not on_postgresql():
            item.add_marker(pytest.mark.skip(reason="`make test` runs it with PostgreSQL"))
    result = yield
    if SERVERS:
        left_out = [item for item in items if not uses_servers(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if uses_servers(item)]
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    return result


def uses_servers(item):
    if item.get_closest_marker("once"):
        return False
    markers = map(item.get_closest_marker, ("django_db", "postgresql", "redis"))
    return any(markers) or not DATABASE_FIXTURES.isdisjoint(item.fixturenames)


def on_postgresql():
    return portal_settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Copy the database that `make test` migrated; Django then finds no migration to run."""
    name = connection.creation._get_test_db_name()
    with migrated.copied_to(connection.settings_dict, name):
        yield


@pytest.fixture(autouse=True)
def empty_cache():
    """Empty the cache before each test, because it has the counters of sign-in attempts."""
    cache.clear()


# No network


class NetworkRefused(RuntimeError):
    """A refused connection. It is not an OSError, which tested code may catch and retry."""


def is_this_machine(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in {"localhost", "", None}


def is_number(host):
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def no_network():
    """Refuse connections to other machines and look-ups of their addresses in every test."""

    def guarded(connect):
        def connect_here(self, address):
            if self.family != socket.AF_UNIX and not is_this_machine(address[0]):
                raise NetworkRefused(f"A test tried to connect to {address[0]}.")
            return connect(self, address)

        return connect_here

    look_up = socket.getaddrinfo

    def look_up_here(host, *args, **kwargs):
        if not is_this_machine(host) and not is_number(host):
            raise NetworkRefused(f"A test tried to look up the address of {host}.")
        return look_up(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
        patch.setattr(socket, "getaddrinfo", look_up_here)
        yield


# Browser


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": CHROMIUM_ARGUMENTS}


@pytest.fixture(scope="session")
def base_url(live_server):
    """Make `page.goto("/trials/")` open the live server."""
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "UTC"}


@pytest.fixture
def page_problems():
    """Return the list of browser errors; a test that expects an error empties it."""
    return []


@pytest.fixture
def context(context, page_problems):
    """Fail a test for console errors, including policy violations, and foreign requests."""

    def heard(message):
        if message.type == "error":
            page_problems.append(f"console: {message.text}")

    def requested(request):
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and not is_this_machine(address.hostname):
            page_problems.append(f"request to another machine: {request.url}")

    context.on("console", heard)
    context.on("weberror", lambda error: page_problems.append(f"script: {error.error}"))
    context.on("request", requested)
    yield context
    for page in context.pages:
        page.title()  # waits until the browser has reported all earlier events
    assert page_problems == []
