"""Applies parsed register records to the database.

`Synchronisation` takes the records of a download in their order. All that belongs to one trial is
written in one transaction, so a trial is never half written; applying the same records again
changes nothing. Register values and rows made from them are written here and nowhere else.
"""

import gzip
import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import groupby

from django.db import DatabaseError, transaction
from django.utils import timezone

from ..choices import Curation
from ..models import RecordVersion, RegisterRecord, Trial
from ..registers import Problem, Protocol, protocol_of
from ..rules import derive
from .drift import open_drift, register_values
from .matching import find_trial, without_resubmission
from .rebuild import add_parts, remove_parts, write_facts

OUTCOMES = ("created", "changed", "unchanged", "failed")


class WouldWrite(Exception):
    """Ends the transaction of a dry run."""


@dataclass
class Report:
    """How many records came out how; `seen` is the sum of the others."""

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


class Synchronisation:
    """Applies register records, from files or, with `run`, from a register's pages. `dry_run` does
    everything and keeps nothing."""

    def __init__(self, *, dry_run=False, is_demo=False, run=None):
        self.dry_run = dry_run
        self.is_demo = is_demo
        self.run = run
        self.now = timezone.now()
        self.report = Report()

    def apply(self, items, file):
        """Applies the records and notes the problems of one file."""
        seen_here = set()
        for key, group in groupby(items, key=trial_key):
            if key is None:
                for problem in group:
                    self.report.add_problem(problem)
            else:
                self.apply_trial(list(group), file, seen_here)

    def apply_trial(self, records, file, seen_here, also=None):
        """All records of one trial in one transaction, with what `also` writes: all or none."""
        try:
            with transaction.atomic():
                outcomes = TrialWriter(self, file, seen_here).write(records)
                if also:
                    also(outcomes)
                if self.dry_run:
                    raise WouldWrite
        except WouldWrite:
            pass
        except (DatabaseError, ValueError) as error:
            for record in records:
                self.report.add_problem(
                    Problem(
                        file,
                        record_name(record),
                        record.line,
                        f"the trial could not be stored: {error}",
                    )
                )
            return
        self.report.counts.update(outcomes)


def record_name(record):
    """`2022-002568-62/ES`, or the number of a CTIS record."""
    return "/".join(filter(None, (record.number, record.country)))


def trial_key(item):
    return None if isinstance(item, Problem) else (item.register, item.number)


@dataclass
class Incoming:
    """A record on its way in: the row it becomes or already is, and what happens to that row."""

    row: RegisterRecord
    protocol: Protocol
    outcome: str


