"""Synchronise once, now, in this process."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_date

from trials.models import RecordProblem, SyncRun
from trials.sync.lease import AlreadyRunning, start_run
from trials.sync.runner import perform_run

COUNTS = ("seen", "created", "changed", "unchanged", "failed")


class Command(BaseCommand):
    help = (
        "Synchronises with a register now. Exit status: 0 all were imported, 1 some records were "
        "refused, 2 nothing was written."
    )

    def add_arguments(self, parser):
        parser.add_argument("register", choices=["euctr", "ctis", "pubmed"])
        kind = parser.add_mutually_exclusive_group()
        kind.add_argument("--full", action="store_true", help="read everything, not only changes")
        kind.add_argument("--since", type=_day, metavar="DATE", help="changes since YYYY-MM-DD")
        parser.add_argument(
            "--query", action="append", default=[], metavar="TEXT", help="instead of the list"
        )
        parser.add_argument("--limit", type=int, metavar="N", help="at most N pages per query")
        parser.add_argument(
            "--dry-run", action="store_true", help="show the changes without writing"
        )
        parser.add_argument("--json", action="store_true", help="end with one line of JSON")

    def handle(self, *, register, full, since, query, limit, dry_run, json: bool, **options):
        kind = SyncRun.Kind.FULL if full or register == "pubmed" else SyncRun.Kind.INCREMENTAL
        for abandoned in SyncRun.objects.abandoned().filter(register=register):
            self.stderr.write(f"{abandoned} has lost its worker and is finished first.")
            perform_run(abandoned)
        try:
            run = start_run(
                register, kind, since=since, texts=query, limit=limit, is_dry_run=dry_run
            )
        except AlreadyRunning as error:
            raise CommandError(str(error), returncode=2) from error
        perform_run(run)
        run.refresh_from_db()
        self._tell(run, as_json=json)
        if run.state != SyncRun.State.DONE:
            raise SystemExit(2)
        if run.failed:
            raise SystemExit(1)

    def _tell(self, run, *, as_json):
        counts = {name: getattr(run, name) for name in COUNTS}
        words = ", ".join(f"{number:,} {name}" for name, number in counts.items())
        self.stdout.write(f"{run}: {run.get_state_display()}. {words}.")
        problems = [
            {"record": p.record, "where": p.place, "message": p.reason}
            for p in RecordProblem.objects.filter(run=run)
        ]
        if run.message:
            self.stderr.write(run.message)
            if run.state != SyncRun.State.DONE:
                problems.append({"record": "", "where": str(run), "message": run.message})
        if as_json:
            self.stdout.write(json.dumps({**counts, "problems": problems}, ensure_ascii=False))


def _day(text):
    day = parse_date(text)
    if day is None:
        raise ValueError(text)
    return day
