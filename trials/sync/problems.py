"""Records that could not be read or stored, kept until a later run reads them."""

import gzip

from django.utils import timezone

from ..models import RecordProblem

MAX_RAW_BYTES = 1_000_000  # bytes of a record that are kept beside its problem


def note_problem(run, record, place, reason, raw=b""):
    """Store the problem of a record of a run's register; the same problem once."""
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
    """The records of a register with an open problem, which is deleted when they are read."""

    def __init__(self, register):
        rows = RecordProblem.objects.filter(register=register).values_list("record", flat=True)
        self.register, self.records = register, set(rows)

    def solved(self, records):
        if gone := self.records & records:
            RecordProblem.objects.filter(register=self.register, record__in=gone).delete()
            self.records -= gone
