"""Import a file of demand areas, through the same code as the page."""

from pathlib import Path

from django.core.management.base import BaseCommand

from capacities.areas_file import plan_of, write
from capacities.files.upload import NotReadable
from capacities.models.imports import RowOutcome
from core.import_reports import exit_status, tell
from core.spreadsheets import MAX_BYTES, UploadError


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
        done = {"created": 0, "changed": 0, "left": 0}
        if not dry_run:
            done = write(plan, file_name=file.name, by=None)
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
        tell(self, report, dry_run=dry_run, as_json=json)
        if status := exit_status(report):
            raise SystemExit(status)


def _plan(file):
    """Return (plan, the reason why the file cannot be read or "")."""
    try:
        with file.open("rb") as stream:
            return plan_of(stream.read(MAX_BYTES + 1)), ""
    except (UploadError, NotReadable) as error:
        return [], str(error)
    except OSError as error:
        return [], f"The file cannot be read: {error.strerror}."
