"""A file that waits: kept with its bytes for a day, its plan as rows that people decide on."""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ..models import ImportBatch, ImportRow, ImportState
from .columns import guess_mapping
from .plan import make_plan, outcome_counts
from .reader import read_table

KEPT_FOR = timedelta(hours=24)
AT_ONCE = 1000


def drop_expired():
    """Files that nobody decided on hold personal data for nothing."""
    old = timezone.now() - KEPT_FOR
    return ImportBatch.objects.filter(state=ImportState.WAITING, created_at__lt=old).delete()[0]


def new_batch(*, by, by_name, data, file_name, source="", lawful_basis="", table=None):
    """Keeps a file that can be read; raises UploadError. The columns are guessed. `table` spares
    reading the file again."""
    drop_expired()
    table = table or read_table(data)
    basis = {"lawful_basis": lawful_basis} if lawful_basis else {}
    return ImportBatch.objects.create(
        by=by,
        by_name=by_name,
        file_name=file_name[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        data=data,
        note=table.note,
        mapping=guess_mapping(table.header),
        source=source or f"File {file_name}"[:200],
        **basis,
    )


def plan_of(batch, progress=None):
    """The plan as the register is now."""
    return make_plan(read_table(bytes(batch.data)), batch.mapping, progress)


@transaction.atomic
def replan(batch, plan=None):
    """Stores the plan as rows. What people chose before stays where the row is as it was."""
    plan = plan if plan is not None else plan_of(batch)
    chosen = {signature_of(row): row.choice for row in batch.rows.all()}
    batch.rows.all().delete()
    rows = []
    for row in plan:
        choice = chosen.get(_hashable(row.signature), row.choice)
        rows.append(
            ImportRow(
                batch=batch,
                number=row.number,
                outcome=row.outcome,
                choice=choice if choice in row.choices else row.choice,
                choices=" ".join(row.choices),
                reason=row.reason,
                name=row.values.get("name", "")[:200],
                changes=row.changes,
                contact=row.contact,
            )
        )
    ImportRow.objects.bulk_create(rows, batch_size=AT_ONCE)
    batch.counts = outcome_counts(plan)
    batch.save(update_fields=["counts"])
    return plan


def signature_of(row):
    """Of a stored row, as `Planned.signature` of a planned one."""
    return _hashable((row.number, row.outcome, row.reason, row.contact_id, row.changes))


def _hashable(signature):
    *rest, changes = signature
    return (*rest, tuple(tuple(change) for change in changes))


def same_plan(batch, plan):
    """Whether the register still is as the person saw it who decided."""
    stored = {signature_of(row) for row in batch.rows.all()}
    return stored == {_hashable(row.signature) for row in plan}
