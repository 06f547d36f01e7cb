"""Records that a register lists and does not send, and numbers that change."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from trials.models import ExcludedNumber, RecordProblem, RegisterRecord, SyncRun, Trial
from trials.sync.fetch import MAX_REFUSED_IN_SUCCESSION

from .running import EVERYTHING, change, run

pytestmark = pytest.mark.django_db
TRIES = 4


def refuse(server, *numbers, fault="empty"):
    """CTIS lists the trials, and does not send their records in the next run."""
    for number in numbers:
        server.misbehave(fault, times=TRIES, path=f"retrieve/{number}")


def requested_records(server):
    """Return the addresses of records in the order of the requests."""
    return [path for _, _, path in server.requests if "retrieve" in path]


def test_a_record_that_is_not_sent_is_counted_and_is_not_missing(server):
    first = run("ctis")
    number = server.numbers("ctis")[0]
    refuse(server, number)

    finished = run("ctis")

    assert (finished.state, finished.failed, finished.vanished) == ("done", 1, 0)
    assert finished.seen == first.seen
    assert not RegisterRecord.objects.exclude(missed_full_runs=0).exists()
    assert RecordProblem.objects.get().record == number


def test_the_command_says_that_a_record_was_not_sent(server):
    run("ctis")
    refuse(server, server.numbers("ctis")[0])

    with pytest.raises(SystemExit) as ended:
        call_command("sync_register", "ctis", "--full", "--query", EVERYTHING)

    assert ended.value.code == 1


def test_a_record_that_is_listed_and_not_sent_never_becomes_gone(server, time_machine):
    run("ctis")
    number = server.numbers("ctis")[0]

    for days in (1, 40, 90):
        time_machine.move_to(timezone.now() + timedelta(days=days))
        refuse(server, number)
        run("ctis")

    assert RegisterRecord.objects.get(number=number).gone_since is None


@pytest.mark.parametrize("register", ["euctr", "ctis"])
def test_a_trial_that_is_passed_over_never_becomes_gone(server, time_machine, register):
    run(register)
    number = server.numbers(register)[0]
    ExcludedNumber.objects.create(number=number, reason="No advanced therapy.")

    for days in (1, 40, 90):
        time_machine.move_to(timezone.now() + timedelta(days=days))
        finished = run(register)

    assert finished.vanished == 0
    assert not RegisterRecord.objects.exclude(gone_since=None).exists()


def test_a_page_without_any_record_stops_no_run(server):
    """The last page of the demonstration has one record."""
    numbers = server.numbers("ctis")
    assert len(numbers) % 20 == 1
    refuse(server, numbers[-1])

    finished = run("ctis")

    assert (finished.state, finished.failed) == ("done", 1)
    assert Trial.objects.count() == len(numbers) - 1


def test_many_records_that_are_not_sent_stop_the_run(server):
    numbers = server.numbers("ctis")
    refuse(server, *numbers[1:4])

    finished = run("ctis")

    assert finished.state == "failed"
    assert f"3 of {len(numbers)} records cannot be read" in finished.message
    assert not Trial.objects.exists()


def test_a_register_that_sends_no_record_at_all_is_left_alone(server):
    server.misbehave("html", times=1000, path="retrieve")

    finished = run("ctis")

    assert finished.state == "failed"
    assert "did not send the record of 5 in succession" in finished.message
    assert "web page" in finished.message
    assert len(requested_records(server)) == MAX_REFUSED_IN_SUCCESSION * TRIES
    assert not Trial.objects.exists()


@pytest.mark.parametrize("fault", ["500", "403", "reset", "empty", "html"])
def test_one_record_that_ctis_never_sends_stops_no_run(server, fault):
    number = server.numbers("ctis")[5]
    server.misbehave(fault, times=1000, path=f"retrieve/{number}")

    finished = run("ctis")

    assert (finished.state, finished.failed) == ("done", 1)
    assert RecordProblem.objects.get().record == number


def test_a_register_that_goes_away_in_the_middle_is_left_alone(server):
    run("ctis")
    in_order = requested_records(server)
    for path in in_order[10:]:
        server.misbehave("503", times=1000, path=path)
    server.requests.clear()

    finished = run("ctis")

    assert finished.state == "failed"
    assert len(requested_records(server)) == 10 + MAX_REFUSED_IN_SUCCESSION * TRIES


def test_one_trial_that_the_register_no_longer_has_is_a_reason_and_no_error(server):
    run("ctis")
    number = server.numbers("ctis")[0]
    server.remove(number)

    finished = run("ctis", "trial", number=number)

    assert finished.state == "failed"
    assert finished.message == f"CTIS has no record of {number}."


def test_a_changed_trial_that_eudract_does_not_send_stops_no_others(server, monkeypatch):
    """The feed names a trial that the search does not find."""
    from registers.euctr_client import EuctrClient

    run()
    changed = server.numbers("euctr")[:12]
    for number in changed:
        change(server, number)
    feed = EuctrClient.changed_numbers
    monkeypatch.setattr(
        EuctrClient, "changed_numbers", lambda *query: feed(*query) | {"2019-000099-11"}
    )

    finished = run(kind="incremental")

    assert (finished.state, finished.failed) == ("done", 1), finished.message
    assert finished.changed >= len(changed)
    assert RecordProblem.objects.get().record == "2019-000099-11"


def test_a_page_that_is_no_register_data_is_a_problem(server, monkeypatch):
    """A record in another encoding is JSON for itself, and cannot be joined with others."""
    from registers.ctis_client import CtisClient

    record = CtisClient.record
    monkeypatch.setattr(
        CtisClient, "record", lambda *question: record(*question).decode().encode("utf-16")
    )

    finished = run("ctis")

    assert finished.state == "failed"
    assert "cannot be read" in finished.message
    assert not Trial.objects.exists()


def resubmit(server, count):
    """CTIS counts resubmissions in the last pair of the number."""
    for number in server.numbers("ctis")[:count]:
        raw = server.remove(number)
        server.replace(raw.replace(number.encode(), f"{number[:-2]}01".encode()))


def test_a_resubmission_is_a_change_of_its_trial_and_no_trial_is_missing(server):
    run("ctis")
    resubmit(server, 3)

    finished = run("ctis")

    assert (finished.state, finished.changed, finished.vanished) == ("done", 3, 0)


def test_many_resubmissions_wait_as_changes(server):
    run("ctis")
    resubmit(server, 8)

    finished = run("ctis")

    assert finished.state == "quarantined"
    assert "8 records would change and 0 are no longer there" in finished.message


def test_records_of_more_countries_are_no_changes(server):
    """A trial may begin in another country: none of its stored records changes."""
    from registers.tests.texts import euctr_file, euctr_text

    for number in server.numbers("euctr"):
        server.remove(number)
    places = [f"2015-0000{place:02}-11" for place in range(25)]
    server.replace(euctr_file(*(euctr_text(number, title="A demo") for number in places)))
    assert run().created == 25
    both = [
        euctr_text(number, country, title="A demo") for number in places for country in ("DE", "ES")
    ]
    server.replace(euctr_file(*both))

    finished = run()

    assert (finished.state, finished.created, finished.unchanged) == ("done", 25, 25)
    assert SyncRun.objects.filter(state="quarantined").count() == 0
