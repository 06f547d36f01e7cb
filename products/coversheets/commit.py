"""Batches of cover sheets: stored until a person decides, imported in one transaction, and
undone."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ..models import BatchState, Dossier, SheetBatch, SheetFile, SheetOutcome, Spelling
from .content import cells_of, write_cells
from .plan import make_plans
from .work import Changed, work_on_product

KEPT_FOR = timedelta(hours=24)
WRITTEN = (SheetOutcome.NEW, SheetOutcome.CHANGED)


def drop_expired():
    """Delete files on which nobody decided in time, because they contain names."""
    old = timezone.now() - KEPT_FOR
    return SheetBatch.objects.filter(state=BatchState.WAITING, created_at__lt=old).delete()[0]


@transaction.atomic
def new_batch(files, *, by, by_name, clears=False, plans=None):
    """Store (name, bytes) of each file with its plan, until a person decides."""
    drop_expired()
    files = [(name[:200], data) for name, data in files]
    plans = plans if plans is not None else make_plans(files, clears=clears)
    batch = SheetBatch.objects.create(by=by, by_name=by_name, clears=clears)
    SheetFile.objects.bulk_create(
        SheetFile(
            batch=batch,
            position=position,
            name=name,
            # A refused file must be corrected and uploaded again.
            data=b"" if plan.outcome == SheetOutcome.REFUSED else data,
            **_as_fields(plan),
        )
        for position, ((name, data), plan) in enumerate(zip(files, plans, strict=True), 1)
    )
    return batch


def _as_fields(plan):
    return {
        "outcome": plan.outcome,
        "identifier": plan.identifier,
        "dossier": plan.dossier,
        "changes": plan.changes,
        "problems": plan.problems,
        "notes": plan.notes,
        "kept": plan.kept,
        "left_out": plan.doubtful,
        "is_chosen": plan.outcome in WRITTEN and len(plan.doubtful) < max(1, len(plan.changes)),
    }


def commit_batch(batch, *, by):
    """Import the chosen files of a batch. Raise Changed, and store the new plans, if a product
    changed."""
    with transaction.atomic():
        batch = SheetBatch.objects.select_for_update().get(pk=batch.pk)
        if batch.state != BatchState.WAITING:
            raise Changed("These cover sheets are already imported.")
        files = list(batch.files.exclude(outcome=SheetOutcome.REFUSED))
        plans = make_plans([(file.name, bytes(file.data)) for file in files], clears=batch.clears)
        if all(plan.signature == _signature(file) for file, plan in zip(files, plans, strict=True)):
            for file, plan in zip(files, plans, strict=True):
                if file.is_chosen and plan.outcome in WRITTEN:
                    _write(file, plan, by)
            batch.files.update(data=b"")
            Spelling.objects.unused().delete()
            batch.state, batch.imported_at = BatchState.IMPORTED, timezone.now()
            batch.save()
            return batch
        for file, plan in zip(files, plans, strict=True):
            SheetFile.objects.filter(pk=file.pk).update(**_as_fields(plan))
    raise Changed(
        "A product changed after this preview was made. Nothing was imported. Check the new "
        "preview "
        "and decide again."
    )


def _signature(file):
    return [file.outcome, file.dossier_id, file.identifier, file.changes]


def _write(file, plan, by):
    before = cells_of(plan.dossier) if plan.dossier else None
    reason = f"Cover sheet {file.name}"
    cells = plan.cells_without(file.left_out)
    dossier = write_cells(plan.dossier, cells, by=by, reason=reason)
    SheetFile.objects.filter(pk=file.pk).update(
        data=b"", dossier=dossier, before=_listed(before), after=_listed(cells_of(dossier))
    )


def _listed(cells):
    """Return cells as a list for JSON, or None."""
    if cells is None:
        return None
    return [[row, column, text] for (row, column), text in sorted(cells.items())]


def _cells(listed):
    return {(row, column): text for row, column, text in listed}


@transaction.atomic
def undo_batch(batch, *, by):
    """Undo an import as a whole. Raise Changed if a product was changed after the import, or if
    people added rows to it that the undo would remove."""
    batch = SheetBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != BatchState.IMPORTED:
        raise Changed("There is no import to undo.")
    for file in batch.files.exclude(after=None).order_by("-position"):
        dossier = Dossier.objects.filter(pk=file.dossier_id).first()
        if not dossier or cells_of(dossier) != _cells(file.after):
            raise Changed(
                f"{file.identifier} was changed after this import. Nothing was undone. Correct the "
                "product by hand, or with its history."
            )
        if file.before is not None:
            reason = f"Undone: cover sheet {file.name}"
            write_cells(dossier, _cells(file.before), by=by, reason=reason)
        elif names := work_on_product(dossier):
            raise Changed(
                f"People added to {file.identifier}: {', '.join(names)}. Nothing was undone. "
                "Remove these first, or delete the product."
            )
        else:
            dossier._history_user = by
            dossier.delete()
    Spelling.objects.unused().delete()
    batch.state, batch.undone_at, batch.undone_by = BatchState.UNDONE, timezone.now(), by
    batch.save()
    return batch
