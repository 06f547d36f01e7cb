"""The checks before anything is written: a register with unusual answers changes nothing.

A limit that is reached ends the run (`Unsafe`) or puts it in quarantine until a person decides.
"""

from dataclasses import dataclass, field

from django.conf import settings

from registers import Problem
from registers.numbers import base_of

from ..models import RegisterRecord, RunQuery, SyncRun
from .canaries import Canaries
from .compare import digest, stored_rows, trial_key
from .emptied_fields import RUN_REFUSED, EmptiedFields
from .kept_pages import items_of

MIN_FOUND_TO_COMPARE = 5  # trials that a query found before its counts are compared
MIN_RECORDS_KNOWN = 20  # records that are known before the share of changed ones means something
MAX_UNREADABLE_SHARE = 0.10
MAX_RESULTS_PER_QUERY = 10_000


class Unsafe(Exception):
    """The answer of the register cannot be trusted; the message says why. Nothing was written."""


def check_count(run, text, phases, found):
    """Compare a query's count with that of the last successful run; raise Unsafe if it is
    implausible."""
    if found >= MAX_RESULTS_PER_QUERY:
        raise Unsafe(
            f"The query {text!r} finds {found:,} trials. Either the register ignored it, or it is "
            f"too wide: registers give fewer than {MAX_RESULTS_PER_QUERY:,} for one query."
        )
    before = (
        RunQuery.objects.filter(
            run__register=run.register, run__kind=run.kind, run__state="done", run__limit=None
        )
        .filter(text=text, phases=phases)
        .order_by("-run_id")
        .first()
    )
    if run.kind != SyncRun.Kind.FULL or not before or before.found < MIN_FOUND_TO_COMPARE:
        return
    if found * 2 < before.found or found > before.found * 2 + 100:
        raise Unsafe(
            f"The query {text!r} finds {found:,} trials; in run {before.run_id} it found "
            f"{before.found:,}. The register may have changed. Nothing was written; if the new "
            "number is right, change the query's text or phases, so that it counts as a new one."
        )


@dataclass
class Preview:
    """The effect of a run, known from its pages alone."""

    records: int = 0
    unreadable: int = 0
    changed: int = 0
    trials: set = field(default_factory=set)
    broken: set = field(default_factory=set)
    canaries: Canaries | None = None
    emptied: list = field(default_factory=list)


def preview(run, renew):
    """Read every page and compare its records with the stored ones by hash.

    A record counts once, however many queries and pages have it. A record that was listed and not
    sent counts as unreadable; the run has counted it as failed.
    """
    found, counted = Preview(canaries=Canaries(run.register)), set()
    run.refresh_from_db(fields=["failed"])
    found.records = found.unreadable = run.failed
    fields = EmptiedFields(run.register)
    for key in list(run.pages.order_by("pk").values_list("pk", flat=True)):
        renew()
        page = run.pages.get(pk=key)
        items = items_of(page)
        records = [item for item in items if not isinstance(item, Problem)]
        for problem in items:
            if isinstance(problem, Problem):
                found.unreadable += 1
                found.records += 1
                found.broken.add(problem.record.split("/")[0])
        stored = stored_rows(records)
        for record in records:
            found.canaries.add(record)
            found.trials.add(trial_key(record))
            version = record.number, record.country, digest(record)
            if version in counted:
                continue
            counted.add(version)
            found.records += 1
            rows = stored[trial_key(record)]
            if digest(record) not in {row.sha256 for row in rows}:
                fields.add(record, [row.pk for row in rows])
                found.changed += any(row.country == record.country for row in rows)
    found.emptied = fields.found()
    return found


def check_preview(run, found):
    """Return the reason for a quarantine, "" if there is none; raise `Unsafe`."""
    _check_canaries(run, found)
    if found.records and found.unreadable / found.records > MAX_UNREADABLE_SHARE:
        raise Unsafe(
            f"{found.unreadable:,} of {found.records:,} records cannot be read. The register may "
            "have changed its form; nothing was written."
        )
    if found.emptied:
        raise Unsafe(RUN_REFUSED.format(fields=", ".join(found.emptied)))
    known = RegisterRecord.objects.filter(
        register=run.register, is_demo=run.is_demo, gone_since=None
    )
    count = known.count()
    vanished = 0
    if run.asks_for_everything:
        rows = known.order_by().only("register", "number")
        vanished = sum(trial_key(row) not in found.trials for row in rows.iterator())
    moved = found.changed + vanished
    if count >= MIN_RECORDS_KNOWN and moved * 100 > count * settings.SYNC_CHANGE_LIMIT_PERCENT:
        return (
            f"{found.changed:,} records would change and {vanished:,} are no longer there, of "
            f"{count:,} stored records. This is more than {settings.SYNC_CHANGE_LIMIT_PERCENT:g} "
            "percent: a person must check it and release the run, or stop it."
        )
    return ""


def _check_canaries(run, found):
    """Raise Unsafe if a full run lacks a canary, or if a run reads other values of one."""
    for number in found.canaries.rows:
        if number in {base_of(broken) for broken in found.broken}:
            number = found.canaries.rows[number].number
            raise Unsafe(f"The canary trial {number} cannot be read. Nothing was written.")
    for number in found.canaries.missing() if run.asks_for_everything else ():
        raise Unsafe(f"The canary trial {number} is missing. Nothing was written.")
    for number, sentence in found.canaries.differences():
        raise Unsafe(
            f"The canary trial {number} is read with other values: {sentence}. The register may "
            "have changed its form; nothing was written. If the register is right, change the "
            "expected values of the canary trial."
        )
