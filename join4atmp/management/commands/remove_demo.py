from django.core.management.base import BaseCommand
from django.db import transaction

from capacities import demo as capacities_demo
from consortium import demo as consortium_demo
from economics import demo as economics_demo
from join4atmp.models import Issue
from landscape import demo as landscape_demo
from products import demo as products_demo
from stakeholders import demo as stakeholders_demo
from surveys import demo as survey_demo
from trials import demo as demo_curation
from trials.models import Publication, RecordProblem, SyncRun, Trial
from usecases import demo as use_case_demo


class Command(BaseCommand):
    help = "Removes the demonstration data and all rows that depend on it."

    @transaction.atomic
    def handle(self, **options):
        RecordProblem.objects.filter(run__is_demo=True).delete()
        demo_curation.remove()
        SyncRun.objects.filter(is_demo=True).delete()
        Issue.objects.filter(is_demo=True).delete()
        self.stdout.write(f"{consortium_demo.remove()} demonstration meetings are removed.")
        self.stdout.write(f"{capacities_demo.remove()} demonstration facilities are removed.")
        self.stdout.write(f"{landscape_demo.remove()} demonstration tickets are removed.")
        self.stdout.write(f"{economics_demo.remove()} demonstration scenarios are removed.")
        # Rows that refer to others are removed first: use cases protect their organisations.
        self.stdout.write(f"{survey_demo.remove():,} demonstration respondents are removed.")
        self.stdout.write(f"{use_case_demo.remove()} demonstration use cases are removed.")
        self.stdout.write(f"{products_demo.remove()} demonstration products are removed.")
        _, removed = Trial.objects.filter(is_demo=True).delete()
        Publication.objects.filter(candidates=None).delete()
        self.stdout.write(f"{removed.get('trials.Trial', 0):,} demonstration trials are removed.")
        contacts = stakeholders_demo.remove()
        self.stdout.write(f"{contacts:,} demonstration contacts are removed.")
        self.stdout.write("To remove the demonstration accounts: manage.py demo_accounts --remove")
