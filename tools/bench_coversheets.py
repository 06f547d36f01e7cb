"""Times cover sheets: importing 300 of them, and the pages over 1,000 products."""

import os
import statistics
import time

import django

from tools.bench_portal import line

SHEETS, DOSSIERS, ROUNDS = 300, 1_000, 7
ADDRESSES = {
    "list": "/products/",
    "list, one filter": "/products/?cell_type=T+cells",
    "list, last page": "/products/?page=20",
    "one product": "/products/bench-1/",
    "predictivity": "/products/predictivity/",
    "completeness of all": "/products/completeness/",
    "admin list": "/admin/trials/dossier/",
    "admin, one product": "/admin/trials/dossier/{pk}/change/",
    "admin, words that wait": "/admin/trials/spelling/waiting/",
}


def sheet(number):
    """The cells of one cover sheet with two studies, two thirds of its fields filled. As in real
    sheets, fields with a vocabulary hold one of few words, some of which nobody knows."""
    from trials.coversheets.layout import FIELDS, VALUES

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
    """What the admin does with 300 files: preview, import, and the same files once more."""
    from trials.coversheets.commit import commit, new_batch, undo
    from trials.coversheets.writer import write_sheet

    files = [(f"{number}.xlsx", write_sheet(sheet(number))) for number in range(1, SHEETS + 1)]
    batch = timed(
        f"preview of {SHEETS} cover sheets", lambda: new_batch(files, by=None, by_name="bench")
    )
    timed(f"import of {SHEETS} cover sheets after the preview", lambda: commit(batch, by=None))
    again = timed(
        f"{SHEETS} cover sheets again, unchanged",
        lambda: new_batch(files, by=None, by_name="bench"),
    )
    assert not again.files.exclude(outcome="same").exists()
    again.delete()
    undo(batch, by=None)


def timed(name, action):
    """Seconds on the clock, and of the processor alone, which other programs do not alter."""
    started, worked = time.perf_counter(), time.process_time()
    result = action()
    rest = f", {time.process_time() - worked:.1f} s of the processor"
    line(name, time.perf_counter() - started, "s", rest)
    return result


def fill():
    """Many products with a preclinical study and an outcome each."""
    from trials.coversheets.content import write_cells
    from trials.models import ClinicalOutcome, PreclinicalStudy

    for number in range(1, DOSSIERS + 1):
        dossier = write_cells(None, sheet(number), is_demo=True)
        PreclinicalStudy.objects.create(
            dossier=dossier, setting="in_vivo", model=f"species {number % 12}", purpose="safety"
        )
        ClinicalOutcome.objects.create(
            study=dossier.studies.first(), aspect="safety", outcome="as_expected"
        )


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "join4atmp.settings")
    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.test import Client

    from trials.models import Dossier

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    imports()
    fill()
    user, _ = User.objects.get_or_create(
        username="bench-products", is_superuser=True, is_staff=True
    )
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    product = Dossier.objects.first()
    for name, pattern in ADDRESSES.items():
        address = pattern.format(pk=product.pk)
        assert client.get(address).status_code == 200, address
        times = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            client.get(address)
            times.append(1000 * (time.perf_counter() - started))
        line(f"{DOSSIERS:,} products: {name}", statistics.median(times), "ms")


if __name__ == "__main__":
    main()
