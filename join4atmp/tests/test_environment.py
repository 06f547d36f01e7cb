"""A wrong environment value stops the start with a message that names it."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.cache.backends.filebased import FileBasedCache
from django.core.exceptions import ImproperlyConfigured

from join4atmp.environment import Environment
from join4atmp.settings import jobs

# As in the settings of a portal without Redis; the tests have a cache of their own.
PORTAL_CACHE = jobs.CACHES["default"]
PRODUCTION = {
    "SITE_URL": "https://portal.example",
    "SECRET_KEY": "x9" * 30,
    "ALLOWED_HOSTS": "portal.example",
    "EMAIL_URL": "smtp+tls://mail.example:587",
    "CONTACT_EMAIL": "portal@portal.example",
}


def start(tmp_path, **variables):
    """Run `manage.py check` with only these environment variables."""
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path)} | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        ({"DEBUG": "maybe"}, "DEBUG"),
        ({"REVIEWERS_REQUIRED": "3"}, "REVIEWERS_REQUIRED"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SITE_URL": "portal"}, "SITE_URL"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
        ({"DATABASE_URL": "mongo://host/name"}, "DATABASE_URL"),
        ({"REDIS_URL": "http://127.0.0.1"}, "REDIS_URL"),
        ({"REDIS_URL": "redis://127.0.0.1/jobs"}, "REDIS_URL"),
        ({"EUCTR_URL": "ftp://host"}, "EUCTR_URL"),
        ({"CTIS_URL": "host"}, "CTIS_URL"),
        ({"REGISTER_DELAY_SECONDS": "soon"}, "REGISTER_DELAY_SECONDS"),
        ({"REGISTER_DELAY_SECONDS": "-1"}, "REGISTER_DELAY_SECONDS"),
        ({"REGISTER_TIMEOUT_SECONDS": "0"}, "REGISTER_TIMEOUT_SECONDS"),
        ({"REGISTER_CA_BUNDLE": "/no/such/file"}, "REGISTER_CA_BUNDLE"),
        ({"SYNC_CHANGE_LIMIT_PERCENT": "much"}, "SYNC_CHANGE_LIMIT_PERCENT"),
        ({"EMAIL_URL": "pigeon://"}, "EMAIL_URL"),
        ({"MEETING_TIME_ZONE": "Milan/Time"}, "MEETING_TIME_ZONE"),
        ({"MEETING_TIME_ZONE": "../etc/passwd"}, "MEETING_TIME_ZONE"),
        ({"SENTRY_DSN": "nonsense"}, "SENTRY_DSN"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({**PRODUCTION, "SECRET_KEY": ""}, "SECRET_KEY"),
        ({**PRODUCTION, "DEBUG": "on"}, "DEBUG"),
        ({**PRODUCTION, "EMAIL_URL": ""}, "EMAIL_URL"),
        ({**PRODUCTION, "EMAIL_URL": "consolemail://"}, "EMAIL_URL"),
        ({**PRODUCTION, "EMAIL_URL": "dummymail://"}, "EMAIL_URL"),
        ({**PRODUCTION, "CONTACT_EMAIL": ""}, "MAIL_FROM"),
        ({**PRODUCTION, "MAIL_FROM": "the portal"}, "MAIL_FROM"),
        ({"OIDC_URL": "https://login.example"}, "OIDC_CLIENT_ID"),
        ({"OIDC_URL": "login", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"}, "OIDC_URL"),
        ({"STAFF_NEED_SECOND_FACTOR": "maybe"}, "STAFF_NEED_SECOND_FACTOR"),
        ({"MEMBERS_NEED_SECOND_FACTOR": "some"}, "MEMBERS_NEED_SECOND_FACTOR"),
        ({"STAFF_IDLE_HOURS": "0"}, "STAFF_IDLE_HOURS"),
        ({"MEMBER_IDLE_HOURS": "never"}, "MEMBER_IDLE_HOURS"),
    ],
)
def test_a_wrong_value_is_named(tmp_path, variables, name):
    result = start(tmp_path, **variables)

    assert result.returncode == 1
    [sentence] = result.stderr.strip().splitlines()
    assert name in sentence


def test_a_settings_file_that_cannot_be_read_stops_the_start(tmp_path):
    file = tmp_path / ".env"
    file.mkdir()  # unlike a file without rights, root cannot read it either

    with pytest.raises(ImproperlyConfigured, match=r"cannot be read.*chmod 600"):
        Environment.read_file(file)


def test_a_settings_file_that_is_missing_leaves_the_environment(tmp_path):
    before = dict(os.environ)

    Environment.read_file(tmp_path / ".env")

    assert dict(os.environ) == before


def test_the_environment_has_priority_over_the_settings_file(tmp_path, monkeypatch):
    monkeypatch.setattr(Environment, "ENVIRON", {"BIND": "127.0.0.1:9000"})
    file = tmp_path / ".env"
    file.write_text("# comment\nBIND=127.0.0.1:8000\nMAIL_FROM='Zoë <zoe@portal.example>'\n")

    Environment.read_file(file)

    assert Environment.ENVIRON == {
        "BIND": "127.0.0.1:9000",
        "MAIL_FROM": "Zoë <zoe@portal.example>",
    }


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()

    result = start(tmp_path, VAR_DIR=str(tmp_path / "file" / "var"))

    assert result.returncode == 1
    [sentence] = result.stderr.strip().splitlines()
    assert "VAR_DIR" in sentence
    assert "install -d" in sentence


@pytest.mark.parametrize("variables", [{}, PRODUCTION, {"DEBUG": "1"}])
def test_usual_environments_start(tmp_path, variables):
    result = start(tmp_path, **variables)

    assert result.returncode == 0, result.stderr


def test_a_generated_key_is_kept_and_private(tmp_path):
    start(tmp_path)
    key = (tmp_path / "secret-key").read_text()
    start(tmp_path)

    assert (tmp_path / "secret-key").read_text() == key
    assert len(key) >= 50
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("address", "cache"),
    [
        ("redis://:secret@127.0.0.1:6379/0", "redis://:secret@127.0.0.1:6379/1"),
        ("redis://127.0.0.1", "redis://127.0.0.1/1"),
        (
            "rediss://user:secret@cache.example:6380/9/",
            "rediss://user:secret@cache.example:6380/10",
        ),
    ],
)
def test_the_cache_has_another_database_than_the_jobs(monkeypatch, address, cache):
    monkeypatch.setenv("REDIS_URL", address)

    assert Environment().redis() == (address.rstrip("/"), cache)


def test_every_cookie_of_a_public_portal_is_bound_to_its_host(tmp_path):
    setting_files = {
        path.relative_to(settings.BASE_DIR).as_posix()
        for path in settings.BASE_DIR.glob("[a-z]*/**/*.py")
        if re.search(r"set_(signed_)?cookie\b", path.read_text()) and "tests" not in path.parts
    }
    assert setting_files == {
        "core/accounts/known_devices.py",
        "core/drafts.py",
        "core/languages.py",
    }, "Add the name of the new cookie below."
    script = (
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        "from core import drafts, messages\n"
        "kinds = ('SESSION', 'CSRF', 'LANGUAGE', 'KNOWN_DEVICE')\n"
        "print(*(getattr(settings, f'{kind}_COOKIE_NAME') for kind in kinds))\n"
        "print(drafts.LAST_USER, drafts.WAITING, messages.MessageCookie.cookie_name)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=settings.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "VAR_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "join4atmp.settings",
            **PRODUCTION,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    names = done.stdout.split()
    assert len(names) == 7
    assert [name for name in names if not name.startswith("__Host-")] == []


def test_many_entries_of_the_cache_do_not_push_out_the_counts_of_wrong_passwords(tmp_path):
    cache = FileBasedCache(tmp_path, {"OPTIONS": PORTAL_CACHE.get("OPTIONS", {})})
    cache.set("account", 50)
    for number in range(1_000):
        cache.set(f"address-{number}", 1)
    assert cache.get("account") == 50


def test_the_settings_keep_jobs_and_cache_apart(tmp_path):
    script = (
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        "print(settings.CELERY_BROKER_URL, settings.CACHES['default']['LOCATION'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=settings.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "VAR_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "join4atmp.settings",
            "REDIS_URL": "redis://127.0.0.1:6379/3",
        },
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == ["redis://127.0.0.1:6379/3", "redis://127.0.0.1:6379/4"]
