"""Write the database and the uploaded files into one archive."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from join4atmp.backup import BackupError, write_backup


class Command(BaseCommand):
    help = (
        "Writes the database and the uploaded files into one new archive. The portal can keep "
        "running. The archive contains personal data: protect it like the portal, and keep "
        "SECRET_KEY in another place."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="name of the new file")

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
