"""What the subjects of the benchmark share: a portal ready to measure, figures, their lines."""

import re
import statistics
import time
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

ROUNDS_PER_FIGURE = 11


def set_up():
    """Django on the database of the environment, with all tables and the files of the pages."""
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def browser(user=None):
    client = Client(SERVER_NAME="127.0.0.1")
    if user:
        client.force_login(user)
    return client


def tidied_up():
    """The database as it is some time after large changes. PostgreSQL's autovacuum does this by
    itself within about a minute; until then its counts walk rows that no longer are."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def line(name, value, unit, rest=""):
    print(f"  {name:<60} {value:8.1f} {unit}{rest}", flush=True)


def seconds_of(action, *arguments, **named):
    """Seconds of one call, and what it returned."""
    started = time.perf_counter()
    result = action(*arguments, **named)
    return time.perf_counter() - started, result


def median_ms(action, *arguments, before=None, **named):
    """Milliseconds of a call, the median of several; what happens `before` each does not count."""
    times = []
    for _ in range(ROUNDS_PER_FIGURE):
        if before:
            before()
        times.append(seconds_of(action, *arguments, **named)[0])
    return statistics.median(times) * 1000


def queries_of(action, *arguments, **named):
    """What one call asked the database, as text, and what it returned."""
    with CaptureQueriesContext(connection) as captured:
        result = action(*arguments, **named)
    return [query["sql"] for query in captured], result


def peak_memory():
    """Largest resident size of this program in MB. getrusage would tell its parent's, if larger."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024
