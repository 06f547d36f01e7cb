"""Make a dated backup in a folder, check it, and remove old ones."""

import re
import shutil
import zipfile
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core import mail
from join4atmp.backup import BackupError, write_backup
from join4atmp.models import BackupRun
from join4atmp.watch.mails import operators

NAME = re.compile(r"join4atmp-\d{4}-\d\d-\d\d-\d{6}\.zip")
# Records of erasures and refusals, which a restore of an older backup needs.
LEDGERS = ("erasures.jsonl", "refusals.jsonl")
MIN_KEPT = 3  # the newest files, however old they are


class Command(BaseCommand):
    help = (
        "Writes a backup with today's date into a folder, reads it again, and removes the backups "
        "of this folder that are older than --keep-days. A failure is mailed to OPERATOR_EMAIL."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="FOLDER")
        parser.add_argument("--keep-days", type=int, default=30, metavar="DAYS")

    def handle(self, *, folder, keep_days, **options):
        file = folder / f"join4atmp-{timezone.now():%Y-%m-%d-%H%M%S}.zip"
        try:
            rows = self._back_up(file)
        except (BackupError, OSError) as problem:
            BackupRun.objects.create(file_name=file.name, problem=str(problem))
            lines = [f"The daily backup failed: {problem}", mail.address("/state/")]
            mail.send("The backup failed", lines, operators())
            raise CommandError(f"The backup failed. {problem}", returncode=2) from problem
        BackupRun.objects.create(file_name=file.name, size=file.stat().st_size, rows=rows)
        removed = self._remove_old(folder, keep_days)
        self.stdout.write(f"{file}: {rows:,} rows. Old backups removed: {removed}.")

    def _back_up(self, file):
        """Write and check the backup; return its number of rows."""
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        manifest = write_backup(file)
        with zipfile.ZipFile(file) as archive:
            damaged = archive.testzip()
        if damaged:
            raise BackupError(f"{damaged} in {file} cannot be read again. Check the disk.")
        for name in LEDGERS:
            ledger = Path(settings.VAR_DIR) / name
            if ledger.exists():
                shutil.copy2(ledger, file.parent / name)
        return sum(table["rows"] for table in manifest["tables"].values())

    def _remove_old(self, folder, keep_days):
        found = sorted(path for path in folder.iterdir() if NAME.fullmatch(path.name))
        oldest = (timezone.now() - timedelta(days=keep_days)).strftime("join4atmp-%Y-%m-%d-%H%M%S")
        old = [path for path in found[:-MIN_KEPT] if path.stem < oldest]
        for path in old:
            path.unlink()
        BackupRun.objects.filter(made_at__lt=timezone.now() - timedelta(days=365)).delete()
        return len(old)