@dataclass
class TrialWriter:
    """Writes the records of one trial and what follows from them."""

    run: Synchronisation
    file: str
    seen_here: set
    replaced: dict = field(default_factory=dict)

    def write(self, records):
        stored = self._stored_rows(records[0])
        digests = [digest(record) for record in records]
        # Records that did not change are known first, so that none of them is taken for the
        # earlier version of another one.
        self.seen_here.update(row.pk for row in stored if row.sha256 in digests)
        incoming = [
            self._compare(record, digest, stored)
            for record, digest in zip(records, digests, strict=True)
        ]
        self._mark_seen(item.row for item in incoming if item.outcome == "unchanged")
        touched = [item for item in incoming if item.outcome != "unchanged"]
        if touched:
            self._write_trial(touched)
        self.seen_here.update(item.row.pk for item in incoming)
        return Counter(item.outcome for item in incoming)

    def _mark_seen(self, rows):
        pks = {row.pk for row in rows}
        if pks:
            RegisterRecord.objects.filter(pk__in=pks).update(
                last_seen_at=self.run.now, missed_full_runs=0, gone_since=None
            )

    def _stored_rows(self, record):
        rows = RegisterRecord.objects.filter(register=record.register).order_by("ordinal")
        if record.register == "ctis":
            rows = rows.filter(number__startswith=without_resubmission(record.number))
        else:
            rows = rows.filter(number=record.number)
        return list(rows.defer("packed"))

    def _compare(self, record, digest, stored):
        mine = [row for row in stored if row.country == record.country]
        same = next((row for row in mine if row.sha256 == digest), None)
        if same:
            return Incoming(same, None, "unchanged")
        protocol = protocol_of(record)
        row = self._earlier_version(record, mine)
        if row and _is_older(protocol, row):
            return Incoming(row, protocol, "unchanged")
        outcome = "changed" if row else "created"
        if row:
            self.seen_here.add(row.pk)
        else:
            row = RegisterRecord(
                register=record.register,
                country=record.country,
                ordinal=len(mine),
                first_seen_at=self.run.now,
                is_demo=self.run.is_demo,
                created_by_run=self.run.run,
            )
            stored.append(row)
        if row.pk and row.pk not in self.replaced:
            self.replaced[row.pk] = self._version(row)
        row.number = record.number
        row.sha256 = digest
        row.packed = gzip.compress(record.raw, compresslevel=3, mtime=0)
        row.source_file = self.file[:200]
        row.updated_on = protocol.updated_on
        row.last_seen_at = self.run.now
        row.missed_full_runs, row.gone_since = 0, None
        return Incoming(row, protocol, outcome)

    def _version(self, row):
        """The stored text of a row that is about to be replaced."""
        return RecordVersion(
            record=row,
            run=self.run.run,
            packed=row.packed,
            sha256=row.sha256,
            number=row.number,
            updated_on=row.updated_on,
            valid_from=row.changed_at or row.first_seen_at,
            replaced_at=self.run.now,
        )

    def _earlier_version(self, record, mine):
        """The row that a different text under the same number and country is a new version of.

        CTIS has one record a trial. EUCTR may have two of one country: where this very file holds
        the stored one as well, the text is another record and not its new version.
        """
        if record.register == "ctis":
            return next(iter(mine), None)
        return next((row for row in mine if row.pk and row.pk not in self.seen_here), None)

    def _write_trial(self, touched):
        trial = self._trial_of(touched)
        self._move_rows([item.row for item in touched], trial)
        # A file may bring two versions of a record: the later one is kept.
        latest = {id(item.row): (item.row, item.protocol) for item in touched}
        for row, _ in latest.values():
            if row.pk:
                row.changed_at = self.run.now
        save_trial(trial, list(latest.values()))
        RecordVersion.objects.bulk_create(self.replaced.values())

    def _move_rows(self, rows, trial):
        """A number that came later may bring records to another trial; what they leave goes first,
        for no two trials have the same number."""
        moving = [row for row in rows if row.trial_id and row.trial_id != trial.pk]
        left = {row.trial_id for row in moving}
        if left:
            pks = [row.pk for row in moving]
            RegisterRecord.objects.filter(pk__in=pks).update(trial=trial)
            for abandoned in Trial.objects.filter(pk__in=left):
                leave_trial(abandoned)

    def _trial_of(self, touched):
        """By the numbers of the records, else where they were before; else a new trial."""
        found = next(filter(None, (find_trial(item.protocol) for item in touched[:1])), None)
        if not found:
            with_nct = (item.protocol for item in touched[1:] if item.protocol.nct_number)
            found = next(filter(None, map(find_trial, with_nct)), None)
        before = next((item.row.trial for item in touched if item.row.trial_id), None)
        return found or before or Trial(is_demo=self.run.is_demo)


def digest(record):
    return hashlib.sha256(record.comparable).hexdigest()


def _is_older(protocol, row):
    """CTIS tells when a record was updated and how often resubmitted: an older download that comes
    later never replaces a newer one."""
    if protocol.register != "ctis":
        return False
    if protocol.number != row.number:
        return protocol.number < row.number
    return bool(protocol.updated_on and row.updated_on and protocol.updated_on < row.updated_on)


def save_trial(trial, changed):
    """Derives the trial from all its records and saves it with its new and changed rows, given as
    (row, protocol) pairs. Curated values are not touched."""
    is_new = trial.pk is None
    new_rows = [row for row, _ in changed if not row.pk]
    old_rows = [row for row, _ in changed if row.pk]
    pairs = list(changed)
    if not is_new:
        others = trial.records.exclude(pk__in=[row.pk for row in old_rows])
        pairs += [(row, row.protocol()) for row in others]
    pairs.sort(key=lambda pair: (pair[0].register, pair[0].country, pair[0].ordinal))
    pairs = [(row, replace(protocol, ordinal=row.ordinal)) for row, protocol in pairs]
    facts = derive([protocol for _, protocol in pairs])
    if not is_new:
        trial.take_decisions()
    before = register_values(trial)
    write_facts(trial, facts)
    trial.save()
    open_drift(trial, before)
    for row, _ in changed:
        row.trial = trial
    RegisterRecord.objects.bulk_create(new_rows)
    for row in old_rows:
        row.save()
    lead = next(row for row, protocol in pairs if protocol is facts.lead)
    if trial.lead_record_id != lead.pk:
        Trial.objects.filter(pk=trial.pk).update(lead_record=lead)
    if not is_new:
        remove_parts(trial)
    add_parts(trial, facts)


def leave_trial(trial):
    """After records moved to another trial: one without records that nobody decided about goes."""
    if trial.records.exists():
        save_trial(trial, [])
    elif trial.curation == Curation.NEW:
        trial.delete()
