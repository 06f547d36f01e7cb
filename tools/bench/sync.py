"""The synchronisation at its largest.

A full run of 50,000 EUCTR records against a register on loopback in a process of its own, twice,
and then new and unchanged records applied beside all that is stored: their rates should be those
of an empty database. Rates are of this program's CPU time, without the database server's.
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
# A register gives fewer than 10,000 trials for one query, so these share them out.
QUERIES = (
    "trial AND single",
    "trial NOT single",
    "demo AND safety NOT trial",
    "demo NOT safety NOT trial",
)
OTHER_SEED = 1


def register():
    """The register's process, and its address of EUCTR; waits until it has invented its trials."""
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
    """Records of other trials beside all that is stored, and the same ones unchanged."""
    from trials.models import Trial
    from trials.sync import Synchronisation

    # Both generators count their numbers alike: another century keeps them apart.
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
