"""Settings of the web server, for `make run`, the unit of systemd and the image alike.

gunicorn reads this file by itself when it starts in this folder.
"""

import os
import sys
import time
from pathlib import Path

import environ


class Given(environ.Env):
    """The environment and `.env`, apart from the environment that the processes inherit: they read
    `.env` themselves, also after a reload."""

    ENVIRON = dict(os.environ)


Given.read_env(Path(__file__).parent / ".env")
given = Given()


def number_of_processes():
    text = given.str("WEB_WORKERS", default="") or "2"
    if not (text.isascii() and text.isdecimal() and int(text)):
        sys.exit(f"WEB_WORKERS is {text!r}. It must be the number of processes, such as 2.")
    return int(text)


bind = given.str("BIND", default="") or "127.0.0.1:8000"
workers = number_of_processes()  # one per core
worker_class = "gthread"
# Many more than PAGES_AT_ONCE: requests wait in core/turns.py, where /healthz may pass them.
threads = 48
timeout = 60  # seconds without a sign of life, after which a process is replaced
graceful_timeout = 20  # seconds for the requests in hand when the server stops
keepalive = 5
max_requests = 20_000  # a process is replaced after so many, so that no leak grows for ever
max_requests_jitter = 2_000
control_socket_disable = True

METRICS_KEPT_SECONDS = 30 * 24 * 3600


def on_starting(server):
    """Remove the counts of processes that ended long ago."""
    folder = Path(given.str("VAR_DIR", default="") or "var") / "metrics"
    for file in folder.glob("*.db"):
        if time.time() - file.stat().st_mtime > METRICS_KEPT_SECONDS:
            file.unlink(missing_ok=True)


def post_worker_init(worker):
    """Log it if the tables are older than the program, now that the settings are known."""
    from core import schema

    schema.warn()
