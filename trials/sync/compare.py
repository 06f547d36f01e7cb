"""Compare register records with the stored ones: new, changed or unchanged."""

import gzip
import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from registers import Protocol, protocol_of

from ..models import RecordVersion, RegisterRecord, SyncRun
from .matching import numbers_of, resubmissions, without_resubmission


def trial_key(record):
    """Return the key that the records of one trial share within a register."""
    number = record.number
    return record.register, without_resubmission(number) if record.register == "ctis" else number


def digest(record):
    return hashlib.sha256(record.comparable).hexdigest()


def stored_rows(records):
    """Return {trial key: its stored rows} of the trials of the records, in one query and without
    their texts."""
    wanted = Q(pk__in=())
    numbers = defaultdict(set)
    for record in records:
        numbers[record.register].add(record.number)
    for register, found in numbers.items():
        if register == "ctis":
            for number in found:
                wanted |= Q(register=register, number__range=resubmissions(number))
        else:
            wanted |= Q(register=register, number__in=found)
    rows = defaultdict(list)
    for row in RegisterRecord.objects.filter(wanted).order_by("ordinal").defer("packed"):
        rows[trial_key(row)].append(row)
    return rows


# A register answers several queries with the same record: the second time it is repeated.
SAME = ("unchanged", "repeated")


@dataclass(frozen=True)
class Arrival:
    """The file, time and run with which records arrive."""

    file: str
    now: datetime
    run: SyncRun | None
    is_demo: bool

    def brought(self, row):
        """Return whether the run has had this same record before. Files are counted in full."""
        if self.run is None or self.run.kind == SyncRun.Kind.FILE or not row.pk:
            return False
        return row.last_seen_at >= self.run.started_at


@dataclass
class Incoming:
    """A received record: the row that it becomes or already is, and the change of that row."""

    row: RegisterRecord
    protocol: Protocol | None
    outcome: str
    version: tuple  # identifies this version of this record


@dataclass
class RecordComparison:
    """The comparison of the records of one trial with the stored ones. `stored` are its rows,
    `seen` the keys of those that this very file is about."""

    arrival: Arrival
    stored: list[RegisterRecord]
    seen: set
    incoming: list[Incoming] = field(default_factory=list)
    replaced: dict[int, RecordVersion] = field(default_factory=dict)

    def add(self, records):
        digests = [digest(record) for record in records]
        # Records that did not change are known first, so that none of them is taken for the
        # earlier version of another one.
        self.seen.update(row.pk for row in self.stored if row.sha256 in digests)
        for record, record_digest in zip(records, digests, strict=True):
            self.incoming.append(self._compare(record, record_digest))

    @property
    def is_known(self):
        return any(row.pk for row in self.stored)

    def outcomes(self, counted):
        """Count the records per outcome, without the versions in `counted`."""
        return Counter(item.outcome for item in self.incoming if item.version not in counted)

    @property
    def versions(self):
        return {item.version for item in self.incoming}

    @property
    def unchanged_keys(self):
        return {item.row.pk for item in self.incoming if item.outcome in SAME}

    @property
    def touched(self):
        return [item for item in self.incoming if item.outcome not in SAME]

    @property
    def numbers(self):
        """Return every number by which the touched records name a trial."""
        return set().union(*(numbers_of(item.protocol) for item in self.touched))

    @property
    def latest(self):
        """Return (row, protocol) of the touched records; of two versions in one file, the later."""
        return list({id(item.row): (item.row, item.protocol) for item in self.touched}.values())

    def _compare(self, record, record_digest):
        version = record.number, record.country, record_digest
        mine = [row for row in self.stored if row.country == record.country]
        same = next((row for row in mine if row.sha256 == record_digest), None)
        if same:
            outcome = "repeated" if self.arrival.brought(same) else "unchanged"
            return Incoming(same, None, outcome, version)
        protocol = protocol_of(record)
        row = self._earlier_version(record, mine)
        if row and _is_older(protocol, row):
            return Incoming(row, protocol, "unchanged", version)
        outcome = "changed" if row else "created"
        if row:
            self.seen.add(row.pk)
        else:
            row = RegisterRecord(
                register=record.register,
                country=record.country,
                ordinal=len(mine),
                first_seen_at=self.arrival.now,
                is_demo=self.arrival.is_demo,
                created_by_run=self.arrival.run,
            )
            self.stored.append(row)
        if row.pk and row.pk not in self.replaced:
            self.replaced[row.pk] = self._version(row)
        row.number = record.number
        row.sha256 = record_digest
        row.packed = gzip.compress(record.raw, compresslevel=3, mtime=0)
        row.source_file = self.arrival.file[:200]
        row.updated_on = protocol.updated_on
        row.last_seen_at = self.arrival.now
        row.missed_full_runs, row.gone_since = 0, None
        if row.pk:
            row.changed_at = self.arrival.now
        return Incoming(row, protocol, outcome, version)

    def _version(self, row):
        """Return the stored text of a row that is about to be replaced."""
        return RecordVersion(
            record=row,
            run=self.arrival.run,
            packed=row.packed,
            sha256=row.sha256,
            number=row.number,
            updated_on=row.updated_on,
            valid_from=row.changed_at or row.first_seen_at,
            replaced_at=self.arrival.now,
        )

    def _earlier_version(self, record, mine):
        """Return the row that a different text of the same number and country replaces, None if
        none.

        CTIS has one record per trial. EUCTR may have two of one country: if the same file also
        contains the stored one, the text is another record and not a new version.
        """
        if record.register == "ctis":
            return next(iter(mine), None)
        return next((row for row in mine if row.pk and row.pk not in self.seen), None)


def _is_older(protocol, row):
    """Return whether a CTIS record is older than the stored one, which it then must not replace.

    CTIS states the day of the update and the number of the resubmission; EUCTR states neither.
    """
    if protocol.register != "ctis":
        return False
    if protocol.number != row.number:
        return protocol.number < row.number
    return bool(protocol.updated_on and row.updated_on and protocol.updated_on < row.updated_on)
