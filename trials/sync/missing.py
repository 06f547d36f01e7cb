"""A record that is missing once is not gone: registers leave records out and list them again."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from ..models import RegisterRecord
from .lease import note_progress

UNSEEN_FOR = timedelta(days=60)
FULL_RUNS = 2


def note_missing(run):
    """Count the records that a full run did not find, and mark records as gone.

    A record is gone if two full runs and sixty days did not find it. It stays in the portal and is
    shown as gone. A record that the run found and could not read is not missing.
    """
    known = RegisterRecord.objects.filter(register=run.register, is_demo=run.is_demo)
    unread = {name.split("/")[0] for name in run.problems.values_list("record", flat=True)}
    missing = known.filter(last_seen_at__lt=run.started_at).exclude(number__in=unread)
    missing.update(missed_full_runs=F("missed_full_runs") + 1)
    note_progress(run, vanished=missing.count())
    now = timezone.now()
    missing.filter(
        gone_since=None, missed_full_runs__gte=FULL_RUNS, last_seen_at__lt=now - UNSEEN_FOR
    ).update(gone_since=now)
