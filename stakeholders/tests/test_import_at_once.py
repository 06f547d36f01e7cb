"""Two people, or two windows, that work on one file at the same moment."""

import threading

import pytest
from django.db import connection, connections
from django.urls import reverse

from stakeholders.imports import Changed, commit, replan
from stakeholders.models import Contact, ImportBatch, ImportRow

from .files import csv_file, person
from .importing import upload

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
WAITING_FOR_LOCKS = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def wait_until_somebody_waits_for_a_lock():
    with connections["default"].cursor() as cursor:
        for _ in range(10_000):
            cursor.execute(WAITING_FOR_LOCKS)
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits for a lock")


def test_an_import_waits_for_the_preview_that_is_being_made(admin_client, monkeypatch):
    """They deadlocked: the preview had deleted the rows and waited for the file, which the import
    had locked."""
    upload(admin_client, csv_file(person(1), person(2)))
    batch = ImportBatch.objects.get()
    result = []

    def import_it():
        try:
            result.append(commit(batch, by=None).counts["created"])
        except Exception as error:
            result.append(error)
        finally:
            connection.close()

    importing = threading.Thread(target=import_it)
    bulk_create = ImportRow.objects.bulk_create

    def interrupted(rows, **options):
        monkeypatch.undo()
        importing.start()
        wait_until_somebody_waits_for_a_lock()
        return bulk_create(rows, **options)

    monkeypatch.setattr(ImportRow.objects, "bulk_create", interrupted)
    replan(batch)
    importing.join(30)

    assert result == [2]
    assert Contact.objects.count() == 2


def test_a_preview_does_not_overwrite_a_file_that_was_imported_meanwhile(admin_client):
    upload(admin_client, csv_file(person(1)))
    batch = ImportBatch.objects.get()
    commit(batch, by=None)

    with pytest.raises(Changed, match="imported already"):
        replan(batch, [])
    assert batch.rows.count() == 1
    assert admin_client.get(reverse("stakeholders:import")).status_code == 200
