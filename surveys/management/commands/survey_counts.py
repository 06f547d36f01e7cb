"""Print the numbers of rows that were asked and answered, for every field of a project."""

import json

from django.core.management.base import BaseCommand, CommandError

from surveys.answers import counts_by_field
from surveys.models import Project


class Command(BaseCommand):
    help = (
        "Prints, for each field, the number of rows that have its form, and the numbers of rows "
        "on which it was hidden, refused, answered, not reached, or shown and not answered."
    )

    def add_arguments(self, parser):
        parser.add_argument("project", metavar="PROJECT", help="name or slug")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *, project, json: bool, **options):
        found = Project.objects.named(project)
        if found is None:
            known = ", ".join(Project.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(
                f"There is no project {project}. Projects are: {known}.", returncode=2
            )
        counts = counts_by_field(found)
        if json:
            self.stdout.write(_as_json(counts))
            return
        for name, numbers in counts.items():
            words = ", ".join(f"{kind} {number:,}" for kind, number in numbers.items())
            self.stdout.write(f"{name}: {words}")


def _as_json(counts):
    return json.dumps(counts, ensure_ascii=False)
