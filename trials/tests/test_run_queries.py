"""What a run asks a register for, and what each of its queries earned."""

from datetime import timedelta

import pytest
from django.utils import timezone

from trials.models import SearchQuery, SyncRun, SyncSchedule
from trials.sync.fetch import OVERLAP, CtisPages
from trials.sync.lease import start_run

from .running import EVERYTHING, run

pytestmark = pytest.mark.django_db


def earned(finished):
    return dict(finished.queries.values_list("text", "new"))


@pytest.mark.parametrize("register", ["euctr", "ctis"])
def test_a_query_earns_the_trials_that_nobody_knew_before(server, register):
    everything = len(server.numbers(register))

    assert earned(run(register)) == {EVERYTHING: everything}
    assert earned(run(register)) == {EVERYTHING: 0}


@pytest.mark.parametrize("register", ["euctr", "ctis"])
def test_a_trial_that_two_queries_find_is_earned_by_both(server, register):
    SearchQuery.objects.create(register=register, text="cells")

    found = run(register)

    narrow = found.queries.get(text="cells")
    assert 0 < narrow.new == narrow.found < earned(found)[EVERYTHING]


@pytest.mark.parametrize("register", ["euctr", "ctis"])
def test_new_trials_of_an_incremental_run_are_counted(server, register):
    taken = server.remove(server.numbers(register)[0])
    run(register)
    server.replace(taken)

    again = run(register, "incremental", since=timezone.now().date() - timedelta(days=7000))

    assert (earned(again), again.created > 0) == ({EVERYTHING: 1}, True)


def test_an_incremental_run_asks_from_the_last_one_that_brought_everything(server):
    """A refreshed trial, a dry run or a part says nothing about what changed meanwhile."""
    whole = run("ctis")
    long_ago = timezone.now() - timedelta(days=40)
    SyncRun.objects.filter(pk=whole.pk).update(started_at=long_ago)
    run("ctis", "trial", number=server.numbers("ctis")[0])
    run("ctis", "full", is_dry_run=True)
    run("ctis", "full", limit=1)

    asked = CtisPages(start_run("ctis", "incremental"), None)
    assert asked.since() == long_ago.date() - OVERLAP


def test_after_a_long_pause_euctr_is_also_asked_for_what_was_entered_since(server):
    whole = run("euctr")
    SyncRun.objects.filter(pk=whole.pk).update(started_at=timezone.now() - timedelta(days=40))
    server.requests.clear()

    assert run("euctr", "incremental").state == "done"

    since = (timezone.now() - timedelta(days=47)).date().isoformat()
    assert any(f"dateFrom={since}" in path for _, _, path in server.requests)


def test_after_a_short_pause_the_feed_is_enough(server):
    run("euctr")
    SyncRun.objects.update(started_at=timezone.now() - timedelta(days=6))
    server.requests.clear()

    assert run("euctr", "incremental").state == "done"

    assert not any("dateFrom" in path for _, _, path in server.requests)


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (1, "every hour"),
        (36, "every 36 hours"),
        (24, "every day"),
        (72, "every 3 days"),
        (168, "every week"),
        (720, "every 30 days"),
    ],
)
def test_a_rhythm_is_said_in_the_largest_unit_that_fits(hours, words):
    assert SyncSchedule(every_hours=hours).rhythm == words
