"""Backup and restore of a large portal, whose rows are made by the imports that people use.

The processor time is that of this program, without the database server.
"""

import os
import tempfile
import time
from pathlib import Path

from django.core.management import call_command

from registers import read_bytes
from registers.invented import register_files
from tools.bench.figures import line, peak_memory, set_up, tidied_up
from tools.bench.stakeholders import people

TRIALS = int(os.environ.get("BENCH_RESTORED_TRIALS", 30_000))
CONTACTS = 20_000
CONTACTS_PER_FILE = 10_000


def fill():
    from stakeholders.imports import commit, new_batch, replan
    from trials.sync import Synchronisation

    run = Synchronisation(is_demo=True)
    for name, data in register_files(TRIALS):
        run.apply(read_bytes(data, name), name)
    heading, *rows = people(CONTACTS).splitlines(keepends=True)
    for start in range(0, CONTACTS, CONTACTS_PER_FILE):
        data = heading + b"".join(rows[start : start + CONTACTS_PER_FILE])
        batch = new_batch(by=None, by_name="bench", data=data, file_name="bench")
        replan(batch)
        commit(batch, by=None)
    tidied_up()


def measure(what, action, *arguments):
    """Run an action, print its seconds, and return its result."""
    elapsed, processor = time.perf_counter(), time.process_time()
    result = action(*arguments)
    elapsed, processor = time.perf_counter() - elapsed, time.process_time() - processor
    rest = f", processor {processor:.1f} s, process peak {peak_memory():.0f} MB"
    line(what, elapsed, "s", rest)
    return result


def main():
    set_up()
    from join4atmp.backup import write_backup
    from join4atmp.restore import restore

    fill()
    with tempfile.TemporaryDirectory(prefix="join4atmp-bench-") as folder:
        file = Path(folder) / "portal.zip"
        rows = f"{CONTACTS:,} contacts and {TRIALS:,} trials"
        manifest = measure(f"backup of {rows}", write_backup, file)
        number = sum(table["rows"] for table in manifest["tables"].values())
        size = file.stat().st_size / 1e6
        line("rows of the backup", number, "rows", f", {size:.0f} MB")
        measure(f"restore of {number:,} rows over them", lambda: restore(file, replace=True))
        call_command("flush", interactive=False, verbosity=0)
        measure(
            f"restore of {number:,} rows into empty tables", lambda: restore(file, replace=True)
        )


if __name__ == "__main__":
    main()
