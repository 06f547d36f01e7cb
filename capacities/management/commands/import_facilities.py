"""Import a file of facilities, through the same code as the page."""

from pathlib import Path

from django.core.management.base import BaseCommand

from capacities.files import commit
from capacities.files.upload import NotReadable, new_import, plan_of
from capacities.models.imports import RowOutcome
from core.import_reports import exit_status, tell
from core.spreadsheets import MAX_BYTES, UploadError

LEFT_OUT = (RowOutcome.REFUSED, RowOutcome.CANDIDATE)


class Command(BaseCommand):
    help = (
        "Imports facilities from an XLSX or CSV file. New and changed ones are saved as drafts for "
        "review. Refused rows and facilities that may be known already are listed and left out. "
        "Exit status: 0 all rows were imported, 1 some rows were left out, 2 nothing was written."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="show changes, write nothing")
        parser.add_argument("--json", action="store_true", help="end with one line of JSON")

    def handle(self, *, file, dry_run, json: bool, **options):
        try:
            with file.open("rb") as stream:
                data = stream.read(MAX_BYTES + 1)
            report = self._import(data, file.name, dry_run=dry_run)
        except (UploadError, NotReadable) as error:
            report = _report([], file=file.name, message=str(error))
        except OSError as error:
            message = f"The file cannot be read: {error.strerror}."
            report = _report([], file=file.name, message=message)
        tell(self, report, dry_run=dry_run, as_json=json)
        if status := exit_status(report):
            raise SystemExit(status)

    def _import(self, data, name, *, dry_run):
        if dry_run:
            return _report(plan_of(data)[1])
        kept, plan = new_import(data=data, file_name=name, by=None)
        commit(kept, by=None)
        return _report(plan)


def _report(plan, *, file="", message=""):
    outcomes = [row.outcome for row in plan]
    problems = [
        {
            "record": row.values.get("facility_id") or row.name,
            "where": f"row {row.number}",
            "message": row.reason,
        }
        for row in plan
        if row.outcome in LEFT_OUT
    ]
    if message:
        problems.append({"record": "", "where": file, "message": message})
    return {
        "seen": len(outcomes),
        "created": outcomes.count(RowOutcome.NEW),
        "changed": outcomes.count(RowOutcome.CHANGED),
        "unchanged": outcomes.count(RowOutcome.SAME),
        "failed": sum(outcome in LEFT_OUT for outcome in outcomes),
        "problems": problems,
    }
