"""A waiting file: its bytes, kept for a day, and its plan as rows that people decide on."""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ..models import ImportBatch, ImportKind, ImportMode, ImportRow, ImportState, Outcome
from .mapping import NAMES, Headings, guess_mapping, mapping_problem, remembered
from .plan import make_plan, outcome_counts
from .questions import questions_of
from .reader import read_table

KEPT_FOR = timedelta(hours=24)
ROWS_PER_STATEMENT = 1000
REASON = "Reason refused"  # heading of an added column; later imports ignore it


class Changed(RuntimeError):
    """The register or the batch changed after the decision; nothing was written."""


def drop_expired():
    """Delete files that nobody decided on, and refused rows: they are personal data without use."""
    old = timezone.now() - KEPT_FOR
    ImportBatch.objects.filter(committed_at__lt=old).exclude(refused={}).update(refused={})
    return ImportBatch.objects.filter(state=ImportState.WAITING, created_at__lt=old).delete()[0]


def read_file(data, sheet=""):
    """Read a file of contacts; raise UploadError."""
    return read_table(data, is_known=Headings().is_known, sheet=sheet)


def new_batch(
    *,
    by,
    by_name,
    data,
    file_name,
    source="",
    lawful_basis="",
    table=None,
    kind=ImportKind.CONTACTS,
    mode=ImportMode.UPDATE,
):
    """Keep a file that can be read; raise UploadError. The columns are guessed. `table` spares
    reading the file again."""
    drop_expired()
    table = table or read_file(data)
    basis = {"lawful_basis": lawful_basis} if lawful_basis else {}
    batch = ImportBatch(
        by=by,
        by_name=by_name,
        file_name=file_name[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        data=data,
        source=source or f"File {file_name}"[:200],
        kind=kind,
        mode=mode,
        **basis,
    )
    use_table(batch, table)
    batch.save()
    return batch


def use_table(batch, table):
    """Set the sheet, its notes, and the mapping that is known for its shape. Saves nothing."""
    shape = remembered(table.header)
    batch.note, batch.sheet = table.note, table.sheet[:100]
    batch.mapping = guess_mapping(table)
    if batch.kind == ImportKind.UNSUBSCRIBE:
        # Only addresses are read, so that no other column needs a question.
        batch.mapping = {
            heading: field if (field := batch.mapping.get(heading)) == "email" else ""
            for heading in table.header
        }
    batch.date_orders = shape[1] if shape else {}


def problem_of_mapping(batch, table, mapping):
    """Return the reason why the columns are not clear; "" if they are."""
    needed = {"email"} if batch.kind == ImportKind.UNSUBSCRIBE else NAMES | {"organisation"}
    return mapping_problem(table.header, mapping, needed=needed)


def plan_of(batch, progress=None, table=None):
    """Return the plan against the register as it is now. Sets the questions of the batch."""
    table = table or read_file(bytes(batch.data), batch.sheet)
    plan = make_plan(
        table,
        batch.mapping,
        kind=batch.kind,
        mode=batch.mode,
        date_orders=batch.date_orders,
        progress=progress,
    )
    batch.questions = questions_of(plan, table, batch.mapping)
    batch.refused = refused_rows(plan, table)
    return plan


def refused_rows(plan, table):
    """Return headings and texts of the refused rows, with the reason in one more column."""
    reasons = {row.number: row.reason for row in plan if row.outcome == Outcome.REFUSED}
    if not reasons:
        return {}
    kept = [place for place, heading in enumerate(table.header) if heading != REASON]
    return {
        "header": [table.header[place] for place in kept] + [REASON],
        "rows": [
            [cells[place] for place in kept] + [reasons[number]]
            for number, cells in table.rows
            if number in reasons
        ],
    }


def locked(batch):
    """Lock a file and return it; raise Changed if it was removed.

    Erasing a person locks and removes waiting files, so that none adds the person again.
    """
    found = ImportBatch.objects.select_for_update().filter(pk=batch.pk).first()
    if found is None:
        raise Changed(
            "This file is no longer kept: it waited too long, or a person was erased. "
            "Upload it again."
        )
    return found


def locked_while_waiting(batch):
    """Lock a file that is not imported yet and return it; raise Changed.

    Every writer of its rows locks the file first: with another order, two writers would wait for
    each other.
    """
    found = locked(batch)
    if found.state != ImportState.WAITING:
        raise Changed("This file was imported already.")
    return found


@transaction.atomic
def replan(batch, plan=None):
    """Store the plan as rows. Choices that people made are kept for unchanged rows. Raise
    Changed."""
    locked_while_waiting(batch)
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
    ImportRow.objects.bulk_create(rows, batch_size=ROWS_PER_STATEMENT)
    batch.counts = outcome_counts(plan)
    batch.save(update_fields=["counts", "questions", "refused"])
    return plan


def signature_of(row):
    """Return for a stored row the same as `Planned.signature` for a planned one."""
    return _hashable((row.number, row.outcome, row.reason, row.contact_id, row.changes))


def _hashable(signature):
    *rest, changes = signature
    return (*rest, tuple(tuple(change) for change in changes))


def same_plan(batch, plan):
    """Return whether the register is still as the person who decided saw it."""
    stored = {signature_of(row) for row in batch.rows.all()}
    return stored == {_hashable(row.signature) for row in plan}
