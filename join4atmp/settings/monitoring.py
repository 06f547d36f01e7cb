"""Logs, measurements and reports of errors."""

import os

import sentry_sdk
from django.core.exceptions import ImproperlyConfigured
from sentry_sdk.utils import BadDsn

from core.monitoring import counts, error_reports

from .site import IS_WEB_PROCESS, RELEASE, VAR_DIR, env

# Counts of all processes of a machine; `/metrics` adds them up for programs that have the token.
METRICS_DIR = VAR_DIR / "metrics"
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
if IS_WEB_PROCESS and counts.make_files(METRICS_DIR):  # workers: join4atmp/celery.py
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_DIR)

SENTRY_DSN = env.str("SENTRY_DSN", default="")
if SENTRY_DSN:
    try:
        sentry_sdk.init(SENTRY_DSN, release=RELEASE, **error_reports.options())
    except BadDsn as error:
        raise ImproperlyConfigured(
            f"SENTRY_DSN is not valid: {error}. Copy it from the Sentry project."
        ) from error

LOG_FORMAT = env.one_of_words("LOG_FORMAT", "text", ("text", "json"))
CELERY_WORKER_HIJACK_ROOT_LOGGER = LOG_FORMAT == "text"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        "json": {"()": "core.monitoring.json_logs.JsonFormatter"},
    },
    "filters": {"secrets": {"()": "core.monitoring.secrets_filter.SecretsFilter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["secrets"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    # It would log every requested address, which contains the contact address.
    "loggers": {
        "httpx2": {"level": "WARNING"},
        # A terminal shows the slow ones only.
        "portal.requests": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
        "portal.tasks": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
    },
}
