"""What a run asks a register for, and what each of its queries earned."""

from datetime import timedelta

import pytest
from django.utils import timezone

from registers import read_bytes
from trials.models import RegisterRecord, SearchQuery, SyncRun, SyncSchedule
from trials.sync.fetch import OVERLAP, CtisPages
from trials.sync.lease import start_run

from .running import EVERYTHING, change, run

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


# A trial that several queries find


@pytest.fixture
def found_by_three_queries(server):
    SearchQuery.objects.filter(register="euctr").delete()
    for text in (EVERYTHING, f"{EVERYTHING} OR nothing", f"nothing OR {EVERYTHING}"):
        SearchQuery.objects.create(register="euctr", text=text)
    return server


@pytest.mark.parametrize("is_dry_run", [False, True])
def test_a_record_counts_once_however_many_queries_bring_it(found_by_three_queries, is_dry_run):
    finished = run(is_dry_run=is_dry_run)

    trials = found_by_three_queries.numbers("euctr")
    texts = (found_by_three_queries.raw(number) for number in trials)
    records = sum(len(list(read_bytes(text, "a trial"))) for text in texts)
    assert finished.queries.count() == 3
    assert (finished.seen, finished.created, finished.unchanged) == (records, records, 0)


def test_a_run_that_is_taken_up_again_counts_no_record_twice(found_by_three_queries, monkeypatch):
    from trials.sync import runner

    killed = start_run("euctr", "full")
    pages = []
    read = runner.items_of

    def die_on_the_second_page(page):
        pages.append(page)
        if len(pages) == 2:
            raise KeyboardInterrupt
        return read(page)

    monkeypatch.setattr(runner, "items_of", die_on_the_second_page)
    with pytest.raises(KeyboardInterrupt):
        runner.perform_run(killed)
    SyncRun.objects.update(lease_until=None)
    runner.perform_run(killed)

    killed.refresh_from_db()
    assert killed.state == "done"
    assert killed.seen == killed.created == RegisterRecord.objects.count()


def test_a_changed_record_is_one_change_for_the_quarantine(found_by_three_queries, settings):
    """Each of three queries brings the changed trials; together they stay under the limit."""
    run()
    records = RegisterRecord.objects.count()
    changed = found_by_three_queries.numbers("euctr")[:3]
    settings.SYNC_CHANGE_LIMIT_PERCENT = 10
    for number in changed:
        change(found_by_three_queries, number)

    finished = run()

    moved = RegisterRecord.objects.filter(number__in=changed).count()
    assert moved * 100 < records * 10 < moved * 300  # what makes this test tell the two apart
    assert (finished.state, finished.changed) == ("done", moved)
    assert finished.seen == records
