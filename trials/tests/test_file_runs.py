"""Files that a person imports are runs: counted, with their problems, to be stopped and undone."""

from itertools import count

import pytest
from django.core.management import call_command

from registers import Problem, read_bytes
from registers.tests.texts import ctis_file, ctis_record, euctr_file, euctr_text
from trials.models import ExcludedNumber, RecordProblem, RecordVersion, SyncRun, Trial
from trials.sync import files, lease
from trials.sync.files import FileImport
from trials.sync.lease import Stopped, start_run
from trials.sync.report import state_of_registers
from trials.sync.runner import perform_run
from trials.sync.undo import undo_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(tmp_path):
    """Imports files, given as name=bytes; returns the report."""

    def import_files(dry_run=False, **files):
        with FileImport(dry_run=dry_run) as work:
            for name, data in files.items():
                path = tmp_path / name
                path.write_bytes(data)
                work.read(path)
        return work.report

    return import_files


def bad_text(number="2015-000002-22"):
    return euctr_text(number).encode().replace(b"Adults", b"\xff")


def runs():
    numbers = ("register", "kind", "state", "seen", "created", "changed", "unchanged", "failed")
    return list(SyncRun.objects.order_by("register").values_list(*numbers))


def test_each_register_has_a_run_with_its_counts(read):
    read(a=euctr_file(euctr_text(), euctr_text("2015-000002-22")), b=ctis_file(ctis_record()))

    assert runs() == [
        ("ctis", "file", "done", 1, 1, 0, 0, 0),
        ("euctr", "file", "done", 2, 2, 0, 0, 0),
    ]


def test_what_a_file_changed_can_be_undone(read):
    read(a=euctr_file(euctr_text("2015-000001-11")))
    read(b=euctr_file(euctr_text("2015-000001-11", title="Another")))
    changing = SyncRun.objects.first()
    assert RecordVersion.objects.get().run == changing
    assert Trial.objects.get().title == "Another"

    undo_run(changing)
    assert Trial.objects.get().title != "Another"
    undo_run(SyncRun.objects.last())
    assert not Trial.objects.exists()


def test_a_record_that_cannot_be_read_is_a_problem_until_a_later_file_reads_it(read):
    good = euctr_text("2015-000002-22")
    report = read(a=euctr_file(euctr_text()) + good.encode().replace(b"Adults", b"\xff"))

    assert report.counts["failed"] == SyncRun.objects.get().failed == 1
    assert RecordProblem.objects.get().record == "2015-000002-22/DE"

    read(b=euctr_file(good))
    assert not RecordProblem.objects.exists()


def test_the_problem_of_a_record_without_its_country_ends_when_the_trial_is_read(read):
    link = b"Link: https://www.clinicaltrialsregister.eu/ctr-search/trial/2015-000001-11/DE/\n"
    whole = euctr_file(euctr_text(), euctr_text(country="ES"))
    assert link in whole
    damaged = whole.replace(link, b"")

    for _ in range(2):
        read(a=damaged)
        assert RecordProblem.objects.get().record == "2015-000001-11"

    read(a=whole)
    assert not RecordProblem.objects.exists()


def test_a_dry_run_leaves_a_run_and_nothing_else(read):
    read(dry_run=True, a=euctr_file(euctr_text()) + bad_text())

    assert runs() == [("euctr", "file", "done", 2, 1, 0, 0, 1)]
    assert not Trial.objects.exists()
    assert not RecordProblem.objects.exists()


def test_what_is_no_register_file_makes_no_run(read):
    report = read(a=b"PK\x03\x04 rubbish", b=b"just words")

    assert report.counts == {"failed": 2}
    assert not SyncRun.objects.exists()


def test_records_of_a_register_at_work_stay_out(read):
    busy = start_run("euctr", "full")

    report = read(a=euctr_file(euctr_text()), b=ctis_file(ctis_record()))

    assert f"Run {busy.pk}" in report.problems[0]["message"]
    assert report.counts == {"failed": 1, "created": 1}
    assert Trial.objects.get().registers == "ctis"


def test_excluded_trials_stay_out_of_files_too(read):
    ExcludedNumber.objects.create(number="2015-000001-11", reason="A device")

    read(a=euctr_file(euctr_text("2015-000001-11"), euctr_text("2015-000002-22")))

    assert Trial.objects.get().eudract_number == "2015-000002-22"


def test_a_person_may_stop_it(monkeypatch, tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(euctr_file(euctr_text()))

    def records_and_then_a_stop(*_):
        yield from read_bytes(euctr_file(euctr_text()), "a")
        yield from read_bytes(ctis_file(ctis_record()), "b")
        SyncRun.objects.update(stop_requested=True)
        yield from read_bytes(euctr_file(euctr_text("2015-000002-22")), "c")

    monkeypatch.setattr(files, "read_file", records_and_then_a_stop)
    monkeypatch.setattr(files, "MAX_RECORDS_LOOKED_AT", 1)
    monkeypatch.setattr(lease.time, "monotonic", count(step=2).__next__)  # it looks once a second
    with pytest.raises(Stopped), FileImport() as work:
        work.read(path)

    assert set(SyncRun.objects.values_list("state", flat=True)) == {"stopped"}
    assert Trial.objects.count() == 1  # the others were read, and not written any more


STOPPED = {"stop_requested": True}
TAKEN_OVER = {"worker": "another", "state": "failed"}


@pytest.mark.parametrize(
    ("event", "message"), [(STOPPED, "Stopped by a person"), (TAKEN_OVER, "was taken over")]
)
def test_the_command_says_that_it_ended_early(monkeypatch, tmp_path, capsys, event, message):
    for name in ("2015-000001-11", "2015-000002-22"):
        (tmp_path / name).write_bytes(euctr_file(euctr_text(name)))
    read_file = files.read_file

    def records_and_then_the_event(path, register):
        if path.name == "2015-000002-22":
            SyncRun.objects.update(**event)
        return read_file(path, register)

    monkeypatch.setattr(files, "read_file", records_and_then_the_event)
    monkeypatch.setattr(lease.time, "monotonic", count(step=2).__next__)
    with pytest.raises(SystemExit) as ended:
        call_command("import_register", *map(str, sorted(tmp_path.iterdir())))

    assert ended.value.code == 1
    error = capsys.readouterr().err
    assert message in error
    assert "import the files again" in error
    assert Trial.objects.get().eudract_number == "2015-000001-11"


def test_an_import_that_was_killed_says_what_to_do():
    killed = start_run("euctr", "file")

    assert perform_run(killed) is True

    assert killed.state == "failed"
    assert "import the files again" in killed.message


def test_a_file_is_no_synchronisation(read):
    read(a=euctr_file(euctr_text()))

    assert state_of_registers()["euctr"]["last_done"] is None


def test_a_problem_knows_its_register():
    items = list(read_bytes(euctr_file(euctr_text()) + bad_text(), "a"))

    assert [item.register for item in items if isinstance(item, Problem)] == ["euctr"]
