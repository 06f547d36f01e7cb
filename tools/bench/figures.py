"""Functions that the subjects of the benchmark share."""

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
    """Set up Django on the database of the environment, with all tables and static files."""
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def browser(user=None):
    client = Client(SERVER_NAME="127.0.0.1")
    if user:
        client.force_login(user)
    return client


def tidied_up():
    """Clean the database up and update its statistics, as it is some time after large changes.

    PostgreSQL's autovacuum does this within about a minute; until then counts read deleted rows.
    """
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def line(name, value, unit, rest=""):
    print(f"  {name:<60} {value:8.1f} {unit}{rest}", flush=True)


def seconds_of(action, *arguments, **named):
    """Return the seconds of one call and its result."""
    started = time.perf_counter()
    result = action(*arguments, **named)
    return time.perf_counter() - started, result


def median_ms(action, *arguments, before=None, **named):
    """Return the median milliseconds of several calls, without the time of `before`."""
    times = []
    for _ in range(ROUNDS_PER_FIGURE):
        if before:
            before()
        times.append(seconds_of(action, *arguments, **named)[0])
    return statistics.median(times) * 1000


def processor_ms(action, *arguments):
    """Return the least milliseconds of processor time of this process, of several calls.

    SQLite works in this process, PostgreSQL does not.
    """
    times = []
    for _ in range(ROUNDS_PER_FIGURE):
        started = time.process_time()
        action(*arguments)
        times.append(time.process_time() - started)
    return min(times) * 1000


def queries_of(action, *arguments, **named):
    """Return the SQL statements of one call and its result."""
    with CaptureQueriesContext(connection) as captured:
        result = action(*arguments, **named)
    return [query["sql"] for query in captured], result


def peak_memory():
    """Return the largest resident size of this process in MB; getrusage may return the parent's."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024
