"""The benchmark: `make bench` prints a table of figures for SQLite and, if installed, PostgreSQL.

It uses temporary folders and servers. The time of a page is the time of Django without network and
cache, as the median of several requests. Lists are also compared with the plain SQL of the page.

`make bench ARGS=search` measures one subject after the subject that creates the trials.
`python -m tools.bench.search` measures it on the database of the environment.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from registers.euctr import read_full_text
from registers.invented import register_files
from tools import services
from tools.bench.figures import line, seconds_of
from tools.isolation import isolated

SAMPLE = Path("../shared/registers/euctr/full_2022-002568-62.txt")
PARSED_BYTES = 6_000_000
# The subjects of each portal in their order; the first subject creates the trials.
PORTALS = {
    "pages and files": (
        "portal use_cases curation dashboard search stakeholders cover_sheets surveys "
        "economics capacities landscape consortium".split()
    ),
    "the largest synchronisation": ["sync"],
    "backup and restore": ["restore"],
}
SUBJECTS = [subject for subjects in PORTALS.values() for subject in subjects]


def chosen_portals(subject):
    """Return all portals, or the portal of one subject with only its first subject before it."""
    if not subject:
        return PORTALS
    return {
        title: [each for each in subjects if each in (subjects[0], subject)]
        for title, subjects in PORTALS.items()
        if subject in subjects
    }


def parser():
    """Measure the full-text parser in MB and records per second, on a real file if available."""
    if SAMPLE.exists():
        name, data = SAMPLE.name, SAMPLE.read_bytes()
    else:
        name, data = next(register_files(60))
    data *= PARSED_BYTES // len(data) + 1
    seconds, records = seconds_of(lambda: sum(1 for _ in read_full_text(data, name)))
    rest = f", {records / seconds:.0f} records/s"
    line(f"parser, {name}", len(data) / seconds / 1e6, "MB/s", rest)


def measure(title, subjects, **variables):
    """Measure each subject in its own process, all on one portal that is empty at first."""
    print(f"\n{title}", flush=True)
    with tempfile.TemporaryDirectory(prefix="join4atmp-bench-") as folder:
        environment = isolated(folder, **variables)
        for subject in subjects:
            command = [sys.executable, "-m", f"tools.bench.{subject}"]
            subprocess.run(command, env=environment, check=True)


def main():
    arguments = argparse.ArgumentParser(prog="python -m tools.bench")
    arguments.add_argument("subject", nargs="?", choices=SUBJECTS)
    subject = arguments.parse_args().subject
    portals = chosen_portals(subject)
    if not subject:
        parser()
    for title, subjects in portals.items():
        measure(f"SQLite, {title}", subjects)
    if "PostgreSQL" in services.missing():
        print("\nSKIPPED, because it is not installed: PostgreSQL")
        return
    for title, subjects in portals.items():
        with services.postgresql() as server:
            # The server has only its default database.
            url = server.rpartition("/")[0] + "/postgres"
            measure(f"PostgreSQL, {title}", subjects, DATABASE_URL=url)


if __name__ == "__main__":
    main()
