"""Read downloaded register files with the same code as the live synchronisation."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand

from core.import_reports import ALL_IMPORTED, NOTHING_WRITTEN, SOME_REFUSED
from trials.sync.files import CUT_OFF, FileImport
from trials.sync.lease import LeaseLost, Stopped

MAX_PROBLEMS_SHOWN = 50


class Command(BaseCommand):
    help = (
        "Reads register files as downloaded: EUCTR full text, CTIS JSON (one record, a list, or "
        "one a line), or a zip or gzip of these. Exit status: 0 all were imported, 1 some were "
        "refused or the import ended early, 2 nothing was written."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--register", choices=["euctr", "ctis"], default="")
        parser.add_argument(
            "--dry-run", action="store_true", help="show the changes without writing"
        )
        parser.add_argument("--json", action="store_true", help="end with one line of JSON")

    def handle(self, *, files, register, dry_run, json: bool, **options):
        is_complete = False
        try:
            with FileImport(dry_run=dry_run) as work:
                for path in files:
                    self._read(work, path, register)
                is_complete = True
        except Stopped:
            self.stderr.write(f"Stopped by a person on the page of the run. {CUT_OFF}")
        except LeaseLost as lost:
            self.stderr.write(f"{lost} {CUT_OFF}")
        self._tell(work.report, dry_run=dry_run, as_json=json)
        status = _exit_status(work.report, is_complete)
        if status:
            raise SystemExit(status)

    def _read(self, work, path, register):
        before = work.report.counts.copy()
        work.read(path, register)
        counts = work.report.counts - before
        summary = ", ".join(f"{number:,} {outcome}" for outcome, number in sorted(counts.items()))
        self.stdout.write(f"{path.name}: {summary}")

    def _tell(self, report, *, dry_run, as_json):
        for problem in report.problems[:MAX_PROBLEMS_SHOWN]:
            record = f"{problem['record']}: " if problem["record"] else ""
            self.stderr.write(f"{problem['where']}: {record}{problem['message']}")
        if len(report.problems) > MAX_PROBLEMS_SHOWN:
            self.stderr.write(
                f"... and {len(report.problems) - MAX_PROBLEMS_SHOWN:,} more problems"
            )
        counts = report.counts
        self.stdout.write(
            f"{report.seen:,} records seen: {counts['created']:,} created, "
            f"{counts['changed']:,} changed, {counts['unchanged']:,} unchanged, "
            f"{counts['failed']:,} refused." + (" Nothing was written: dry run." if dry_run else "")
        )
        if as_json:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))


def _exit_status(report, is_complete):
    if is_complete and not report.problems:
        return ALL_IMPORTED
    return SOME_REFUSED if report.applied else NOTHING_WRITTEN
