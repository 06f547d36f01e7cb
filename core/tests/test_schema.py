"""A program whose tables are older says so, in the log and to its administrators."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from core import schema
from core.models import WaitingMail
from stakeholders.tests.factories import user_in

pytestmark = pytest.mark.django_db


def test_tables_of_the_program_are_no_trouble():
    assert schema.trouble() == ""


def test_a_forgotten_migration_is_named_with_the_command():
    MigrationRecorder.Migration.objects.filter(app="core").order_by("-pk")[0].delete()

    assert "1 migrations are not applied, such as core." in schema.trouble()
    assert "make deploy" in schema.trouble()


def test_the_page_of_the_state_opens_without_a_table_of_the_program(monkeypatch):
    def fail():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM no_such_table")

    monkeypatch.setattr(WaitingMail.objects, "waiting", fail)
    client = Client()
    client.force_login(user_in("administrator"))

    page = client.get("/state/").content.decode()

    assert "The tables of this part are not those of the program." in page
    assert "make deploy" in page


def test_a_database_that_does_not_answer_is_logged_at_the_start(monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise OperationalError("unknown host")

    monkeypatch.setattr(schema, "MigrationExecutor", fail)
    monkeypatch.setattr(connection, "close", lambda: None)

    schema._warn()

    assert "unknown host" in caplog.text
