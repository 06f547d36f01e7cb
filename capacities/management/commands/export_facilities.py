"""Writes all facilities into a file that import_facilities reads without any change."""

import hashlib
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from capacities.files.write import whole_rows
from capacities.models import Facility, RestrictedExport
from core.exports import csv_stream, xlsx_file


class Command(BaseCommand):
    help = (
        "Writes every facility, drafts and restricted figures too, as CSV or XLSX by the name of "
        "FILE. Contacts are in it only with --contacts-for PURPOSE, which is recorded."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--contacts-for", default="", metavar="PURPOSE", help="write contacts too, and why"
        )

    def handle(self, *, file, contacts_for, **options):
        if file.suffix not in {".csv", ".xlsx"}:
            raise CommandError("The name of the file must end with .csv or .xlsx.")
        if file.exists():
            raise CommandError(f"{file} exists already. Name a new file.")
        facilities = Facility.objects.order_by("reference")
        header, lines = whole_rows(facilities, with_contacts=bool(contacts_for))
        lines = list(lines)
        if file.suffix == ".csv":
            data = b"".join(csv_stream(header, lines))
        else:
            with xlsx_file({"title": "Facilities"}, "Facilities", header, lines) as book:
                data = book.read()
        try:
            file.write_bytes(data)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        if contacts_for:
            RestrictedExport.objects.create(
                by_name="export_facilities",
                purpose=contacts_for[:300],
                count=len(lines),
                sha256=hashlib.sha256(data).hexdigest(),
            )
        self.stdout.write(f"{len(lines):,} facilities are written to {file}.")
