"""Three invented products, imported as workbooks by the same code as real cover sheets."""

import tomllib
from pathlib import Path

from django.db import transaction
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from trials.demo import demo_trials

from .cover_sheet import BY_KEY, VALUES
from .coversheets.content import write_cells
from .coversheets.reader import read_sheet
from .coversheets.writer import write_sheet
from .models import ClinicalOutcome, Dossier, DossierStudy, PreclinicalStudy, Spelling


@transaction.atomic
def load():
    """Add the demonstration products that are missing; return the number of all of them."""
    text = (Path(__file__).parent / "demo.toml").read_text(encoding="utf-8")
    for content in tomllib.loads(text)["products"]:
        if not Dossier.objects.filter(name=content["name"]).exists():
            _product(content)
    return Dossier.objects.filter(is_demo=True).count()


def _product(content):
    sheet = read_sheet(write_sheet(_cells(content)))
    dossier = write_cells(None, sheet.cells, reason="Demonstration", is_demo=True)
    for values in content.get("preclinical", ()):
        PreclinicalStudy.objects.create(dossier=dossier, **values)
    for study, values in zip(dossier.studies.all(), content["studies"], strict=True):
        for aspect, outcome, finding in values.get("outcomes", ()):
            ClinicalOutcome.objects.create(
                study=study, aspect=aspect, outcome=outcome, finding=finding
            )


def _cells(content):
    cells = {(BY_KEY[key].row, VALUES): content[key] for key in content if key in BY_KEY}
    trials = demo_trials(atmp_class=content["atmp_category"], **content["trials"])
    numbers = [trial.number for trial in trials[: len(content["studies"])]]
    for column, study in enumerate(content["studies"], VALUES):
        values = {key: text for key, text in study.items() if key in BY_KEY}
        if study.get("trial", len(numbers)) < len(numbers):
            values["study_id"] = numbers[study["trial"]]
        cells |= {(BY_KEY[key].row, column): text for key, text in values.items()}
    for name, text in content.get("notes", {}).items():
        letter, row = coordinate_from_string(name)
        cells[row, column_index_from_string(letter)] = text
    return cells


@transaction.atomic
def remove():
    """Delete every demonstration row with its history; return the number of products."""
    dossiers = Dossier.objects.filter(is_demo=True)
    number, keys = dossiers.count(), list(dossiers.values_list("pk", flat=True))
    studies = list(DossierStudy.history.filter(dossier_id__in=keys).values_list("id", flat=True))
    dossiers.delete()
    Dossier.history.filter(id__in=keys).delete()
    DossierStudy.history.filter(dossier_id__in=keys).delete()
    PreclinicalStudy.history.filter(dossier_id__in=keys).delete()
    ClinicalOutcome.history.filter(study_id__in=studies).delete()
    unused = list(Spelling.objects.unused().values_list("pk", flat=True))
    Spelling.objects.filter(pk__in=unused).delete()
    Spelling.history.filter(id__in=unused).delete()
    return number
