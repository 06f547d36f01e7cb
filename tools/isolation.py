"""Environments for tests, checks and benchmarks that are independent of the developer's settings.

Every variable of the portal is set, because a missing one would be read from `.env`.
"""

import os
import secrets


def isolated(folder, **more):
    """Return the environment of a local portal in an empty folder; `more` replaces variables."""
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
        "MAIL_FROM": "",
        "SENTRY_DSN": "",
        "REGISTERS_ARE_DEMO": "off",
        "REVIEWERS_REQUIRED": "1",
        "REGISTER_CA_BUNDLE": "",
        "CONTACT_EMAIL": "",
        "OPERATOR_EMAIL": "",
        "LOG_FORMAT": "text",
        "METRICS_TOKEN": "",
        **more,
    }


def production(folder):
    """Return the environment of a public portal, for `check --deploy`."""
    return isolated(
        folder,
        SITE_URL="https://portal.example",
        ALLOWED_HOSTS="portal.example",
        EMAIL_URL="smtp+tls://mail.example:587",
        MAIL_FROM="portal@portal.example",
    )
