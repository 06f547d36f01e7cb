"""A backup that is made while other processes write is the database of one moment."""

import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from tools.isolation import isolated

from .backup_drill import drill


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_run_that_writes_during_a_backup_is_not_in_it_at_all(tmp_path, settings):
    settings.VAR_DIR = tmp_path

    drill(tmp_path)


@pytest.mark.django_db(transaction=True)  # an open transaction cannot be copied
def test_a_run_that_writes_into_the_file_during_a_backup_is_not_in_it_at_all(tmp_path):
    """The database of other tests is in memory, where a writer would wait for the backup."""
    if connection.vendor != "sqlite":
        pytest.skip("tests on SQLite only")
    with sqlite3.connect(tmp_path / "db.sqlite3") as file:
        connection.connection.backup(file)
    file.close()

    done = subprocess.run(
        [sys.executable, "-m", "join4atmp.tests.backup_drill", tmp_path],
        env=isolated(tmp_path),
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
