"""Restore an archive of `backup` into the database of the environment."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from join4atmp.backup import BackupError
from join4atmp.restore import restore
from stakeholders.hashes import read_lines


class Command(BaseCommand):
    help = (
        "Restores a complete backup or nothing. Stop the portal first. People who were erased "
        "after the backup are erased again, and their refusals since then are kept, as listed in "
        "the old database, erasures.jsonl and refusals.jsonl. "
        "All users must sign in again."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--replace", action="store_true", help="delete the current data of the database"
        )
        parser.add_argument(
            "--erasures",
            type=Path,
            metavar="FILE",
            help="erasures.jsonl of the previous portal, if it is not in VAR_DIR",
        )

    def handle(self, *, file, replace, erasures, **options):
        try:
            entries = read_lines(erasures) if erasures else []
            manifest, erased, refused = restore(file, replace=replace, erasures=entries)
        except OSError as error:
            raise CommandError(
                f"{erasures} cannot be read. Check the name and rights of the file.", returncode=2
            ) from error
        except BackupError as problem:
            raise CommandError(str(problem), returncode=2) from problem
        rows = sum(table["rows"] for table in manifest["tables"].values())
        made = f"{manifest['made_at'][:16]} by release {manifest.get('release', 'unknown')}"
        self.stdout.write(f"{rows:,} rows of a backup made {made} are restored.")
        self.stdout.write(f"Erased again: {erased:,}")
        self.stdout.write(f"Refusals applied again: {refused:,}")
