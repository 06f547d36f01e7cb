"""Reads the portal's settings from the environment and refuses wrong values with a sentence.

Every variable is explained in `.env.example`. A value that cannot be used stops the start:
a portal that runs with half of what was meant is worse than one that says what is wrong.
"""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50
DATABASES = ("django.db.backends.sqlite3", "django.db.backends.postgresql")


class Environment(environ.Env):
    """`environ.Env` whose errors name the variable and say how to mend it."""

    def number(self, name, default, *, least):
        text = self.str(name, default=str(default))
        try:
            value = float(text)
        except ValueError:
            value = None
        if value is None or not least <= value < float("inf"):
            raise ImproperlyConfigured(
                f"{name} is {text!r}, but must be a number of {least} or more, such as {default}."
            )
        return value

    def one_of(self, name, default, values):
        """A whole number out of a few."""
        text = self.str(name, default=str(default)).strip()
        if text not in map(str, values):
            raise ImproperlyConfigured(
                f"{name} is {text!r}, but must be {' or '.join(map(str, values))}."
            )
        return int(text)

    def switch(self, name, default):
        text = self.str(name, default="on" if default else "off").strip().lower()
        if text in {"1", "on", "true", "yes"}:
            return True
        if text in {"", "0", "off", "false", "no"}:
            return False
        raise ImproperlyConfigured(f"{name} is {text!r}, but must be on or off.")

    def address(self, name, default, *, schemes=("https", "http")):
        """An address without a trailing slash; plain http is for this machine only."""
        text = self.str(name, default=default).strip().rstrip("/")
        try:
            parts = urlsplit(text)
            known = parts.scheme in schemes and parts.hostname and parts.port != 0
        except ValueError:
            known = False
        if not known:
            raise ImproperlyConfigured(
                f"{name} is {text!r}, but must be an address such as {default or 'https://host'}."
            )
        return text

    def database(self, default):
        try:
            database = self.db_url("DATABASE_URL", default=default)
        except (ValueError, ImproperlyConfigured):
            database = {}
        if database.get("ENGINE") not in DATABASES or not database.get("NAME"):
            raise ImproperlyConfigured(
                "DATABASE_URL cannot be read: it must look like "
                "postgres://user:password@host:5432/name or sqlite:///folder/file.sqlite3."
            )
        return database

    def email(self):
        try:
            return self.email_url("EMAIL_URL", default="consolemail://")
        except (ValueError, ImproperlyConfigured) as error:
            raise ImproperlyConfigured(
                "EMAIL_URL cannot be read: it must look like "
                "smtp+tls://user:password@host:587 or consolemail://."
            ) from error

    def secret_key(self, *, public, folder: Path):
        """SECRET_KEY, or on a machine of one's own a generated one that is kept in `folder`."""
        key = self.str("SECRET_KEY", default="")
        if key and len(key) < SHORTEST_SECRET:
            raise ImproperlyConfigured(
                f"SECRET_KEY has {len(key)} characters, but needs {SHORTEST_SECRET} or more. "
                'Make one with: python -c "import secrets; print(secrets.token_urlsafe(60))"'
            )
        if key:
            return key
        if public:
            raise ImproperlyConfigured(
                "SECRET_KEY is missing: a portal whose SITE_URL starts with https:// needs its own."
            )
        kept = folder / "secret-key"
        if not kept.exists():
            kept.touch(mode=0o600)
            kept.write_text(secrets.token_urlsafe(60))
        return kept.read_text().strip()

    def hosts(self, *, site_url):
        hosts = [host.strip() for host in self.list("ALLOWED_HOSTS", default=[]) if host.strip()]
        if "*" in hosts:
            raise ImproperlyConfigured("ALLOWED_HOSTS is '*', but must name the portal's hosts.")
        return sorted({*hosts, urlsplit(site_url).hostname, "127.0.0.1", "localhost"})
