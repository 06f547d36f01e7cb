"""The benchmark: `make bench` prints one table of figures for SQLite and, where it is, PostgreSQL.

Everything happens in folders and servers of its own that disappear afterwards. Page times are those
of Django without the network, uncached, the median of several requests; those of the lists are also
compared with the bare SQL of the same page.

`make bench ARGS=search` measures one subject, after the one that makes the trials;
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
# A portal each, and what is measured on it, in this order: the first fills it with trials.
PORTALS = {
    "pages and files": (
        "portal use_cases curation dashboard search stakeholders cover_sheets".split()
    ),
    "the largest synchronisation": ["sync"],
}
SUBJECTS = [subject for subjects in PORTALS.values() for subject in subjects]


def chosen_portals(subject):
    """All of them, or the one with this subject, which then comes right after the first."""
    if not subject:
        return PORTALS
    return {
        title: [each for each in subjects if each in (subjects[0], subject)]
        for title, subjects in PORTALS.items()
        if subject in subjects
    }


def parser():
    """MB and records a second of the full-text parser, on a real file repeated if it is there."""
    if SAMPLE.exists():
        name, data = SAMPLE.name, SAMPLE.read_bytes()
    else:
        name, data = next(register_files(60))
    data *= PARSED_BYTES // len(data) + 1
    seconds, records = seconds_of(lambda: sum(1 for _ in read_full_text(data, name)))
    rest = f", {records / seconds:.0f} records/s"
    line(f"parser, {name}", len(data) / seconds / 1e6, "MB/s", rest)


def measure(title, subjects, **variables):
    """Each subject in a process of its own, all on one portal, empty at first."""
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
        print("\nLEFT OUT, because it is not installed here: PostgreSQL")
        return
    for title, subjects in portals.items():
        with services.postgresql() as server:
            # The server is empty but for the database that every server has.
            url = server.rpartition("/")[0] + "/postgres"
            measure(f"PostgreSQL, {title}", subjects, DATABASE_URL=url)


if __name__ == "__main__":
    main()
