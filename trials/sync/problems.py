"""Records that could not be read or stored, kept until a later run reads them."""

import gzip

from django.db import transaction
from django.utils import timezone

from ..models import RecordProblem
from .lease import hold

MAX_RAW_BYTES = 1_000_000  # bytes of a record that are kept beside its problem


@transaction.atomic
def note_problem(run, record, place, reason, raw=b""):
    """Store the problem of a record of a run's register; the same problem once. Raise LeaseLost."""
    hold(run)
    now = timezone.now()
    latest = {
        "reason": reason,
        "run": run,
        "last_seen_at": now,
        "packed": gzip.compress(raw[:MAX_RAW_BYTES]) if raw else b"",
    }
    RecordProblem.objects.update_or_create(
        register=run.register,
        record=record[:40],
        place=place[:300],
        defaults=latest,
        create_defaults={**latest, "first_seen_at": now},
    )


class OpenProblems:
    """The records of a run's register with an open problem, which is deleted when they are read."""

    def __init__(self, run):
        self.run = run
        self.rows = RecordProblem.objects.filter(register=run.register)
        self.records = set(self.rows.values_list("record", flat=True))

    @transaction.atomic
    def solved(self, records):
        """Delete the problems of records that were read, without those that this run has again."""
        if gone := self.records & records:
            hold(self.run)
            self.rows.filter(record__in=gone).exclude(run=self.run).delete()
            self.records -= gone
