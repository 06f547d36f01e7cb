"""A backup that is made while a run writes, and its restore: on the database of the environment.

python -m join4atmp.tests.backup_drill FOLDER
"""

import json
import os
import sys
import threading
import zipfile
from pathlib import Path
from unittest.mock import patch

import django


def tables(path):
    return json.loads(zipfile.ZipFile(path).read("manifest.json"))["tables"]


def drill(folder):
    """Check that the backup is the database of one moment; raise AssertionError."""
    from django.core.management import call_command
    from django.db import connection

    from join4atmp import backup
    from registers.tests.texts import euctr_file, euctr_text
    from trials.models import RegisterRecord
    from trials.tests.factories import import_bytes

    before, during, after = (folder / f"{name}.zip" for name in ("before", "during", "after"))
    import_bytes(euctr_file(euctr_text()))
    backup.write_backup(before)
    write_table, runs = backup._write_table, []

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

    with patch.object(backup, "_write_table", interrupted):
        backup.write_backup(during)

    assert RegisterRecord.objects.count() == 2, "the run did not write beside the backup"
    assert tables(during) == tables(before)

    call_command("restore", during, "--replace")
    backup.write_backup(after)
    assert tables(after) == tables(before)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "join4atmp.settings")
    django.setup()
    drill(Path(sys.argv[1]))
