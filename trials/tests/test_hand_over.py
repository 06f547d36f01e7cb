"""Runs from hand to hand: workers that die, lose their lease, or use up their time."""

from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from registers.tests.texts import euctr_file, euctr_text
from trials.models import RecordProblem, RegisterRecord, RunQuery, SyncRun, Trial
from trials.sync import control, lease, runner
from trials.sync.fetch import Pages
from trials.sync.lease import Lease, LeaseLost, note_progress, start_run
from trials.sync.problems import OpenProblems, note_problem
from trials.sync.run_writer import finish, update
from trials.sync.runner import perform_run

from .running import EVERYTHING, change, run
from .sync_pages import make_problem

pytestmark = pytest.mark.django_db
PAST = timedelta(seconds=1)


def abandon(run):
    """The worker of the run was killed, and its lease has run out."""
    Lease(run).take()
    SyncRun.objects.filter(pk=run.pk).update(state="fetching", lease_until=timezone.now() - PAST)


WRITES = {
    "progress": lambda run: note_progress(run, seen=99),
    "a new state": lambda run: update(run, state="applying"),
    "the end": lambda run: finish(run, "done", ""),
    "a failure": lambda run: finish(run, "failed", "It broke."),
    "a problem": lambda run: note_problem(run, "2015-000001-11/DE", "page 1", "No title."),
    "a solved problem": lambda run: OpenProblems(run).solved({"2022-000001-11/ES"}),
    "the count of a query": lambda run: Pages(run, None).note_count("cells", (), 7),
    "the new trials of a query": lambda run: Pages(run, None).note_new("cells", (), []),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_worker_whose_run_was_taken_over_writes_nothing(write):
    late = start_run("euctr", "full")
    abandon(late)
    other = SyncRun.objects.get(pk=late.pk)
    assert Lease(other).take()
    make_problem()

    def stored():
        return [list(model.objects.values()) for model in (SyncRun, RecordProblem, RunQuery)]

    before = stored()

    with pytest.raises(LeaseLost, match="taken over"):
        write(late)

    assert stored() == before


def test_a_worker_comes_back_to_a_run_that_a_person_stopped():
    late = start_run("euctr", "full")
    abandon(late)
    assert control.stop(SyncRun.objects.get()) is True

    with pytest.raises(LeaseLost):
        finish(late, "done", "")

    assert SyncRun.objects.get().state == "stopped"


def test_records_of_a_worker_that_lost_its_run_stay_out(server, monkeypatch):
    taken = []
    apply_pages = runner.apply_pages

    def lose_the_lease(run, renew):
        SyncRun.objects.filter(pk=run.pk).update(lease_until=timezone.now() - PAST)
        taken.append(Lease(SyncRun.objects.get(pk=run.pk)).take())
        monkeypatch.setattr(lease.Lease, "renew", lambda self: None)  # it does not notice in time
        apply_pages(run, renew)

    monkeypatch.setattr(runner, "apply_pages", lose_the_lease)
    perform_run(start_run("euctr", "full"))

    assert taken == [True]
    assert not Trial.objects.exists()
    assert not RegisterRecord.objects.exists()


def test_a_run_that_reaches_its_time_limit_is_handed_on(server, monkeypatch):
    fetch_pages = runner.fetch_pages

    def use_up_the_time(run, renew):
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(runner, "fetch_pages", use_up_the_time)
    started = start_run("euctr", "full")
    perform_run(started)

    started.refresh_from_db()
    assert started.is_active
    assert list(SyncRun.objects.without_worker()) == [started]

    monkeypatch.setattr(runner, "fetch_pages", fetch_pages)
    assert perform_run(started) is True
    started.refresh_from_db()
    assert started.state == "done", started.message


def test_the_sync_command_finishes_an_abandoned_run_first(server, capsys):
    abandoned = start_run("euctr", "full")
    abandon(abandoned)

    call_command("sync_register", "euctr", "--full", "--query", EVERYTHING)

    states = SyncRun.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["done", "done"]
    assert "has lost its worker" in capsys.readouterr().err


def test_a_run_that_nobody_took_up_is_abandoned_too(server):
    waiting = start_run("euctr", "full", created_at=timezone.now() - lease.LEASE - PAST)

    call_command("sync_register", "euctr", "--full")

    waiting.refresh_from_db()
    assert waiting.state == "done"


def test_a_run_with_a_worker_is_not_taken_over(server):
    Lease(start_run("euctr", "full")).take()

    with pytest.raises(Exception, match="is not finished") as refusal:
        call_command("sync_register", "euctr", "--full")

    assert refusal.value.returncode == 2
    assert SyncRun.objects.count() == 1


@pytest.mark.parametrize("kind", ["full", "file"])
def test_an_import_of_files_takes_the_place_of_an_abandoned_run(kind, tmp_path, settings):
    settings.OPERATOR_EMAIL = "operators@portal.example"
    abandoned = start_run("euctr", kind)
    abandon(abandoned)
    path = tmp_path / "trials.txt"
    path.write_bytes(euctr_file(euctr_text("2015-000001-11", "DE")))

    call_command("import_register", str(path))

    abandoned.refresh_from_db()
    assert abandoned.state == "failed"
    assert "Start the run again" in abandoned.message
    assert [message.subject for message in mail.outbox] == [f"JOIN4ATMP portal: {abandoned} failed"]
    assert Trial.objects.count() == 1


def test_a_quarantine_is_mailed_like_a_failure(server, settings):
    settings.OPERATOR_EMAIL = "operators@portal.example"
    run()
    for number in server.numbers("euctr"):
        change(server, number)
    mail.outbox.clear()

    waiting = run()

    assert waiting.state == "quarantined"
    [message] = mail.outbox
    assert message.to == ["operators@portal.example"]
    assert "waits in quarantine" in message.subject
    assert waiting.message in message.body


def test_a_run_that_kills_its_worker_each_time_fails_with_the_reason(monkeypatch):
    class Killed(BaseException):
        pass

    def kill(*args):
        raise Killed

    monkeypatch.setattr(runner, "_work", kill)
    poisoned = start_run("euctr", "full")
    for _ in range(3):
        with pytest.raises(Killed):
            perform_run(poisoned)
        SyncRun.objects.update(lease_until=timezone.now() - PAST)
    perform_run(poisoned)

    poisoned.refresh_from_db()
    assert (poisoned.state, "was tried 3 times" in poisoned.message) == ("failed", True)


def test_a_run_that_makes_progress_may_change_hands_often(monkeypatch):
    def one_page(run, lease):
        note_progress(run, attempts=0, fetched=run.fetched + 1)
        update(run, lease_until=timezone.now() - PAST)

    monkeypatch.setattr(runner, "_work", one_page)
    long = start_run("euctr", "full")
    for _ in range(10):
        assert perform_run(long)

    long.refresh_from_db()
    assert (long.state, long.fetched) == ("waiting", 10)
