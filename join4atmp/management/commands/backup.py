"""One archive of database and uploaded files."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from join4atmp.backup import BackupError, write_backup


class Command(BaseCommand):
    help = (
        "Writes database and uploaded files into one new archive, while the portal runs. It holds "
        "personal data: keep it as safe as the portal, with SECRET_KEY apart from it."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="a new file")

    def handle(self, *, file, **options):
        try:
            manifest = write_backup(file)
        except BackupError as problem:
            raise CommandError(str(problem), returncode=2) from problem
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(
            f"{file}: {rows:,} rows of {len(manifest['tables'])} tables, "
            f"{len(manifest['media']):,} uploaded files."
        )
