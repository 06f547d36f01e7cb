"""Large files: a worker previews, imports and takes back, and the page tells how far it is."""

from datetime import timedelta

import pytest
from django.db import OperationalError as DatabaseError
from django.utils import timezone
from kombu.exceptions import OperationalError

from stakeholders.erasure import erase
from stakeholders.imports import jobs
from stakeholders.models import Contact, ImportBatch
from stakeholders.tasks import take_up_imports, work_on_import

from .factories import make_contact
from .files import csv_file, person
from .importing import IMPORT, everything, upload

pytestmark = pytest.mark.django_db
ROWS = 4


@pytest.fixture(autouse=True)
def four_rows_are_many(monkeypatch):
    for module in ("models", "views"):
        monkeypatch.setattr(f"stakeholders.{module}.imports.MAX_ROWS_WITHOUT_WORKER", ROWS - 1)
    monkeypatch.setattr("stakeholders.imports.plan.ROWS_PER_PROGRESS_REPORT", 1)


@pytest.fixture
def waiting(coordinator):
    """A large file of which a worker was told."""
    upload(coordinator, csv_file(*(person(number) for number in range(ROWS))))
    return ImportBatch.objects.get()


def address(batch, what=""):
    return f"{batch.get_absolute_url()}{what}"


def text(client, batch):
    return client.get(address(batch)).content.decode()


def test_a_large_file_comes_in_and_goes_out_without_a_page_that_waits(coordinator, waiting):
    assert "Making the preview" in text(coordinator, waiting)
    assert "is being processed" in coordinator.get(IMPORT).content.decode()
    work_on_import(waiting.pk)
    assert f"<strong>{ROWS}</strong> rows in people.csv" in text(coordinator, waiting)

    coordinator.post(address(waiting, "commit/"), {"row-2": "skip"})
    assert not Contact.objects.exists()
    work_on_import(waiting.pk)
    assert Contact.objects.count() == ROWS - 1
    assert Contact.history.first().history_user.username.startswith("coordinator")
    assert "3 added" in text(coordinator, waiting)

    coordinator.post(address(waiting, "undo/"))
    assert "Undoing the import" in text(coordinator, waiting)
    work_on_import(waiting.pk)
    assert not Contact.objects.exists()
    assert "3 contacts removed" in text(coordinator, waiting)


def test_a_small_file_needs_no_worker(coordinator):
    upload(coordinator, csv_file(*(person(number) for number in range(ROWS - 1))))

    batch = ImportBatch.objects.get()
    assert (batch.job, batch.rows.count()) == ("", ROWS - 1)


def test_the_page_tells_how_far_it_is_and_then_loads_anew(coordinator, waiting, monkeypatch):
    seen = []
    plan_of = jobs.plan_of

    def watched(batch, progress):
        def both(*counts):
            progress(*counts)
            seen.append(text(coordinator, waiting))

        return plan_of(batch, both)

    monkeypatch.setattr(jobs, "plan_of", watched)
    jobs.work(waiting.pk)

    assert "2 of 4 rows compared with the register" in seen[1]
    answer = coordinator.get(address(waiting, "?shown=preview"), headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"


def test_one_worker_holds_a_file_and_a_dead_one_loses_it(waiting):
    held = timezone.now() + timedelta(minutes=1)
    ImportBatch.objects.update(job_until=held)
    jobs.work(waiting.pk)
    assert ImportBatch.objects.get().job == "preview"

    ImportBatch.objects.update(job_until=timezone.now() - timedelta(seconds=1))
    assert list(jobs.without_worker()) == [waiting]
    jobs.work(waiting.pk)
    assert (ImportBatch.objects.get().job, waiting.rows.count()) == ("", ROWS)


@pytest.mark.django_db(transaction=True)
def test_without_the_queue_the_file_waits_for_the_schedule(admin_client, monkeypatch):
    def away(*args):
        raise OperationalError

    monkeypatch.setattr(work_on_import, "delay", away)
    page = admin_client.get(
        upload(admin_client, csv_file(*(person(number) for number in range(ROWS)))).url
    )
    assert "The job queue does not answer. The file is waiting" in page.content.decode()

    monkeypatch.setattr(
        work_on_import, "apply_async", lambda arguments, **options: work_on_import(*arguments)
    )
    take_up_imports()

    assert ImportBatch.objects.get().rows.count() == ROWS


def test_nothing_else_happens_to_a_file_in_work(coordinator, waiting):
    ImportBatch.objects.update(job_until=timezone.now() + timedelta(minutes=1))

    for what in ("commit/", "discard/", "undo/"):
        answer = coordinator.post(address(waiting, what), follow=True)
        assert "Making the preview" in answer.content.decode()
    assert coordinator.get(address(waiting, "columns/")).status_code == 302
    assert (ImportBatch.objects.get().job, Contact.objects.count()) == ("preview", 0)


def test_a_file_that_no_worker_has_in_hand_can_be_discarded(coordinator, waiting):
    coordinator.post(address(waiting, "discard/"))

    jobs.work(waiting.pk)
    assert not ImportBatch.objects.exists()


def test_a_register_that_changed_meanwhile_is_said_on_the_new_preview(coordinator, waiting):
    work_on_import(waiting.pk)
    coordinator.post(address(waiting, "commit/"))
    make_contact(name="Person 1", email="person1@file.example")
    before = everything()

    work_on_import(waiting.pk)

    assert everything() == before
    assert "The register has changed since this preview" in text(coordinator, waiting)


def test_an_error_writes_nothing_and_logs_nobody(coordinator, waiting, monkeypatch, caplog):
    work_on_import(waiting.pk)
    coordinator.post(address(waiting, "commit/"))
    before = everything()

    def broken(self, **options):
        raise ValueError("person1@file.example")

    monkeypatch.setattr(ImportBatch, "save", broken)
    work_on_import(waiting.pk)

    assert everything() == before
    assert "an error in the portal" in text(coordinator, waiting)
    assert "ValueError" in caplog.text
    assert "person1" not in caplog.text


def test_who_is_erased_while_a_file_is_in_work_does_not_come_back(coordinator, user, waiting):
    contact = make_contact(name="Person 1", email="person1@file.example")
    erase(contact, by=user, reason="asked")

    work_on_import(waiting.pk)

    assert not Contact.objects.exists()
    assert not ImportBatch.objects.exists()


def test_a_file_waits_for_the_database_in_place_of_being_refused(waiting, monkeypatch):
    def stop(*args):
        raise DatabaseError("the server was stopped")

    monkeypatch.setitem(jobs.WORK, "preview", stop)

    with pytest.raises(DatabaseError):
        jobs.work(waiting.pk)

    ImportBatch.objects.update(job_until=timezone.now() - timedelta(seconds=1))
    assert [batch.pk for batch in jobs.without_worker()] == [waiting.pk]


def test_a_file_that_kills_its_worker_is_set_aside_with_the_reason(
    coordinator, waiting, monkeypatch
):
    """A killed worker raises nothing that could be noted: its lease simply ends."""

    class Killed(BaseException):
        pass

    def kill(*args):
        raise Killed

    monkeypatch.setitem(jobs.WORK, "preview", kill)
    for _ in range(3):
        with pytest.raises(Killed):
            jobs.work(waiting.pk)
        ImportBatch.objects.update(job_until=timezone.now() - timedelta(seconds=1))
    jobs.work(waiting.pk)

    assert list(jobs.without_worker()) == []
    assert "was tried 3 times" in text(coordinator, waiting)
