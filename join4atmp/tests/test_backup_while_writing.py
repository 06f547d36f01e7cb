"""A backup that is made while other processes write is the database of one moment."""

import json
import threading
import zipfile

import pytest
from django.core.management import call_command
from django.db import connection

from join4atmp import backup
from join4atmp.backup import write_backup
from registers.tests.texts import euctr_file, euctr_text
from trials.models import RegisterRecord
from trials.tests.factories import import_bytes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def tables(path):
    return json.loads(zipfile.ZipFile(path).read("manifest.json"))["tables"]


def test_a_run_that_writes_during_a_backup_is_not_in_it_at_all(tmp_path, monkeypatch, settings):
    settings.VAR_DIR = tmp_path
    before, during, after = (tmp_path / f"{name}.zip" for name in ("before", "during", "after"))
    import_bytes(euctr_file(euctr_text()))
    write_backup(before)
    write_table = backup._write_table
    runs = []

    def run():
        try:
            import_bytes(euctr_file(euctr_text(number="2016-000002-22")))
        finally:
            connection.close()

    def interrupted(archive, model):
        written = write_table(archive, model)
        if not runs:  # the backup sees the moment of its first query
            runs.append(threading.Thread(target=run))
            runs[0].start()
            runs[0].join(60)
        return written

    monkeypatch.setattr(backup, "_write_table", interrupted)
    write_backup(during)
    monkeypatch.undo()

    assert RegisterRecord.objects.count() == 2
    assert tables(during) == tables(before)

    call_command("restore", during, "--replace")
    write_backup(after)
    assert tables(after) == tables(before)
