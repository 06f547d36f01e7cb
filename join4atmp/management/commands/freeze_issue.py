from django.core.management.base import BaseCommand, CommandError

from join4atmp.issues.freeze import NothingPublished, freeze


class Command(BaseCommand):
    help = (
        "Freezes an issue: writes the current published data into one file that never changes. "
        "Exit status 2 means that no data is published and nothing was written."
    )

    def add_arguments(self, parser):
        parser.add_argument("--title", default="", help="default: JOIN4ATMP data, and the date")
        parser.add_argument("--note", default="", help="a note for readers")
        parser.add_argument(
            "--demo", action="store_true", help="freeze invented rows and mark the issue"
        )

    def handle(self, *, title, note, demo, **options):
        try:
            issue = freeze(title=title, note=note, demo=demo)
        except NothingPublished as problem:
            raise CommandError(str(problem), returncode=2) from problem
        rows = {table["name"]: table["rows"] for table in issue.manifest["tables"]}
        for name, number in rows.items():
            self.stdout.write(f"{name}: {number:,} rows")
        self.stdout.write(f"{issue.file_name}, {issue.size:,} bytes, SHA-256 {issue.sha256}")
        self.stdout.write(issue.citation)
