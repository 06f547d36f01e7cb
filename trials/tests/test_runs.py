"""Whole runs against a register on loopback: what they bring, survive, refuse and take back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from trials.models import (
    CanaryTrial,
    ExcludedNumber,
    PublicationCandidate,
    RecordProblem,
    RecordVersion,
    RegisterRecord,
    SyncRun,
    Trial,
)
from trials.sync.lease import AlreadyRunning, start_run
from trials.sync.runner import perform_run
from trials.sync.undo import CannotUndo, undo_run

from .running import change, run

pytestmark = pytest.mark.django_db


def snapshot():
    """Everything that a run writes about trials, without times and keys."""
    return sorted(
        Trial.objects.values_list(
            "eudract_number", "eu_ct_number", "title", "phase", "status", "countries", "search_text"
        )
    )


def test_a_full_run_brings_every_trial_and_the_next_changes_nothing(server):
    first, second = run(), run()

    assert (first.state, first.message) == ("done", "")
    assert first.created == first.seen == RegisterRecord.objects.count() > 40
    assert first.expected == first.fetched == Trial.objects.count()
    assert (second.state, second.unchanged, second.changed) == ("done", first.created, 0)
    (query,) = first.queries.all()
    assert (query.found, query.new) == (first.expected, first.expected)
    assert second.queries.get().new == 0


def test_both_registers_meet_in_one_trial(server):
    run("ctis")
    run("euctr")

    assert set(Trial.objects.values_list("registers", flat=True)) == {
        "ctis",
        "euctr",
        "ctis euctr",
    }


def test_what_the_runs_bring_is_what_the_files_hold(server):
    from .factories import import_bytes

    run("euctr")
    run("ctis")
    fetched = snapshot()
    Trial.objects.all().delete()
    import_bytes(*(server.raw(number) for number in server.numbers("euctr")))
    import_bytes(*(server.raw(number) for number in server.numbers("ctis")))

    assert snapshot() == fetched


@pytest.mark.parametrize("register", ["euctr", "ctis"])
def test_one_trial_can_be_refreshed(server, register):
    number = server.numbers(register)[0]

    finished = run(register, "trial", number=number)

    assert finished.state == "done"
    assert Trial.objects.with_number(number).count() == Trial.objects.count() == 1


@pytest.mark.parametrize("register", ["euctr", "ctis"])
def test_a_change_comes_in_and_the_earlier_text_is_kept(server, register):
    run(register)
    number = server.numbers(register)[0]
    before = server.raw(number)
    change(server, number)

    changed = run(register, "incremental", since=timezone.now().date() - timedelta(days=7000))

    assert changed.state == "done", changed.message
    assert changed.changed >= 1
    versions = RecordVersion.objects.filter(run=changed)
    assert versions.count() == changed.changed
    assert versions[0].record.raw != before
    trial = Trial.objects.with_number(number).get()
    assert "Changed" in trial.title


def faults():
    from registers.invented.faults import Fault

    return [fault.value for fault in Fault]


@pytest.mark.parametrize("fault", faults())
@pytest.mark.parametrize("register", ["euctr", "ctis"])
def test_after_any_fault_nothing_is_half_written_and_the_next_run_completes(
    server, settings, register, fault
):
    settings.REGISTER_TIMEOUT_SECONDS = 0.4
    server.misbehave(fault, times=6, retry_after="1")

    finished = run(register)

    if finished.state == "done":
        assert finished.failed == RecordProblem.objects.count()
    else:
        assert finished.state == "failed"
        assert len(finished.message) > 20
        assert not Trial.objects.exists()

    server.behave()
    settings.REGISTER_TIMEOUT_SECONDS = 5
    again = run(register)
    assert again.state == "done", again.message
    assert not RecordProblem.objects.exists()
    assert RegisterRecord.objects.count() == again.created + again.unchanged + again.changed


def test_a_run_that_was_killed_goes_on_where_it_stopped(server, monkeypatch):
    from trials.sync import apply
    from trials.sync import run_writer as module

    # Less than a page, so that it dies in the middle of one.
    monkeypatch.setattr(apply, "MAX_TRIALS_PER_TRANSACTION", 6)
    killed = start_run("euctr", "full")
    written = []

    def die_in_the_middle(run, outcomes):
        written.append(outcomes)
        if len(written) == 3:
            raise KeyboardInterrupt
        return add(run, outcomes)

    add = module.add
    monkeypatch.setattr(module, "add", die_in_the_middle)
    with pytest.raises(KeyboardInterrupt):
        perform_run(killed)
    assert Trial.objects.count() == 12
    requests = len(server.requests)

    monkeypatch.setattr(module, "add", add)
    assert perform_run(killed) is False  # the lease still holds
    SyncRun.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert perform_run(killed) is True

    killed.refresh_from_db()
    assert killed.state == "done"
    assert killed.seen == killed.created == RegisterRecord.objects.count()
    assert len(server.requests) == requests  # its pages were there already


def test_a_run_that_is_removed_meanwhile_writes_nothing_more(server, monkeypatch):
    from trials.sync import run_writer as module

    add = module.add

    def remove_and_add(run, outcomes):
        SyncRun.objects.filter(pk=run.pk).delete()
        add(run, outcomes)

    monkeypatch.setattr(module, "add", remove_and_add)
    assert perform_run(start_run("euctr", "full")) is True

    assert not Trial.objects.exists()
    assert not RegisterRecord.objects.exists()


def test_two_runs_of_a_register_never_overlap(server):
    start_run("euctr", "full")

    with pytest.raises(AlreadyRunning, match="not finished"):
        start_run("euctr", "incremental")
    start_run("ctis", "full")


def test_a_run_stops_when_a_person_says_so(server, monkeypatch):
    started = start_run("euctr", "full", stop_requested=True)

    perform_run(started)

    started.refresh_from_db()
    assert started.state == "stopped"
    assert not Trial.objects.exists()


def test_a_dry_run_counts_and_writes_nothing(server):
    finished = run(is_dry_run=True)

    assert (finished.state, finished.created) == ("done", finished.seen)
    assert finished.seen > 40
    assert not Trial.objects.exists()


def test_a_query_that_finds_nothing_any_more_stops_the_run(server):
    run()
    before = snapshot()
    for number in server.numbers("euctr"):
        server.remove(number)

    finished = run()

    assert finished.state == "failed"
    assert "finds 0 trials" in finished.message
    assert snapshot() == before


def test_too_many_changes_wait_for_a_person(server, django_user_model):
    run()
    for number in server.numbers("euctr"):
        change(server, number)

    finished = run()

    assert finished.state == "quarantined"
    assert "percent" in finished.message
    assert not Trial.objects.filter(title="Changed title").exists()
    assert perform_run(finished) is False

    curator = django_user_model.objects.create_user("curator")
    SyncRun.objects.filter(pk=finished.pk).update(state="checking", released_by=curator)
    perform_run(SyncRun.objects.get(pk=finished.pk))

    assert SyncRun.objects.get(pk=finished.pk).state == "done"
    assert Trial.objects.filter(title="Changed title").count() == Trial.objects.count()


def test_a_canary_that_does_not_come_stops_the_run(server):
    CanaryTrial.objects.create(register="euctr", number="2015-000001-11")

    finished = run()

    assert finished.state == "failed"
    assert "canary trial 2015-000001-11" in finished.message


def test_excluded_trials_are_passed_over(server):
    number = server.numbers("euctr")[0]
    ExcludedNumber.objects.create(number=number, reason="No ATMP")

    run()

    assert not Trial.objects.with_number(number).exists()


@pytest.mark.parametrize("form", ["{}", "{}-DE", " {} "])
def test_an_excluded_number_is_passed_over_in_every_form(server, form):
    number = server.numbers("euctr")[0]
    ExcludedNumber.objects.create(number=form.format(number)[:17], reason="No ATMP")

    run()

    assert not Trial.objects.with_number(number).exists()


def test_a_missing_record_is_gone_after_two_full_runs_and_sixty_days(server, time_machine):
    run()
    number = server.numbers("euctr")[0]
    removed = server.remove(number)
    record = RegisterRecord.objects.filter(number=number)

    run()
    assert record.first().gone_since is None
    time_machine.move_to(timezone.now() + timedelta(days=61))
    run()
    assert record.first().gone_since is not None
    assert Trial.objects.with_number(number).exists()

    server.replace(removed)
    run()
    assert record.first().gone_since is None


def test_a_run_can_be_undone(server):
    run()
    before = snapshot()
    number = server.numbers("euctr")[0]
    change(server, number)
    changed = run()
    assert snapshot() != before

    undo_run(changed)

    assert snapshot() == before
    changed.refresh_from_db()
    assert changed.state == "undone"
    with pytest.raises(CannotUndo):
        undo_run(changed)


def test_nothing_is_undone_while_another_run_is_at_work(server):
    finished = run()
    start_run("euctr", "full")

    with pytest.raises(CannotUndo, match="is active"):
        undo_run(finished)


def test_undoing_a_first_run_leaves_nothing(server):
    undo_run(run())

    assert not Trial.objects.exists()
    assert not RegisterRecord.objects.exists()


def test_a_replay_repairs_what_is_derived(server):
    run()
    before = snapshot()
    trial = Trial.objects.first()
    trial.title = "Damaged"
    trial.save()

    finished = run(kind="replay")

    assert (finished.state, finished.changed) == ("done", 1)
    assert finished.unchanged == Trial.objects.count() - 1
    assert snapshot() == before


def test_articles_that_name_a_trial_become_suggestions_once(server):
    run("euctr")
    run("ctis")

    first, second = run("pubmed"), run("pubmed")

    assert (first.state, first.message) == ("done", "")
    assert first.created == PublicationCandidate.objects.count() > 10
    assert (second.created, second.unchanged) == (0, first.created)
    by_words = 0
    for candidate in PublicationCandidate.objects.select_related("trial", "publication"):
        assert candidate.publication.title.removeprefix("Demonstration: ") == candidate.trial.title
        by_words += candidate.trial.number not in candidate.found_by
    assert 0 < by_words < first.created


def test_a_literature_run_that_fails_keeps_what_it_found_and_goes_on_next_time(server):
    run("euctr")
    server.misbehave("503", times=8, path="efetch")

    failed = run("pubmed")
    assert failed.state == "failed"
    server.behave()

    assert run("pubmed").state == "done"
