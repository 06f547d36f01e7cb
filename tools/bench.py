"""The benchmark: `make bench` prints one table of figures for SQLite and, where it is, PostgreSQL.

Everything happens in folders and servers of its own that disappear afterwards. Page times are those
of Django without the network, uncached, the median of several requests; the last column compares
them with the bare SQL of the same page.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools import services
from tools.isolation import isolated

SAMPLE = Path("../shared/registers/euctr/full_2022-002568-62.txt")
PARSED_BYTES = 6_000_000
MEASURED = {"pages and files": "bench_portal", "the largest synchronisation": "bench_sync"}


def parser():
    """MB and records a second of the full-text parser, on a real file repeated if it is there."""
    from trials.demo import register_files
    from trials.registers.euctr import read_full_text

    if SAMPLE.exists():
        name, data = SAMPLE.name, SAMPLE.read_bytes()
    else:
        name, data = next(register_files(60))
    data *= PARSED_BYTES // len(data) + 1
    started = time.perf_counter()
    records = sum(1 for _ in read_full_text(data, name))
    seconds = time.perf_counter() - started
    print(f"{'parser, ' + name:<58} {len(data) / seconds / 1e6:8.1f} MB/s")
    print(f"{'':<58} {records / seconds:8.0f} records/s")


def measure(title, module, **variables):
    """Runs a module on a portal of its own, empty at first."""
    print(f"\n{title}", flush=True)
    with tempfile.TemporaryDirectory(prefix="join4atmp-bench-") as folder:
        environment = isolated(folder, **variables)
        subprocess.run([sys.executable, "-m", f"tools.{module}"], env=environment, check=True)


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "join4atmp.settings")
    parser()
    for title, module in MEASURED.items():
        measure(f"SQLite, {title}", module)
    if "PostgreSQL" in services.missing():
        print("\nLEFT OUT, because it is not installed here: PostgreSQL")
        return
    for title, module in MEASURED.items():
        with services.postgresql() as server:
            # The server is empty but for the database that every server has.
            url = server.rpartition("/")[0] + "/postgres"
            measure(f"PostgreSQL, {title}", module, DATABASE_URL=url)


if __name__ == "__main__":
    main()
