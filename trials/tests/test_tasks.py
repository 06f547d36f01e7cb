"""What starts by itself, and what does not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from trials import tasks
from trials.models import SyncRun, SyncSchedule
from trials.sync.lease import start_run

from .factories import make_trial

pytestmark = pytest.mark.django_db


@pytest.fixture
def started(monkeypatch):
    """Primary keys of the runs that a worker was asked to work on, by copies that expire before the
    next ones are sent."""
    asked = []

    def send(arguments, *, expires):
        assert expires < 60
        asked.extend(arguments)

    monkeypatch.setattr(tasks.sync_register, "apply_async", send)
    return asked


def test_what_is_due_starts_once(settings, started):
    settings.CONTACT_EMAIL = "portal@portal.example"

    tasks.keep_in_sync()
    tasks.keep_in_sync()

    runs = SyncRun.objects.order_by("register")
    assert [run.register for run in runs] == ["ctis", "euctr", "pubmed"]
    assert set(started) == {run.pk for run in runs}
    waiting = SyncSchedule.objects.filter(last_started_at=None)
    assert waiting.count() == 2  # the second ones of EUCTR and CTIS, until the first has ended


def test_nothing_starts_by_itself_without_an_address_for_the_registers(settings, started):
    settings.CONTACT_EMAIL = ""

    tasks.keep_in_sync()

    assert not SyncRun.objects.exists()


def test_what_is_switched_off_or_not_due_does_not_start(settings, started):
    settings.CONTACT_EMAIL = "portal@portal.example"
    SyncSchedule.objects.filter(register="euctr").update(is_active=False)
    SyncSchedule.objects.exclude(register="euctr").update(last_started_at=timezone.now())

    tasks.keep_in_sync()

    assert not SyncRun.objects.exists()


@pytest.mark.parametrize("invented", [True, False])
def test_the_invented_register_is_asked_while_its_trials_are_here(settings, started, invented):
    settings.REGISTERS_ARE_DEMO = True
    make_trial(is_demo=invented)

    tasks.keep_in_sync()

    assert SyncRun.objects.exists() == invented


def test_a_run_whose_worker_died_is_taken_up(started):
    dead = start_run("euctr", "full")
    SyncRun.objects.filter(pk=dead.pk).update(
        state="applying", lease_until=timezone.now() - timedelta(seconds=1)
    )
    held = start_run("ctis", "full")
    SyncRun.objects.filter(pk=held.pk).update(lease_until=timezone.now() + timedelta(minutes=1))

    tasks.keep_in_sync()

    assert started == [dead.pk]
