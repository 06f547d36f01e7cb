"""Undo an import, except for rows that changed since. The plan names these rows and the reasons.

A refusal that the file recorded for known people is kept: only a recorded answer lifts it.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from ..models import Contact, Engagement, ExportedContact, ImportRow, ImportState, Organisation
from .commit import (
    ROWS_PER_STATEMENT,
    Changed,
    hold,
    logged_by,
    plain_value,
    python_value,
    write_again,
)
from .upload import locked

CAN_BE_UNDONE = (ImportState.COMMITTED, ImportState.PARTLY)
CHANGED_SINCE = "was changed since the import"
# Without the contact, a later file would add the person again without the refusal.
REFUSES = "refuses a use of their data"
IN_LOG = "has entries in the log since the import"
MAX_NUMBERS_NAMED = 50


@dataclass
class UndoPlan:
    """The plan of an undo. `kept` are (row, reason) of rows that stay unchanged, and `refusals` are
    rows whose refusal is kept."""

    removed: list = field(default_factory=list)
    restored: list = field(default_factory=list)
    kept: list = field(default_factory=list)
    refusals: list = field(default_factory=list)
    exports: list = field(default_factory=list)  # numbers of exports with the people
    exported: list = field(default_factory=list)  # rows that only their exports keep

    @property
    def reasons(self):
        """Return [(reason, number of rows, their first row numbers)], the most frequent first."""
        numbers = defaultdict(list)
        for row, reason in self.kept:
            numbers[reason].append(row.number)
        ordered = sorted(numbers.items(), key=lambda pair: -len(pair[1]))
        return [(reason, len(rows), rows[:MAX_NUMBERS_NAMED]) for reason, rows in ordered]


def undo_plan(batch, *, even_exported=False):
    """Return the plan of an undo without writing.

    `even_exported` also removes people who are in exported files, which a person then has to
    delete.
    """
    plan = UndoPlan()
    rows = _rows_of(batch)
    exports = defaultdict(list)
    held = ExportedContact.objects.filter(contact__import_rows__batch=batch, reason="")
    for key, number in held.order_by("event").values_list("contact", "event"):
        exports[key].append(number)
    log = Engagement.objects.filter(contact__import_rows__batch=batch)
    logged = Counter(log.exclude(note=logged_by(batch)).values_list("contact", flat=True))
    for row in rows:
        if row.before is None:
            _plan_removal(plan, batch, row, exports, logged, even_exported)
            continue
        plan.restored.append(row)
        if row.after.get("refusals"):
            plan.refusals.append(row)
        if any(_is_changed(row.contact, *pair) for pair in _fields_of(row.after)):
            plan.kept.append((row, CHANGED_SINCE))
    return plan


def _plan_removal(plan, batch, row, exports, logged, even_exported):
    numbers = exports.get(row.contact_id, [])
    if row.contact.updated_at != batch.committed_at:
        plan.kept.append((row, CHANGED_SINCE))
    elif row.contact.refusals:
        plan.kept.append((row, REFUSES))
    elif logged[row.contact_id]:
        plan.kept.append((row, IN_LOG))
    elif numbers and not even_exported:
        plan.exported.append(row)
        plan.kept.append((row, f"is in export {', '.join(map(str, numbers[:5]))}"))
    else:
        plan.removed.append(row)
        plan.exports = sorted({*plan.exports, *numbers})


def _fields_of(after):
    return [
        pair
        for pair in after.items()
        if pair[0] not in ("other_emails", "last_contact", "refusals")
    ]


def _is_changed(contact, name, value):
    return plain_value(getattr(contact, name)) != value


@transaction.atomic
def undo(batch, *, by, even_exported=False):
    """Undo an import; raise Changed if it cannot be undone.

    Changes that people made since are kept and named in the batch's note; an undo can be repeated.
    """
    batch = locked(batch)
    if batch.state not in CAN_BE_UNDONE:
        raise Changed("There is nothing to undo: the file is not imported.")
    plan = undo_plan(batch, even_exported=even_exported)
    hold([row.contact for row in (*plan.removed, *plan.restored)])
    kept = {row.pk for row, _ in plan.kept}
    for row in plan.restored:
        _restore(row, batch)
    write_again([row.contact for row in plan.restored])
    Contact.history.bulk_history_create(
        [row.contact for row in plan.restored], batch_size=ROWS_PER_STATEMENT, update=True,
        default_user=by,
        default_change_reason=f"Undo of the import of {batch.file_name}"[:100],
    )  # fmt: skip
    gone = [row.contact_id for row in plan.removed]
    _remove(gone, batch)
    still = [row for row in plan.restored if row.pk in kept]
    ImportRow.objects.bulk_update(still, ["after"], batch_size=ROWS_PER_STATEMENT)
    batch.rows.exclude(pk__in=kept).delete()
    batch.state = ImportState.PARTLY if kept else ImportState.UNDONE
    batch.undone_at, batch.refused = timezone.now(), {}
    batch.undo_note = _note(plan, len(gone))
    batch.save()
    return batch


def _note(plan, removed):
    note = [f"{removed:,} contacts removed, {len(plan.restored):,} restored."]
    note += [
        f"Kept, because the contact {reason}: row {', '.join(map(str, numbers))}"
        + (f" and {count - len(numbers):,} more." if count > len(numbers) else ".")
        for reason, count, numbers in plan.reasons
    ]
    if plan.refusals:
        numbers = ", ".join(str(row.number) for row in plan.refusals[:MAX_NUMBERS_NAMED])
        note.append(f"An undo does not lift a refusal: row {numbers}.")
    if plan.exports:
        numbers = ", ".join(map(str, plan.exports))
        note.append(f"Delete the files of export {numbers}: people in them were removed.")
    return " ".join(note)


def _remove(keys, batch):
    Contact.objects.filter(pk__in=keys).delete()
    Contact.history.filter(id__in=keys).delete()
    places = Organisation.objects.unneeded().filter(pk__in=batch.organisations)
    keys = list(places.values_list("pk", flat=True))
    places.delete()
    Organisation.history.filter(id__in=keys).delete()


def _rows_of(batch):
    return list(batch.rows.select_related("contact").prefetch_related("contact__other_emails"))


def _restore(row, batch):
    """Restore values that are unchanged since the import; keep the others in the row to try
    again."""
    contact, left = row.contact, {}
    emails = row.after.get("other_emails", [])
    if emails:
        contact.other_emails.filter(email__in=emails).delete()
    if row.after.get("last_contact"):
        contact.engagements.filter(on=row.after["last_contact"], note=logged_by(batch)).delete()
    for name, value in _fields_of(row.after):
        if _is_changed(contact, name, value):
            left[name] = value
        else:
            setattr(contact, name, python_value(name, row.before[name]))
    row.after = left
    contact.updated_at = timezone.now()
    contact.derive()
