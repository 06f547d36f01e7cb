"""Write the cover sheet of one product, including names."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from products.coversheets.content import cells_of
from products.coversheets.writer import write_sheet
from products.models import Dossier


class Command(BaseCommand):
    help = (
        "Writes the cover sheet of a product. ID is its identifier, or the last part of the "
        "address of its page. The file contains names and e-mail addresses."
    )

    def add_arguments(self, parser):
        parser.add_argument("id", metavar="ID")
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *, id, file, **options):
        dossier = Dossier.objects.named(id) or Dossier.objects.filter(slug=id).first()
        if not dossier:
            raise CommandError(f"There is no product {id}. Nothing was written.", returncode=2)
        try:
            file.write_bytes(write_sheet(cells_of(dossier)))
        except OSError as error:
            raise CommandError(
                f"{file} cannot be written: {error.strerror}.", returncode=2
            ) from error
        self.stdout.write(f"{file}: cover sheet of {dossier.name}.")
