"""Import a file of demand areas, through the same code as the page."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand

from capacities.areas_file import plan_of, write
from capacities.files.upload import NotReadable
from capacities.models.imports import RowOutcome
from core.spreadsheets import MAX_BYTES, UploadError

ALL_IMPORTED, SOME_REFUSED, NOTHING_WRITTEN = 0, 1, 2


class Command(BaseCommand):
    help = (
        "Imports countries and NUTS regions with inhabitants and eligible patients from an XLSX or "
        "CSV file. Exit status: 0 all rows were imported, 1 some rows were left out, 2 nothing was "
        "written."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="show changes, write nothing")
        parser.add_argument("--json", action="store_true", help="end with one line of JSON")

    def handle(self, *, file, dry_run, json: bool, **options):
        plan, message = _plan(file)
        done = {"created": 0, "changed": 0, "left": 0} if dry_run else write(plan)
        outcomes = [row.outcome for row in plan]
        problems = [
            {"record": row.code, "where": f"row {row.number}", "message": row.reason}
            for row in plan
            if row.problems
        ]
        if message:
            problems.append({"record": "", "where": file.name, "message": message})
        report = {
            "seen": len(plan),
            "created": outcomes.count(RowOutcome.NEW) if dry_run else done["created"],
            "changed": outcomes.count(RowOutcome.CHANGED) if dry_run else done["changed"],
            "unchanged": outcomes.count(RowOutcome.SAME),
            "failed": outcomes.count(RowOutcome.REFUSED) + done["left"],
            "problems": problems,
        }
        self._show(report, dry_run=dry_run, as_json=json)
        if problems:
            raise SystemExit(SOME_REFUSED if report["seen"] > report["failed"] else NOTHING_WRITTEN)

    def _show(self, report, *, dry_run, as_json):
        for problem in report["problems"]:
            self.stderr.write(f"{problem['where']}: {problem['record']}: {problem['message']}")
        self.stdout.write(
            f"{report['seen']:,} rows seen: {report['created']:,} created, "
            f"{report['changed']:,} changed, {report['unchanged']:,} unchanged, "
            f"{report['failed']:,} left out." + (" Nothing was written: dry run." * dry_run)
        )
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False))


def _plan(file):
    """Return (plan, the reason why the file cannot be read or "")."""
    try:
        with file.open("rb") as stream:
            return plan_of(stream.read(MAX_BYTES + 1)), ""
    except (UploadError, NotReadable) as error:
        return [], str(error)
    except OSError as error:
        return [], f"The file cannot be read: {error.strerror}."
