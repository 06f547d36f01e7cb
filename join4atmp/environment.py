"""Settings from the environment. A wrong value stops the start with a message. `.env.example`
explains every variable."""

import io
import os
import secrets
import warnings
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

MIN_SECRET_LENGTH = 50
LOCAL_SENDER = "portal@localhost"
PRINTING_BACKENDS = {
    f"django.core.mail.backends.{name}.EmailBackend"
    for name in ("console", "dummy", "filebased", "locmem")
}
DATABASES = ("django.db.backends.sqlite3", "django.db.backends.postgresql")


def origin_of(address):
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


class Environment(environ.Env):
    """An `environ.Env` whose errors name the variable and the accepted values."""

    @classmethod
    def read_file(cls, path):
        """Take the variables of a file that the environment does not have.

        A file that is there and cannot be read stops the start. A public portal would otherwise
        start with the defaults of a local one, on an empty database.
        """
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(
                f"The settings in {path} cannot be read: {error}. The file must be in UTF-8 and "
                f"belong to the user that runs the portal: chown USER {path} && chmod 600 {path}"
            ) from error
        cls.read_env(io.StringIO(text))

    def folder(self, name, default):
        """Return a folder that this process can write to, and make it if it is missing."""
        path = Path(self.str(name, default=str(default)))
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ImproperlyConfigured(
                f"{name} is {str(path)!r}, and this folder cannot be made: {error.strerror}. Make "
                f"it as root: install -d -o USER -m 0750 {path}"
            ) from error
        if not os.access(path, os.W_OK | os.X_OK):
            raise ImproperlyConfigured(
                f"{name} is {str(path)!r}, and the portal may not write to this folder. Name "
                f"another folder, or give it to the user of the portal, as root: chown USER {path}"
            )
        return path

    def number(self, name, default, *, least):
        text = self.str(name, default=str(default))
        try:
            value = float(text)
        except ValueError:
            value = None
        if value is None or not least <= value < float("inf"):
            raise ImproperlyConfigured(
                f"{name} is {text!r}. It must be a number of {least} or more, such as {default}."
            )
        return value

    def one_of(self, name, default, values):
        """Return an integer that must be one of `values`."""
        text = self.str(name, default=str(default)).strip()
        if text not in map(str, values):
            raise ImproperlyConfigured(
                f"{name} is {text!r}. It must be {' or '.join(map(str, values))}."
            )
        return int(text)

    def time_zone(self, name, default):
        """Return the name of a time zone, such as Europe/Berlin."""
        text = self.str(name, default=default).strip()
        try:
            ZoneInfo(text)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ImproperlyConfigured(
                f"{name} is {text!r}. It must be the name of a time zone, such as {default}."
            ) from error
        return text

    def one_of_words(self, name, default, values):
        """Return one of `values`, which are texts."""
        text = self.str(name, default=default).strip() or default
        if text not in values:
            raise ImproperlyConfigured(f"{name} is {text!r}. It must be {' or '.join(values)}.")
        return text

    def switch(self, name, default):
        text = self.str(name, default="on" if default else "off").strip().lower()
        if text in {"1", "on", "true", "yes"}:
            return True
        if text in {"", "0", "off", "false", "no"}:
            return False
        raise ImproperlyConfigured(f"{name} is {text!r}. It must be on or off.")

    def address(self, name, default, *, schemes=("https", "http")):
        """Return a URL without trailing slash; raise ImproperlyConfigured if it is not valid."""
        text = self.str(name, default=default).strip().rstrip("/")
        try:
            parts = urlsplit(text)
            known = parts.scheme in schemes and parts.hostname and parts.port != 0
        except ValueError:
            known = False
        if not known:
            raise ImproperlyConfigured(
                f"{name} is {text!r}. It must be an address such as {default or 'https://host'}."
            )
        return text

    def redis(self):
        """Return the addresses of the broker and of the cache, or None for both without Redis.

        The cache has the next database of the server, because emptying the cache empties its
        whole database, and the jobs in the queue must not be lost.
        """
        if not self.str("REDIS_URL", default=""):
            return None, None
        broker = self.address("REDIS_URL", "redis://127.0.0.1:6379/0", schemes=("redis", "rediss"))
        parts = urlsplit(broker)
        number = parts.path.strip("/") or "0"
        if not (number.isascii() and number.isdecimal()):
            raise ImproperlyConfigured(
                f"REDIS_URL ends with {number!r}. It must end with the number of a database, "
                "such as redis://127.0.0.1:6379/0."
            )
        return broker, parts._replace(path=f"/{int(number) + 1}").geturl()

    def database(self, default):
        try:
            with warnings.catch_warnings(action="ignore"):  # it would print the password
                database = self.db_url("DATABASE_URL", default=default)
        except (ValueError, ImproperlyConfigured):
            database = {}
        if database.get("ENGINE") not in DATABASES or not database.get("NAME"):
            raise ImproperlyConfigured(
                "DATABASE_URL is not valid. It must have the form "
                "postgres://user:password@host:5432/name or sqlite:///folder/file.sqlite3. Write "
                "special characters of the password as in addresses: %40 for @, %2F for /, %23 for "
                "#, %3A for :."
            )
        return database

    def email(self, *, public):
        """Return the settings of the mail server. A public portal needs one that delivers mails."""
        try:
            settings = self.email_url("EMAIL_URL", default="consolemail://")
        except (ValueError, ImproperlyConfigured) as error:
            raise ImproperlyConfigured(
                "EMAIL_URL is not valid. It must have the form "
                "smtp+tls://user:password@host:587 or consolemail://."
            ) from error
        if public and settings["EMAIL_BACKEND"] in PRINTING_BACKENDS:
            raise ImproperlyConfigured(
                "EMAIL_URL is missing or prints mails. The links to new passwords would be in the "
                "log of the public portal. Set it to a mail server, such as "
                "smtp+tls://user:password@host:587."
            )
        return settings

    def sender(self, *, public):
        """Return the address from which the portal sends mails."""
        address = self.str("MAIL_FROM", default="") or self.str("CONTACT_EMAIL", default="")
        if not address and public:
            raise ImproperlyConfigured(
                "MAIL_FROM and CONTACT_EMAIL are missing, so mails of the public portal have no "
                "sender. Set one of them to an address that your mail server may use."
            )
        try:
            validate_email(parseaddr(address)[1] or LOCAL_SENDER)
        except ValidationError as error:
            raise ImproperlyConfigured(
                f"MAIL_FROM or CONTACT_EMAIL is {address!r}. It must be one e-mail address, such "
                "as portal@example.org."
            ) from error
        return address or LOCAL_SENDER

    def openid_connect(self):
        """Return the provider of OpenID Connect for allauth, or None. Three settings belong
        together."""
        names = ("OIDC_URL", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
        values = {name: self.str(name, default="").strip() for name in names}
        missing = [name for name, value in values.items() if not value]
        if len(missing) == len(names):
            return None
        if missing:
            raise ImproperlyConfigured(
                f"{missing[0]} is missing. Set {', '.join(names)}, or none of them."
            )
        return {
            "provider_id": "oidc",
            "name": self.str("OIDC_NAME", default="") or "OpenID Connect",
            "client_id": values["OIDC_CLIENT_ID"],
            "secret": values["OIDC_CLIENT_SECRET"],
            "settings": {
                "server_url": self.address("OIDC_URL", ""),
                # Accounts are found by an address that the provider has verified.
                "email_authentication": True,
            },
        }

    def secret_key(self, *, public, folder: Path):
        """Return SECRET_KEY; without it, a local portal generates one and keeps it in `folder`."""
        key = self.str("SECRET_KEY", default="")
        if key and len(key) < MIN_SECRET_LENGTH:
            raise ImproperlyConfigured(
                f"SECRET_KEY has {len(key)} characters. It needs {MIN_SECRET_LENGTH} or more. "
                'Generate one with: python -c "import secrets; print(secrets.token_urlsafe(60))"'
            )
        if key:
            return key
        if public:
            raise ImproperlyConfigured(
                "SECRET_KEY is missing. A portal whose SITE_URL starts with https:// needs one. "
                'Generate one with: python -c "import secrets; print(secrets.token_urlsafe(60))"'
            )
        kept = folder / "secret-key"
        if not kept.exists():
            kept.touch(mode=0o600)
            kept.write_text(secrets.token_urlsafe(60))
        return kept.read_text().strip()

    def hosts(self, *, site_url):
        hosts = [host.strip() for host in self.list("ALLOWED_HOSTS", default=[]) if host.strip()]
        if "*" in hosts:
            raise ImproperlyConfigured(
                "ALLOWED_HOSTS is '*'. It must list the portal's host names."
            )
        return sorted({*hosts, urlsplit(site_url).hostname, "127.0.0.1", "localhost"})
