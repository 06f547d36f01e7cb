"""Conversion of a dossier into the cells of its sheet, and of cells into a dossier."""

from django.db import transaction

from ..cover_sheet import BY_KEY, VALUES, sort_cells
from ..models import Dossier, DossierStudy, SheetNote
from .work import refuse_lost_work


def cells_of(dossier):
    """Return {(row, column): text} of every cell that is not empty. It includes persons, so it is
    for staff only."""
    cells = {(BY_KEY[key].row, VALUES): text for key, text in dossier.sheet_values.items()}
    for study in dossier.studies.all():
        for key, text in study.sheet_values.items():
            cells[BY_KEY[key].row, study.position] = text
    for note in dossier.sheet_notes.all():
        cells[note.row, note.column] = note.text
    return cells


def shared_cells_of(dossier):
    """Return {(row, column): text} for everyone who may see the dossier, without persons, addresses
    and notes."""
    cells = {(BY_KEY[key].row, VALUES): text for key, text in dossier.shared_texts.items()}
    for study in dossier.studies.all():
        for key, text in study.shared_texts.items():
            cells[BY_KEY[key].row, study.position] = text
    return cells


@transaction.atomic
def write_cells(dossier, cells, *, by=None, reason="", is_demo=False):
    """Change a dossier so that its sheet has exactly these cells, and return it; create it if
    `dossier` is None. Rows without a change are not saved. Raise Changed if a study would be
    removed on which people worked."""
    found = sort_cells(cells)
    dossier = dossier or Dossier(is_demo=is_demo)
    keep = _Keeper(by, reason)
    keep.row(dossier, found.product)
    studies = {study.position: study for study in dossier.studies.all()}
    for position, values in found.studies.items():
        study = studies.pop(position, None) or DossierStudy(dossier=dossier, position=position)
        keep.row(study, values)
    for study in studies.values():
        refuse_lost_work(study)
        keep.signed(study)
        study.delete()
    notes = {(note.row, note.column): note for note in dossier.sheet_notes.all()}
    if {place: note.text for place, note in notes.items()} != found.notes:
        dossier.sheet_notes.all().delete()
        SheetNote.objects.bulk_create(
            SheetNote(dossier=dossier, row=row, column=column, text=text)
            for (row, column), text in found.notes.items()
        )
    fresh = Dossier.objects.get(pk=dossier.pk)
    fresh.index()
    return fresh


class _Keeper:
    """Saves new and changed rows with their editor and reason."""

    def __init__(self, by, reason):
        self.by, self.reason = by, reason[:100]

    def signed(self, row):
        row._history_user, row._change_reason = self.by, self.reason

    def row(self, row, values):
        is_new = row.pk is None
        if not is_new and row.sheet_values == values:
            return
        for field in row.sheet_fields:
            setattr(row, field.key, values.get(field.key, ""))
        self.signed(row)
        row.save()
