"""The largest synchronisation.

A full run of 50,000 EUCTR records against a register on loopback in its own process, twice, and
then the import of new and unchanged records into the full database, which should be as fast as into
an empty one. Rates use the CPU time of this program, without the database server.
"""

import re
import subprocess
import sys
import time

from django.conf import settings

from registers import read_bytes
from registers.invented import register_files
from tools.bench.figures import line, peak_memory, set_up

REGISTER_TRIALS = 30_000  # of both registers; about 50,000 records of EUCTR
# A register returns fewer than 10,000 trials per query, so several queries are needed.
QUERIES = (
    "trial AND single",
    "trial NOT single",
    "demo AND safety NOT trial",
    "demo NOT safety NOT trial",
)
OTHER_SEED = 1


def register():
    """Start the register and wait until it has its trials; return its process and EUCTR address."""
    command = [sys.executable, "-m", "registers.invented.server", "--port", "0"]
    process = subprocess.Popen(
        [*command, "--trials", str(REGISTER_TRIALS)], stdout=subprocess.PIPE, text=True
    )
    name, _, address = process.stdout.readline().strip().partition("=")
    assert name == "EUCTR_URL", name
    return process, address


def full_run():
    from trials.models import SyncRun
    from trials.sync.lease import start_run
    from trials.sync.runner import perform_run

    wall, cpu = time.perf_counter(), time.process_time()
    run = start_run("euctr", SyncRun.Kind.FULL, texts=list(QUERIES))
    perform_run(run)
    run.refresh_from_db()
    assert run.state == "done", run.message
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    what = f"full run of {run.seen:,} records, {run.created:,} new"
    line(what, run.seen / cpu, "records/s", f", {wall:.0f} s, process peak {peak_memory():.0f} MB")


def flatness():
    """Measure the import of other trials into the full database, new and unchanged."""
    from trials.models import Trial
    from trials.sync import Synchronisation

    # Both generators use the same numbers; another century makes them different.
    files = [
        (name, re.sub(rb"\b20(\d\d-\d{6}-\d\d)", rb"30\1", data))
        for name, data in register_files(727, OTHER_SEED)
        if name.startswith("euctr")
    ]
    stored = Trial.objects.count()
    for what in ("new", "unchanged"):
        work = Synchronisation(is_demo=True)
        started = time.process_time()
        for name, data in files:
            work.apply(read_bytes(data, name), name)
        seconds = time.process_time() - started
        assert work.report.counts[("created", "unchanged")[what == "unchanged"]], work.report.counts
        line(f"{what} records beside {stored:,} trials", work.report.seen / seconds, "records/s")


def main():
    set_up()
    process, address = register()
    try:
        settings.EUCTR_URL, settings.REGISTERS_ARE_DEMO = address, True
        settings.REGISTER_DELAY_SECONDS = 0
        full_run()
        full_run()
    finally:
        process.terminate()
        process.wait()
    flatness()


if __name__ == "__main__":
    main()
