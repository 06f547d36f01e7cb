"""An environment for tests, checks and measurements that nothing of the developer's leaks into.

Every variable of the portal gets a value, because settings would take a missing one from `.env`.
"""

import os
import secrets


def isolated(folder, **more):
    """The embedded size in an empty folder; `more` replaces single variables."""
    return {
        **os.environ,
        "VAR_DIR": str(folder),
        "SITE_URL": "http://127.0.0.1:8000",
        "DEBUG": "off",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "ALLOWED_HOSTS": "",
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "REDIS_URL": "",
        "EMAIL_URL": "consolemail://",
        "SENTRY_DSN": "",
        "REGISTERS_ARE_DEMO": "off",
        "REVIEWERS_REQUIRED": "1",
        "REGISTER_CA_BUNDLE": "",
        "CONTACT_EMAIL": "",
        **more,
    }


def production(folder):
    """A public portal, as `check --deploy` wants to see it."""
    return isolated(folder, SITE_URL="https://portal.example", ALLOWED_HOSTS="portal.example")
