"""Load invented data. Trials are written in the formats of the registers and imported like real
files."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from capacities import demo as capacities_demo
from consortium import demo as consortium_demo
from economics import demo as economics_demo
from landscape import demo as landscape_demo
from products import demo as products_demo
from registers import read_bytes
from registers.invented import register_files
from stakeholders import demo as stakeholders_demo
from surveys import demo as survey_demo
from trials import demo as demo_curation
from trials.models import Trial
from trials.past import states
from trials.sponsors.linking import look_for_matches
from trials.sync import Synchronisation
from usecases import demo as use_case_demo

DEFAULT_TRIALS = 640
MAX_TRIALS = 60_000
DEFAULT_STAKEHOLDERS = 312
MAX_STAKEHOLDERS = 50_000


class Command(BaseCommand):
    help = (
        "Loads demonstration data: invented trials and use cases, visible to everyone, and "
        "invented stakeholders."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--trials",
            type=int,
            default=DEFAULT_TRIALS,
            help=f"number of trials (default: {DEFAULT_TRIALS})",
        )
        parser.add_argument(
            "--stakeholders",
            type=int,
            default=DEFAULT_STAKEHOLDERS,
            help=f"number of contacts (default: {DEFAULT_STAKEHOLDERS})",
        )

        parser.add_argument("--force", action="store_true", help="also on a public https:// portal")

    def handle(self, *, trials, stakeholders, force, **options):
        if settings.PUBLIC and not force:
            raise CommandError(
                f"Invented data are not allowed on a public portal ({settings.SITE_URL}), because "
                "they are shown to every visitor. Load them on another portal, or repeat with "
                "--force. remove_demo removes them again."
            )
        if not 0 <= trials <= MAX_TRIALS:
            raise CommandError(f"--trials must be a number from 0 to {MAX_TRIALS:,}.")
        if not 0 <= stakeholders <= MAX_STAKEHOLDERS:
            raise CommandError(f"--stakeholders must be a number from 0 to {MAX_STAKEHOLDERS:,}.")
        run = Synchronisation(is_demo=True)
        for name, data in register_files(trials):
            run.apply(read_bytes(data, name), name)
        if run.report.problems:
            first = run.report.problems[0]
            raise CommandError(f"{first['where']}: {first['record']}: {first['message']}")
        states.keep(trials=Trial.objects.filter(is_demo=True))
        self.stdout.write(
            f"{Trial.objects.filter(is_demo=True).count():,} demonstration trials are loaded, from "
            f"{run.report.seen:,} register records."
        )
        self.stdout.write(f"{demo_curation.load():,} of them have invented decisions of curators.")
        self.stdout.write(f"{products_demo.load()} demonstration products are loaded.")
        contacts, organisations = stakeholders_demo.load(stakeholders)
        self.stdout.write(
            f"{contacts:,} demonstration contacts are loaded, at {organisations:,} organisations."
        )
        self.stdout.write(f"{look_for_matches()} sponsors were proposed as known organisations.")
        self.stdout.write(f"{use_case_demo.load()} demonstration use cases are loaded.")
        self.stdout.write(f"{capacities_demo.load()} demonstration facilities are loaded.")
        self.stdout.write(f"{landscape_demo.load()} demonstration tickets are loaded.")
        self.stdout.write(f"{economics_demo.load()} demonstration scenarios are loaded.")
        self.stdout.write(f"{survey_demo.load():,} demonstration respondents are loaded.")
        self.stdout.write(f"{consortium_demo.load()} demonstration meetings are loaded.")
