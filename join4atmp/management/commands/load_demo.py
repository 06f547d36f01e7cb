"""Invented data in the registers' own formats, through the same import as real files."""

from django.core.management.base import BaseCommand, CommandError

from trials.demo import register_files
from trials.models import Trial
from trials.registers import read_bytes
from trials.sync import Synchronisation

TRIALS = 727
MOST_TRIALS = 60_000


class Command(BaseCommand):
    help = "Loads demonstration data: invented trials, marked as such and visible to everyone."

    def add_arguments(self, parser):
        parser.add_argument("--trials", type=int, default=TRIALS, help=f"how many ({TRIALS})")

    def handle(self, *, trials, **options):
        if not 0 <= trials <= MOST_TRIALS:
            raise CommandError(f"--trials must be a number from 0 to {MOST_TRIALS:,}.")
        run = Synchronisation(is_demo=True)
        for name, data in register_files(trials):
            run.apply(read_bytes(data, name), name)
        if run.report.problems:
            first = run.report.problems[0]
            raise CommandError(f"{first['where']}: {first['record']}: {first['message']}")
        self.stdout.write(
            f"{Trial.objects.filter(is_demo=True).count():,} demonstration trials are loaded, from "
            f"{run.report.seen:,} register records."
        )
