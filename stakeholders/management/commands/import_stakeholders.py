"""Read a file of contacts with the same code as the page."""

from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from core.import_reports import exit_status, tell
from core.spreadsheets import MAX_BYTES
from stakeholders.choices import LawfulBasis
from stakeholders.imports import UploadError, commit, new_batch, plan_of, read_file, replan
from stakeholders.imports.upload import problem_of_mapping
from stakeholders.models import Choice, ImportKind, ImportMode, Outcome

WAITING = (Outcome.REFUSED, Outcome.DUPLICATE, Outcome.ASKED)
BY = "import_stakeholders"


class Command(BaseCommand):
    help = (
        "Reads contacts from an XLSX, CSV or vCard file. New and changed ones are written; likely "
        "duplicates and refused rows are named and left out, for a person to decide on the import "
        "page, and so are single words that nobody explained yet. Exit status: 0 all is written, 1 "
        "some rows or words were left out, 2 nothing was written."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--dry-run", action="store_true", help="show the changes without writing"
        )
        parser.add_argument("--json", action="store_true", help="end with one line of JSON")
        parser.add_argument("--source", default="", help="source of the data (Art. 14)")
        parser.add_argument(
            "--lawful-basis", choices=LawfulBasis.values, default=LawfulBasis.UNDECIDED
        )
        parser.add_argument("--sheet", default="", help="of a workbook; the first visible one")
        parser.add_argument("--mode", choices=ImportMode.values, default=ImportMode.UPDATE)
        parser.add_argument(
            "--unsubscribe",
            action="store_true",
            help="take the file as a list of addresses that want no more mailings",
        )

    def handle(self, *, file, dry_run, json: bool, sheet, unsubscribe, **options):
        kind = ImportKind.UNSUBSCRIBE if unsubscribe else ImportKind.CONTACTS
        given = {name: options[name] for name in ("source", "lawful_basis", "mode")}
        try:
            report = self._import(file, sheet, dry_run=dry_run, kind=kind, **given)
        except UploadError as error:
            report = _refusal(file, str(error))
        except OSError as error:
            report = _refusal(file, f"the file cannot be read: {error.strerror}")
        tell(self, report, dry_run=dry_run, as_json=json)
        if status := exit_status(report):
            raise SystemExit(status)

    @transaction.atomic
    def _import(self, file, sheet, *, dry_run, **given):
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        table = read_file(data, sheet)
        batch = new_batch(by=None, by_name=BY, data=data, file_name=file.name, table=table, **given)
        problem = problem_of_mapping(batch, table, batch.mapping)
        if problem:
            raise UploadError(problem)
        plan = plan_of(batch, table=table)
        if dry_run:
            transaction.set_rollback(True)
        else:
            replan(batch, plan)
            commit(batch, by=None)
        for note in table.notes:
            self.stderr.write(note)
        return _report(plan)


def _report(plan, problems=()):
    problems = [*problems, *filter(None, map(_problem, plan))]
    choices = Counter(row.choice for row in plan)
    failed = sum(row.choice == Choice.SKIP and row.outcome in WAITING for row in plan)
    return {
        "seen": len(plan),
        "created": choices[Choice.ADD],
        "changed": choices[Choice.UPDATE] + choices[Choice.FILL] + choices[Choice.REFUSAL],
        "unchanged": choices[Choice.SKIP] - failed,
        "failed": failed,
        "problems": problems,
    }


def _problem(row):
    """Return a problem for a person to check: a row, or words of it, that was left out;
    else None."""
    is_out = row.outcome in WAITING and row.choice == Choice.SKIP
    if not (is_out or row.has_lost):
        return None
    name = row.values.get("name", "")
    return {"record": name, "where": f"row {row.number}", "message": row.reason}


def _refusal(file, message):
    return _report([], [{"record": "", "where": file.name, "message": message}])
