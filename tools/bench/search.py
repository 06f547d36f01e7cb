"""Search, API, feed, earlier dates, home page and frozen issue with the trials of the portal.

Each trial has several records.
"""

import os
from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone

from tools.bench.figures import (
    browser,
    line,
    median_ms,
    queries_of,
    seconds_of,
    set_up,
    tidied_up,
)

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
RECORDS_PER_STATEMENT = 5000


def fill():
    """Create two records, most of them old, for every trial that has none."""
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
        if len(batch) == RECORDS_PER_STATEMENT:
            RegisterRecord.objects.bulk_create(batch)
            batch = []
    RegisterRecord.objects.bulk_create(batch)
    tidied_up()


def pages():
    client = browser()
    for name, address in ADDRESSES.items():
        cache.clear()  # also resets the rate limit
        queries, answer = queries_of(client.get, address)
        assert answer.status_code == 200, address
        line(name, median_ms(client.get, address), "ms", f", {len(queries)} queries")


def first_typing_error():
    """Measure the first typing error in a process, which reads the words of all rows."""
    cache.clear()
    seconds, _ = seconds_of(browser().get, "/search/?q=lukaemia")
    line("search: the first typing error in ten minutes", seconds * 1000, "ms")


def timed(name, action, **named):
    line(name, seconds_of(action, **named)[0], "s")


def main():
    set_up()
    from join4atmp.issues.freeze import freeze
    from trials.past import states

    fill()
    timed("states kept: every trial for the first time", states.keep)
    timed("states kept: nothing changed", states.keep)
    pages()
    first_typing_error()
    timed("an issue frozen", freeze, demo=True)


if __name__ == "__main__":
    main()
