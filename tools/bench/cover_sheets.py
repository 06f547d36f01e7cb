"""Products: the import of 300 cover sheets and the pages with 1,000 products."""

import time

from products.cover_sheet import FIELDS, VALUES
from products.coversheets.writer import write_sheet
from tools.bench.figures import browser, line, median_ms, seconds_of, set_up

SHEETS, DOSSIERS = 300, 1_000
ADDRESSES = {
    "list": "/products/",
    "list, one filter": "/products/?cell_type=T+cells",
    "list, last page": "/products/?page=20",
    "one product": "/products/bench-1/",
    "predictivity": "/products/predictivity/",
    "completeness of all": "/products/completeness/",
    "admin list": "/admin/products/dossier/",
    "admin, one product": "/admin/products/dossier/{pk}/change/",
    "admin, open words": "/admin/products/spelling/waiting/",
}


def sheet(number):
    """Return the cells of a cover sheet with two studies and two thirds of its fields.

    As in real sheets, fields with a vocabulary have one of few words, some of them unknown.
    """
    cells = {}
    for place, field in enumerate(FIELDS):
        if place % 3:
            text = f"Words of {field.name.lower()}, of sheet {number}"
            if field.vocabulary:
                text = f"word {number % 10}"
            for column in (VALUES, VALUES + 1) if field.is_of_study else (VALUES,):
                cells[field.row, column] = text
    known = {2: f"Bench {number}", 4: "GTMP - ex vivo modified", 6: "T-Cells", 14: "GTMP"}
    known |= {16: f"2019-{number:06}-10", 18: "1/2", 19: "ongoing (01.10.2024)"}
    cells |= {(row, VALUES): text for row, text in known.items()}
    cells[16, VALUES + 1] = f"NCT{number:08}"
    return cells


def imports():
    """Measure preview and import of 300 files, and the preview of the same files again."""
    from products.coversheets.commit import commit_batch, new_batch, undo_batch

    files = [(f"{number}.xlsx", write_sheet(sheet(number))) for number in range(1, SHEETS + 1)]
    by = {"by": None, "by_name": "bench"}
    batch = timed(f"preview of {SHEETS} cover sheets", new_batch, files, **by)
    timed(f"import of {SHEETS} cover sheets after the preview", commit_batch, batch, by=None)
    again = timed(f"{SHEETS} cover sheets again, unchanged", new_batch, files, **by)
    assert not again.files.exclude(outcome="same").exists()
    again.delete()
    undo_batch(batch, by=None)


def timed(name, action, *arguments, **named):
    """Print the elapsed seconds and the processor seconds of an action; return its result."""
    worked = time.process_time()
    seconds, result = seconds_of(action, *arguments, **named)
    line(name, seconds, "s", f", {time.process_time() - worked:.1f} s of the processor")
    return result


def fill():
    """Create products with a preclinical study and an outcome each."""
    from products.coversheets.content import write_cells
    from products.models import ClinicalOutcome, PreclinicalStudy

    for number in range(1, DOSSIERS + 1):
        dossier = write_cells(None, sheet(number), is_demo=True)
        PreclinicalStudy.objects.create(
            dossier=dossier, setting="in_vivo", model=f"species {number % 12}", purpose="safety"
        )
        ClinicalOutcome.objects.create(
            study=dossier.studies.first(), aspect="safety", outcome="as_expected"
        )


def main():
    set_up()
    from django.contrib.auth.models import User

    from products.models import Dossier

    imports()
    fill()
    user, _ = User.objects.get_or_create(
        username="bench-products", is_superuser=True, is_staff=True
    )
    client = browser(user)
    product = Dossier.objects.first()
    for name, pattern in ADDRESSES.items():
        address = pattern.format(pk=product.pk)
        assert client.get(address).status_code == 200, address
        line(f"{DOSSIERS:,} products: {name}", median_ms(client.get, address), "ms")


if __name__ == "__main__":
    main()
