"""Apply parsed register records to the database.

`Synchronisation` takes the records of a download in their order. All that belongs to one trial is
written in one transaction, so a trial is never half written; applying the same records again
changes nothing. Register values and rows made from them are written here and nowhere else.
"""

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from registers import Problem

from ..models import RegisterRecord, SyncRun
from .compare import Arrival, RecordComparison, stored_rows, trial_key
from .write import write_trials

OUTCOMES = ("created", "changed", "unchanged", "failed")
MAX_TRIALS_PER_TRANSACTION = 50  # more need fewer statements and keep their locks for longer
# Errors of a record. A database that cannot be reached or is full is not one of them.
REFUSALS = (DataError, IntegrityError, ValueError)


class WouldWrite(Exception):
    """Ends the transaction of a dry run."""


@dataclass
class Report:
    """The number of records per outcome; `seen` is the sum of the others."""

    counts: Counter = field(default_factory=Counter)
    problems: list[dict] = field(default_factory=list)

    def add_problem(self, problem: Problem):
        self.counts["failed"] += 1
        self.problems.append(
            {"record": problem.record, "where": problem.where, "message": problem.message}
        )

    @property
    def seen(self):
        return self.counts.total()

    @property
    def applied(self):
        return self.seen - self.counts["failed"]

    def as_dict(self):
        numbers = {outcome: self.counts[outcome] for outcome in OUTCOMES}
        return {"seen": self.seen, **numbers, "problems": self.problems}


@dataclass(frozen=True)
class Group:
    """The consecutive records of one trial in a file or page, or consecutive problems; `place`
    counts these groups from 1."""

    place: int
    records: list
    problems: list

    @property
    def number(self):
        return self.records[0].number if self.records else ""


def batches(items):
    """Yield the groups in their order, as many trials together as one transaction writes. A trial
    in two places is written twice, the second time with the first stored."""
    batch, keys = [], set()
    for place, (key, group) in enumerate(groupby(items, key=_key), 1):
        if batch and (key is None or key in keys or len(batch) == MAX_TRIALS_PER_TRANSACTION):
            yield batch
            batch, keys = [], set()
        if key is None:
            yield [Group(place, [], list(group))]
        else:
            batch.append(Group(place, list(group), []))
            keys.add(key)
    if batch:
        yield batch


def _key(item):
    return None if isinstance(item, Problem) else trial_key(item)


def record_name(record):
    """Return `2022-002568-62/ES`, or the number of a CTIS record."""
    return "/".join(filter(None, (record.number, record.country)))


class Synchronisation:
    """Applies register records, from files or from the pages of a `run`. `dry_run` does everything
    and keeps nothing."""

    def __init__(self, *, dry_run=False, is_demo=False, run=None):
        self.dry_run = dry_run
        self.is_demo = is_demo
        self.run = run
        self.now = timezone.now()
        self.report = Report()
        # Versions of records that a dry run of a register has counted: it stores nothing to know
        # them by.
        self.counted = set()

    def apply(self, items, file):
        """Apply the records and note the problems of one file."""
        seen_here = set()
        for batch in batches(items):
            self.apply_batch(batch, file, seen_here)

    def apply_batch(self, batch, file, seen_here, also=lambda batch, outcomes: None):
        """Write the trials of a batch, and the rows that `also` writes, in one transaction; return
        problems.

        If a record is refused, the trials are written one by one, so that only its own trial is
        left out.
        """
        problems = [problem for group in batch for problem in group.problems]
        outcomes = Counter(failed=len(problems))
        if not problems:
            try:
                outcomes = self._write(batch, file, seen_here, also)
                self.report.counts += outcomes
            except REFUSALS as error:
                if len(batch) > 1:
                    alone = (self.apply_batch([one], file, seen_here, also) for one in batch)
                    return [problem for found in alone for problem in found]
                problems = [_not_stored(file, record, error) for record in batch[0].records]
                outcomes = Counter(failed=len(problems))
        if problems or self.dry_run:
            also(batch, outcomes)
        for problem in problems:
            self.report.add_problem(problem)
        return problems

    def _write(self, batch, file, seen_here, also):
        outcomes, seen, versions = Counter(), set(), set()
        try:
            with transaction.atomic():
                for comparison in self._write_trials(batch, file, seen_here):
                    outcomes += comparison.outcomes(self.counted)
                    seen |= comparison.seen
                    versions |= comparison.versions
                outcomes.pop("repeated", None)
                if self.dry_run:
                    raise WouldWrite
                also(batch, outcomes)
        except WouldWrite:
            pass
        seen_here |= seen
        if self.dry_run and self.run and self.run.kind != SyncRun.Kind.FILE:
            self.counted |= versions
        return outcomes

    def _write_trials(self, batch, file, seen_here):
        arrival = Arrival(file, self.now, self.run, self.is_demo)
        rows = stored_rows(group.records[0] for group in batch)
        comparisons = []
        for group in batch:
            stored = rows[trial_key(group.records[0])]
            seen = {row.pk for row in stored} & seen_here
            comparison = RecordComparison(arrival, stored, seen)
            comparison.add(group.records)
            comparisons.append(comparison)
        self._mark_seen(set().union(*(comparison.unchanged_keys for comparison in comparisons)))
        write_trials(comparisons, is_demo=self.is_demo)
        return comparisons

    def _mark_seen(self, keys):
        if keys:
            RegisterRecord.objects.filter(pk__in=keys).update(
                last_seen_at=self.now, missed_full_runs=0, gone_since=None
            )


def _not_stored(file, record, error):
    message = f"the trial could not be stored: {error}"
    return Problem(file, record_name(record), record.line, message)
