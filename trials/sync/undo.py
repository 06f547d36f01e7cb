"""Undo a whole run: remove its new records and restore the earlier text of changed ones."""

from django.db import transaction
from django.utils import timezone

from ..models import RecordVersion, RegisterRecord, SyncRun, Trial
from ..models.run import ACTIVE_STATES
from .write import leave_trial


class CannotUndo(Exception):
    """The run cannot be undone; the message has the reason and the next step."""


@transaction.atomic
def undo_run(run):
    """Undo the run without touching curated values; raise `CannotUndo`."""
    run = SyncRun.objects.select_for_update().get(pk=run.pk)
    if run.is_active or run.state == SyncRun.State.UNDONE or run.is_dry_run:
        raise CannotUndo("Only a run that has ended, and has not been undone, can be undone.")
    if SyncRun.objects.filter(register=run.register, state__in=ACTIVE_STATES).exists():
        raise CannotUndo("Another run of this register is active. Wait for it, or stop it first.")
    versions = RecordVersion.objects.filter(run=run).select_related("record")
    later = SyncRun.objects.filter(register=run.register, pk__gt=run.pk, changed__gt=0)
    overwritten = RecordVersion.objects.filter(
        record__in=versions.values("record"), replaced_at__gt=run.finished_at
    )
    if later.exists() and overwritten.exists():
        raise CannotUndo("A later run changed the same records. Undo that run first.")
    trials = set()
    for version in versions.order_by("-replaced_at", "-pk"):
        record = version.record
        record.packed, record.sha256 = version.packed, version.sha256
        record.number, record.updated_on = version.number, version.updated_on
        was_first = version.valid_from == record.first_seen_at
        record.changed_at = None if was_first else version.valid_from
        record.save()
        trials.add(record.trial_id)
    versions.delete()
    created = RegisterRecord.objects.filter(created_by_run=run)
    trials |= set(created.values_list("trial_id", flat=True))
    created.delete()
    for trial in Trial.objects.filter(pk__in=trials):
        leave_trial(trial)
    run.state, run.finished_at = SyncRun.State.UNDONE, timezone.now()
    run.save(update_fields=["state", "finished_at"])
    return len(trials)
