"""A program whose tables are older says so, in the log and to its administrators."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from core import schema

pytestmark = pytest.mark.django_db


def test_tables_of_the_program_are_no_trouble():
    assert schema.trouble() == ""


def test_a_forgotten_migration_is_named_with_the_command():
    MigrationRecorder.Migration.objects.filter(app="core").order_by("-pk")[0].delete()

    assert "1 migrations are not applied, such as core." in schema.trouble()
    assert "make deploy" in schema.trouble()


def test_a_database_that_does_not_answer_is_logged_at_the_start(monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise OperationalError("unknown host")

    monkeypatch.setattr(schema, "MigrationExecutor", fail)
    monkeypatch.setattr(connection, "close", lambda: None)

    schema._warn()

    assert "unknown host" in caplog.text
