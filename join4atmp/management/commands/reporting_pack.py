import json
import sys
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from consortium.pack import Period
from join4atmp.packs.work import built


class Command(BaseCommand):
    help = "Writes the reporting pack of a period to a zip file."

    def add_arguments(self, parser):
        parser.add_argument("first", metavar="FROM", help="first day, such as 2024-01-01")
        parser.add_argument("last", metavar="TO", help="last day, such as 2025-06-30")
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--json", action="store_true", help="print one JSON object at the end")

    def handle(self, *, first, last, file, **options):
        try:
            period = Period(date.fromisoformat(first), date.fromisoformat(last))
        except ValueError as error:
            raise CommandError(f"{error} Write days as 2024-01-31.", returncode=2) from error
        pack = built(period)
        try:
            Path(file).write_bytes(pack.content)
        except OSError as error:
            problem = f"{file} cannot be written: {error.strerror}. Check the folder."
            raise CommandError(problem, returncode=2) from error
        self.stdout.write(
            f"{file}: {len(pack.files)} files, {len(pack.content):,} bytes, SHA-256 {pack.sha256}"
        )
        for problem in pack.problems:
            self.stdout.write(f"{problem['check']}: {problem['row']}: {problem['message']}")
        if options["json"]:
            self.stdout.write(_summary(pack))
        if pack.problems:
            sys.exit(1)


def _summary(pack):
    """Return the counts of the files as one line of JSON."""
    problems = [
        {"record": one["row"], "where": one["check"], "message": one["message"]}
        for one in pack.problems
    ]
    return json.dumps(
        {
            "seen": len(pack.files),
            "created": len(pack.files),
            "changed": 0,
            "unchanged": 0,
            "failed": 0,
            "sha256": pack.sha256,
            "problems": problems,
        }
    )
