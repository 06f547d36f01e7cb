"""Notes the source of values that a curator enters in the admin."""

from django.utils import timezone

from .choices import NOT_STATED, SaidBy
from .evidence import NOTED, evidence_of
from .files.record import record_of, with_parts
from .models import Evidence

IN_ADMIN = "Entered in the admin"
SOURCE = ("source", "source_date")


def records_of(facilities):
    """Return {key: {column: text}} of a queryset of facilities. A value that is not stated is
    empty."""
    return {row.pk: _stated(row) for row in with_parts(facilities)}


def _stated(facility):
    return {name: "" if text == NOT_STATED else text for name, text in record_of(facility).items()}


def note_changes(before, facilities, *, by):
    """Note each value that differs from `before`, which `records_of` returned before the change.

    The source of the values is the source of the facility if it was changed with them.
    """
    rows = []
    for row in with_parts(facilities):
        old, new = before.get(row.pk, {}), _stated(row)
        changed = {name: new[name] for name in new if new[name] != old.get(name, "")}
        has_source = bool(row.source) and any(name in changed for name in SOURCE)
        rows += evidence_of(
            row,
            {name: value for name, value in changed.items() if name in NOTED},
            source=row.source if has_source else IN_ADMIN,
            source_on=row.source_on if has_source else timezone.localdate(),
            said_by=SaidBy.CURATOR,
            by=by,
            with_removed=True,
        )
    Evidence.objects.bulk_create(rows, batch_size=500)
