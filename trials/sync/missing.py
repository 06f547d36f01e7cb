"""A record that is missing once is not gone: registers leave records out and list them again."""

from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from registers.numbers import base_of

from ..models import ExcludedNumber, RegisterRecord
from .lease import note_progress

UNSEEN_FOR = timedelta(days=60)
FULL_RUNS = 2


def note_missing(run):
    """Count the records that a full run did not find, and mark records as gone.

    A record is gone if two full runs and sixty days did not find it. It stays in the portal and is
    shown as gone. A record that the run found and could not read, or passed over because its number
    is excluded, is not missing.
    """
    known = RegisterRecord.objects.filter(register=run.register, is_demo=run.is_demo)
    unread = {name.split("/")[0] for name in run.problems.values_list("record", flat=True)}
    excluded = Q(number__in=unread)
    for number in ExcludedNumber.objects.values_list("number", flat=True):
        excluded |= Q(number__startswith=base_of(number))
    missing = known.filter(last_seen_at__lt=run.started_at).exclude(excluded)
    missing.update(missed_full_runs=F("missed_full_runs") + 1)
    note_progress(run, vanished=missing.count())
    now = timezone.now()
    missing.filter(
        gone_since=None, missed_full_runs__gte=FULL_RUNS, last_seen_at__lt=now - UNSEEN_FOR
    ).update(gone_since=now)
