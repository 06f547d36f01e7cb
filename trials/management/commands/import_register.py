"""Reads register files as downloaded, through the same code as the live synchronisation."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand

from trials.registers import NotARegisterFile, Problem, read_file
from trials.sync import Synchronisation

MOST_SHOWN = 50
ALL_WENT_IN, SOME_REFUSED, NOTHING_WRITTEN = 0, 1, 2


class Command(BaseCommand):
    help = (
        "Reads register files as downloaded: EUCTR full text, CTIS JSON (one record, a list, or "
        "one a line), or a zip or gzip of these. Exit status: 0 all records went in, 1 some were "
        "refused, 2 nothing was written."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--register", choices=["euctr", "ctis"], default="")
        parser.add_argument("--dry-run", action="store_true", help="say what would change")
        parser.add_argument("--json", action="store_true", help="end with one line of JSON")

    def handle(self, *, files, register, dry_run, json: bool, **options):
        run = Synchronisation(dry_run=dry_run)
        for path in files:
            self._import(run, path, register)
        self._tell(run, dry_run=dry_run, as_json=json)
        status = _exit_status(run.report)
        if status:
            raise SystemExit(status)

    def _import(self, run, path, register):
        before = run.report.counts.copy()
        try:
            run.apply(read_file(path, register), path.name)
        except NotARegisterFile as error:
            run.report.add_problem(Problem(path.name, "", 0, f"not a register file: {error}"))
        except OSError as error:
            run.report.add_problem(
                Problem(path.name, "", 0, f"the file cannot be read: {error.strerror}")
            )
        counts = run.report.counts - before
        summary = ", ".join(f"{number:,} {outcome}" for outcome, number in sorted(counts.items()))
        self.stdout.write(f"{path.name}: {summary}")

    def _tell(self, run, *, dry_run, as_json):
        report = run.report
        for problem in report.problems[:MOST_SHOWN]:
            record = f"{problem['record']}: " if problem["record"] else ""
            self.stderr.write(f"{problem['where']}: {record}{problem['message']}")
        if len(report.problems) > MOST_SHOWN:
            self.stderr.write(f"... and {len(report.problems) - MOST_SHOWN:,} more problems")
        counts = report.counts
        self.stdout.write(
            f"{report.seen:,} records seen: {counts['created']:,} created, "
            f"{counts['changed']:,} changed, {counts['unchanged']:,} unchanged, "
            f"{counts['failed']:,} refused." + (" Nothing was written: dry run." if dry_run else "")
        )
        if as_json:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))


def _exit_status(report):
    if not report.problems:
        return ALL_WENT_IN
    return SOME_REFUSED if report.applied else NOTHING_WRITTEN
