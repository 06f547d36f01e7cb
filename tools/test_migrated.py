"""A migrated database is copied where `make test` names one; otherwise nothing is copied."""

import contextlib
import sqlite3

import pytest

from tools import migrated

NAME = "file:test_migrated?mode=memory&cache=shared"


def tables(name):
    with contextlib.closing(sqlite3.connect(name, uri=True)) as connection:
        return [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]


@pytest.fixture
def file(tmp_path, monkeypatch):
    path = tmp_path / "migrated.sqlite3"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE trial (number TEXT)")
    monkeypatch.setenv(migrated.FILE_VARIABLE, str(path))
    return path


@pytest.fixture
def without_copies(monkeypatch):
    monkeypatch.delenv(migrated.FILE_VARIABLE, raising=False)
    monkeypatch.delenv(migrated.TEMPLATE_VARIABLE, raising=False)


def test_a_database_in_memory_starts_as_a_copy_until_the_tests_end(file):
    with migrated.copied_to({"ENGINE": "django.db.backends.sqlite3"}, NAME):
        assert tables(NAME) == ["trial"]

    assert tables(NAME) == []


def test_a_database_of_postgresql_is_made_from_the_template(monkeypatch):
    monkeypatch.setenv(migrated.TEMPLATE_VARIABLE, "migrated")
    database = {"ENGINE": "django.db.backends.postgresql", "TEST": {}}

    with migrated.copied_to(database, "test_portal"):
        assert database["TEST"] == {"TEMPLATE": "migrated"}


def test_a_portal_of_a_test_starts_with_a_copy(file, tmp_path):
    migrated.copy_to_file(tmp_path / "db.sqlite3")

    assert tables((tmp_path / "db.sqlite3").as_uri()) == ["trial"]


@pytest.mark.parametrize("engine", ["sqlite3", "postgresql"])
def test_nothing_is_copied_without_a_name(without_copies, tmp_path, engine):
    database = {"ENGINE": f"django.db.backends.{engine}", "TEST": {}}

    with migrated.copied_to(database, NAME):
        assert tables(NAME) == []
    migrated.copy_to_file(tmp_path / "db.sqlite3")
    migrated.copy_to_server("postgres://no-server.example/portal")

    assert database["TEST"] == {}
    assert not (tmp_path / "db.sqlite3").exists()
