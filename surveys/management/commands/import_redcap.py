"""Import the files of a REDCap project, through the same code as the page."""

import json
from contextlib import ExitStack
from pathlib import Path

from django.core.management.base import BaseCommand

from core.import_reports import ALL_IMPORTED, NOTHING_WRITTEN, SOME_REFUSED
from surveys.imports import Files, Options, import_survey
from surveys.imports.report import Report
from surveys.imports.run import DEFAULT_PROJECT
from surveys.redcap import Problem, RedcapError

MAX_SHOWN_PROBLEMS = 50


class Command(BaseCommand):
    help = (
        "Reads the data dictionary of a REDCap project, its records (raw codes, flat or one line "
        "per value) and its participants. Exit status: 0 all rows were imported, 1 some rows were "
        "left out, 2 nothing was written."
    )

    def add_arguments(self, parser):
        parser.add_argument("dictionary", type=Path, metavar="DICTIONARY")
        parser.add_argument("records", type=Path, nargs="?", metavar="RECORDS")
        parser.add_argument(
            "--project", default=DEFAULT_PROJECT, help=f"name or slug (default: {DEFAULT_PROJECT})"
        )
        parser.add_argument("--participants", type=Path, metavar="FILE")
        parser.add_argument("--anonymous", action="store_true", help="hide who answered")
        parser.add_argument(
            "--keep-personal",
            action="store_true",
            help="keep answers of personal fields in a table with its own permission",
        )
        parser.add_argument("--expected-rows", type=int, metavar="N", help="refuse a shorter file")
        parser.add_argument("--allow-short", action="store_true", help="accept a shorter file")
        parser.add_argument("--dry-run", action="store_true", help="show changes, write nothing")
        parser.add_argument("--json", action="store_true", help="end with one line of JSON")

    def handle(self, *, dictionary, records, participants, dry_run, json: bool, **options):
        wishes = Options(
            project=options["project"],
            is_anonymous=True if options["anonymous"] else None,
            keeps_personal=True if options["keep_personal"] else None,
            expected_rows=options["expected_rows"],
            takes_short=options["allow_short"],
        )
        try:
            with ExitStack() as opened:
                files = _open(opened, dictionary, records, participants)
                report = import_survey(files, by=None, options=wishes, dry_run=dry_run)
        except RedcapError as error:
            report, status = Report(problems=list(error.problems)), NOTHING_WRITTEN
        except OSError as error:
            problem = Problem(
                str(error.filename), 0, "", f"The file cannot be read: {error.strerror}.", True
            )
            report, status = Report(problems=[problem]), NOTHING_WRITTEN
        else:
            status = SOME_REFUSED if report.failed else ALL_IMPORTED
        self._tell(report, status, dry_run=dry_run, as_json=json)
        if status:
            raise SystemExit(status)

    def _tell(self, report, status, *, dry_run, as_json):
        for problem in report.problems[:MAX_SHOWN_PROBLEMS]:
            self.stderr.write(str(problem))
        if len(report.problems) > MAX_SHOWN_PROBLEMS:
            self.stderr.write(f"... and {len(report.problems) - MAX_SHOWN_PROBLEMS:,} more")
        for change in report.changes:
            self.stdout.write(f"Changed since the last version: {change}")
        end = " Nothing was written." if status == NOTHING_WRITTEN else ""
        self.stdout.write(
            f"{report.fields:,} fields in {report.forms:,} forms, {report.records:,} records. "
            f"{report.seen:,} rows seen: {report.created:,} created, {report.changed:,} changed, "
            f"{report.unchanged:,} unchanged, {report.missing:,} missing, "
            f"{report.failed:,} left out.{end}"
            + (" Nothing was written: dry run." if dry_run and not end else "")
        )
        if as_json:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))


def _open(opened, dictionary, records, participants):
    found = [
        opened.enter_context(path.open("rb")) if path else None
        for path in (dictionary, records, participants)
    ]
    names = [path.name if path else "" for path in (dictionary, records, participants)]
    return Files(found[0], names[0], found[1], names[1], found[2], names[2])
