"""Reads a file of contacts, through the same code as the page."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from core.spreadsheets import MAX_BYTES
from stakeholders.choices import LawfulBasis
from stakeholders.imports import UploadError, commit, make_plan, new_batch, read_table, replan
from stakeholders.imports.columns import guess_mapping, mapping_problem
from stakeholders.models import Outcome

MOST_SHOWN = 50
ALL_WENT_IN, SOME_REFUSED, NOTHING_WRITTEN = 0, 1, 2
BY = "import_stakeholders"


class Command(BaseCommand):
    help = (
        "Reads contacts from an XLSX or CSV file. New and changed ones go in; possible duplicates "
        "and refused rows are named and left out, for a person to decide on the import page. Exit "
        "status: 0 all went in, 1 some rows were left out, 2 nothing was written."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what would change")
        parser.add_argument("--json", action="store_true", help="end with one line of JSON")
        parser.add_argument("--source", default="", help="where the data come from (Art. 14)")
        parser.add_argument(
            "--lawful-basis", choices=LawfulBasis.values, default=LawfulBasis.UNDECIDED
        )

    def handle(self, *, file, dry_run, json: bool, source, lawful_basis, **options):
        try:
            report = self._import(file, source, lawful_basis, dry_run=dry_run)
        except UploadError as error:
            status, report = NOTHING_WRITTEN, _refusal(file, str(error))
        except OSError as error:
            status = NOTHING_WRITTEN
            report = _refusal(file, f"the file cannot be read: {error.strerror}")
        else:
            status = _exit_status(report)
        self._tell(report, dry_run=dry_run, as_json=json)
        if status:
            raise SystemExit(status)

    @transaction.atomic
    def _import(self, file, source, lawful_basis, *, dry_run):
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        table = read_table(data)
        mapping = guess_mapping(table.header)
        problem = mapping_problem(table.header, mapping)
        if problem:
            raise UploadError(problem)
        plan = make_plan(table, mapping)
        problems = [
            {
                "record": row.values.get("name", ""),
                "where": f"row {row.number}",
                "message": row.reason,
            }
            for row in plan
            if row.outcome in (Outcome.REFUSED, Outcome.DUPLICATE)
        ]
        counts = dict.fromkeys(Outcome.values, 0)
        for row in plan:
            counts[row.outcome] += 1
        if not dry_run:
            batch = new_batch(
                by=None,
                by_name=BY,
                data=data,
                file_name=file.name,
                source=source,
                lawful_basis=lawful_basis,
            )
            replan(batch, plan)
            commit(batch, by=None)
        if table.note:
            self.stderr.write(table.note)
        return _report(counts, problems)

    def _tell(self, report, *, dry_run, as_json):
        for problem in report["problems"][:MOST_SHOWN]:
            record = f"{problem['record']}: " if problem["record"] else ""
            self.stderr.write(f"{problem['where']}: {record}{problem['message']}")
        if len(report["problems"]) > MOST_SHOWN:
            self.stderr.write(f"... and {len(report['problems']) - MOST_SHOWN:,} more")
        self.stdout.write(
            f"{report['seen']:,} rows seen: {report['created']:,} created, "
            f"{report['changed']:,} changed, {report['unchanged']:,} unchanged, "
            f"{report['failed']:,} left out." + (" Nothing was written: dry run." * dry_run)
        )
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False))


def _exit_status(report):
    if not report["problems"]:
        return ALL_WENT_IN
    return SOME_REFUSED if report["seen"] > report["failed"] else NOTHING_WRITTEN


def _report(counts, problems):
    get = counts.get
    return {
        "seen": sum(counts.values()),
        "created": get(Outcome.NEW, 0),
        "changed": get(Outcome.CHANGED, 0),
        "unchanged": get(Outcome.SAME, 0),
        "failed": get(Outcome.REFUSED, 0) + get(Outcome.DUPLICATE, 0),
        "problems": problems,
    }


def _refusal(file, message):
    return _report({}, [{"record": "", "where": file.name, "message": message}])
