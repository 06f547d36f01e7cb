"""Write all facilities to a file, which import_facilities can read again without changing
anything."""

import hashlib
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from capacities.files.write import whole_rows
from capacities.models import Facility, RestrictedExport
from core.exports import csv_stream, xlsx_file


class Command(BaseCommand):
    help = (
        "Writes every facility, including drafts and restricted figures, as CSV or XLSX, depending "
        "on the name of FILE. With --contacts-for PURPOSE, the file includes contacts, and this "
        "is recorded."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--contacts-for",
            default="",
            metavar="PURPOSE",
            help="include contacts for this purpose",
        )

    def handle(self, *, file, contacts_for, **options):
        if file.suffix not in {".csv", ".xlsx"}:
            raise CommandError("The file is neither CSV nor XLSX. Use a name with .csv or .xlsx.")
        if file.exists():
            raise CommandError(f"{file} already exists. Use the name of a new file.")
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
        self.stdout.write(f"{len(lines):,} facilities were written to {file}.")
