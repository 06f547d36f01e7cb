"""Counters of requests, jobs and sign-ins for Prometheus, over all processes of a machine.

Each process writes its counts to a file in METRICS_DIR, and `/metrics` adds them up.
"""

import os

from prometheus_client import Counter, Histogram, values

from . import counts

REQUESTS = Counter("portal_requests", "Answered requests", ["view", "status"])
REQUEST_SECONDS = Histogram(
    "portal_request_seconds",
    "Time until an answer is ready",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
VIEW_SECONDS = Counter("portal_view_seconds", "Time spent in each view", ["view"])
TASKS = Counter("portal_tasks", "Background jobs that ended", ["task", "outcome"])
TASK_SECONDS = Counter("portal_task_seconds", "Time spent in each background job", ["task"])
SIGN_INS = Counter("portal_sign_ins", "Attempts to sign in", ["outcome"])


def share(folder):
    """Count in files of a folder from now on, which `/metrics` of the web server adds up.

    prometheus_client decides about it when it is imported, and a worker imports it before it
    is known to be one. All counters of a worker have labels, so each begins at its first count.
    A process that a worker forks calls this again, for files of its own.
    """
    values.ValueClass = values.MutexValue
    if counts.make_files(folder):
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
        values.ValueClass = values.MultiProcessValue()


def note_request(view, status, seconds):
    REQUESTS.labels(view, status).inc()
    REQUEST_SECONDS.observe(seconds)
    VIEW_SECONDS.labels(view).inc(seconds)


def note_task(name, outcome, seconds):
    TASKS.labels(name, outcome).inc()
    TASK_SECONDS.labels(name).inc(seconds)


def note_sign_in(outcome):
    SIGN_INS.labels(outcome).inc()
