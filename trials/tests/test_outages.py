"""A database that goes away or is full in the middle of a run."""

import contextlib
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from trials.models import RegisterPage, RegisterRecord, SyncRun, Trial
from trials.sync import apply, fetch, run_writer
from trials.sync.lease import start_run
from trials.sync.runner import perform_run

from .running import run

pytestmark = pytest.mark.django_db(transaction=True)
MORE_PAGES = 40  # of 4,096 bytes: less than one page of the register


def restart_database():
    """What every connection sees of a restart: the server ends it and takes new ones."""
    with contextlib.closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def once(monkeypatch, module, name):
    """The database restarts while the second call of a function is under way."""
    function, calls = getattr(module, name), []

    def restarting(*args, **kwargs):
        calls.append(name)
        if len(calls) == 2:
            restart_database()
        return function(*args, **kwargs)

    monkeypatch.setattr(module, name, restarting)


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("module", "name", "state"),
    [
        (fetch, "numbers_in", "fetching"),
        (apply, "stored_rows", "applying"),
        (run_writer, "add", "applying"),
    ],
)
def test_after_a_restart_of_the_database_the_run_goes_on(server, monkeypatch, module, name, state):
    monkeypatch.setattr(apply, "MAX_TRIALS_PER_TRANSACTION", 6)
    started = start_run("euctr", "full")
    once(monkeypatch, module, name)

    with pytest.raises(OperationalError):
        perform_run(started)
    connection.close()

    started.refresh_from_db()
    assert started.state == state
    assert Trial.objects.exclude(records__is_lead=True).count() == 0
    assert started.seen == RegisterRecord.objects.count()
    SyncRun.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert perform_run(started) is True
    assert started.state == "done"
    assert started.seen == started.created == RegisterRecord.objects.count()


@contextlib.contextmanager
def disk_that_takes(more):
    """SQLite may add so many pages and then answers as it does on a full disk."""
    with connection.cursor() as cursor:
        (used,) = cursor.execute("PRAGMA page_count").fetchone()
        (before,) = cursor.execute("PRAGMA max_page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count = {used + more}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA max_page_count = {before}")


@pytest.fixture
def no_room_within():
    """What earlier tests left empty in the database is given back."""
    if connection.vendor != "sqlite":
        pytest.skip("A server's disk cannot be filled from here")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")


@pytest.mark.usefixtures("no_room_within")
def test_a_disk_that_is_full_while_pages_are_kept_says_so_and_the_next_run_completes(server):
    with disk_that_takes(MORE_PAGES):
        finished = run("euctr")

    assert finished.state == "failed"
    assert "full" in finished.message
    assert not Trial.objects.exists()
    assert run("euctr").state == "done"


@pytest.mark.usefixtures("no_room_within")
def test_a_disk_that_is_full_while_trials_are_written_leaves_none_half(server, monkeypatch):
    monkeypatch.setattr(apply, "MAX_TRIALS_PER_TRANSACTION", 6)
    compare = apply.stored_rows
    disk, written = contextlib.ExitStack(), []

    def fill_the_disk(records):
        written.append(records)
        if len(written) == 3:
            disk.enter_context(disk_that_takes(0))
        return compare(records)

    monkeypatch.setattr(apply, "stored_rows", fill_the_disk)
    with disk:
        finished = run("euctr")

    assert finished.state == "failed"
    assert "full" in finished.message
    assert Trial.objects.count() == 12
    assert finished.created == RegisterRecord.objects.count() > 0
    again = run("euctr")
    assert (again.state, again.unchanged) == ("done", finished.created)
    assert RegisterPage.objects.filter(run=again, is_applied=False).count() == 0
