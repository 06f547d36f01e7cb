"""Search, interface for programs, feed, earlier days, home and issue at 50,000 trials, each with
several records, for tools.bench_portal: `python -m tools.bench_search` on the database of the
environment, after `grow`."""

import os
import statistics
import sys
import time

import django

ROUNDS = 11
ADDRESSES = {
    "search: common word": "/search/?q=cells",
    "search: rare words": "/search/?q=islet+autologous",
    "search: three words": "/search/?q=gene+therapy+heart",
    "search: a word in every trial": "/search/?q=demo",
    "search: typing error": "/search/?q=lukaemia",
    "search: typing error in one of three words": "/search/?q=gene+therpy+heart",
    "search: number": "/search/?q=1999-000007-00",
    "search: nothing found": "/search/?q=zzzzzzzzzz",
    "API: list": "/api/v1/trials/",
    "API: three filters": "/api/v1/trials/?phase=II&atmp_class=GTMP&country=DE",
    "API: common word": "/api/v1/trials/?q=cells",
    "API: last page": "/api/v1/trials/?page=1000",
    "API: hurdles": "/api/v1/hurdles/",
    "feed of all trials": "/trials/feed/",
    "feed, three filters": "/trials/feed/?phase=II&atmp_class=GTMP&country=DE",
    "as of an earlier day": "/trials/as-of/",
    "home": "/",
    "what changed": "/changes/",
}
RECORDS_AT_ONCE = 5000


def fill():
    """Two records for every trial that has none, most of them old."""
    from datetime import timedelta

    from django.db import connection
    from django.utils import timezone

    from trials.models import RegisterRecord, Trial

    now = timezone.now()
    packed = os.urandom(2000)
    bare = Trial.objects.filter(records=None).order_by("pk").values_list("pk", "eudract_number")
    rows = (
        RegisterRecord(
            register="euctr",
            number=number,
            country=country,
            trial_id=pk,
            packed=packed,
            first_seen_at=now - timedelta(days=pk % 900),
            last_seen_at=now,
            changed_at=now - timedelta(days=pk % 300) if pk % 3 == 0 else None,
            is_demo=True,
        )
        for pk, number in list(bare)
        for country in ("DE", "ES")
    )
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == RECORDS_AT_ONCE:
            RegisterRecord.objects.bulk_create(batch)
            batch = []
    RegisterRecord.objects.bulk_create(batch)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def line(name, value, unit, rest=""):
    print(f"  {name:<56} {value:8.1f} {unit}{rest}", flush=True)


def pages():
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    for name, address in ADDRESSES.items():
        cache.clear()  # the rate limit, too
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        queries = len(captured)
        assert answer.status_code == 200, address
        times = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            client.get(address)
            times.append((time.perf_counter() - started) * 1000)
        line(name, statistics.median(times), "ms", f", {queries} queries")


def first_typing_error():
    """The first one in a process reads the words of all rows."""
    from django.core.cache import cache
    from django.test import Client

    cache.clear()
    started = time.perf_counter()
    Client(SERVER_NAME="127.0.0.1").get("/search/?q=lukaemia")
    milliseconds = (time.perf_counter() - started) * 1000
    line("search: the first typing error in ten minutes", milliseconds, "ms")


def timed(name, action):
    started = time.perf_counter()
    action()
    line(name, time.perf_counter() - started, "s")


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "join4atmp.settings")
    django.setup()
    from join4atmp.issues.freeze import freeze
    from trials import states

    fill()
    timed("states kept: every trial for the first time", states.keep)
    timed("states kept: nothing changed", states.keep)
    pages()
    first_typing_error()
    timed("an issue frozen", lambda: freeze(demo=True))


if __name__ == "__main__":
    sys.exit(main())
