"""A run from its start to its end: fetch, check, write. Every step can be taken up where a killed
worker left it."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ..choices import Source
from ..models import ExcludedNumber, RunQuery, SyncRun
from ..registers import NotARegisterFile, read_bytes
from ..registers.fetching import Postponed, RegisterError
from .apply import OUTCOMES, Synchronisation, batches, record_name
from .fetch import fetch_pages
from .lease import Lease, LeaseLost, Stopped, note_progress
from .literature import find_literature
from .missing import note_missing
from .problems import OpenProblems, note_problem
from .replay import replay
from .report import mail_failure
from .safety import Unsafe, check_preview, preview

logger = logging.getLogger(__name__)
State = SyncRun.State


def execute(run):
    """Works on a run until it ends or waits for a person. Returns False where another worker holds
    it. An error that nobody foresaw fails the run and is raised again."""
    lease = Lease(run)
    if not lease.take():
        return False
    try:
        _work(run, lease)
    except LeaseLost as lost:
        logger.warning("%s", lost)
    except Stopped:
        _finish(run, State.STOPPED, "Stopped by a person. What was written stays written.")
    except Postponed as error:
        # The lease ends when the register wants to be asked again; then a worker takes the run up.
        until = timezone.now() + timedelta(seconds=error.seconds)
        _update(run, lease_until=until, message=str(error))
    except (RegisterError, Unsafe) as error:
        _finish(run, State.FAILED, str(error))
    except Exception as error:
        _finish(run, State.FAILED, f"An error in the portal: {type(error).__name__}: {error}")
        raise
    return True


def _work(run, lease):
    if run.kind == SyncRun.Kind.REPLAY or run.register == Source.PUBMED:
        work = find_literature if run.register == Source.PUBMED else replay
        _update(run, state=State.APPLYING)
        work(run, lease.renew)
        _finish(run, State.DONE, "")
        return
    if run.state in (State.WAITING, State.FETCHING):
        _update(run, state=State.FETCHING)
        fetch_pages(run, lease.renew)
        _update(run, state=State.CHECKING)
    if run.state == State.CHECKING:
        found = preview(run, lease.renew)
        _note_new(run, found)
        reason = check_preview(run, found)
        if reason and not run.is_dry_run and not run.released_by_id:
            _update(run, state=State.QUARANTINED, message=reason, lease_until=None)
            return
        _update(run, state=State.APPLYING, message=reason)
    apply_pages(run, lease.renew)
    if run.is_dry_run:
        _finish(run, State.DONE, "Dry run: nothing was written.")
        return
    if run.asks_for_everything:
        note_missing(run)
    _finish(run, State.DONE, "")


def _note_new(run, found):
    """How many trials of each query nobody knew before; a query earns its place by these."""
    for query in RunQuery.objects.filter(run=run):
        pages = (numbers for key, numbers in found.pages.items() if key.startswith(query.text))
        new = set().union(*pages) & found.new_trials
        if new:
            RunQuery.objects.filter(pk=query.pk).update(new=len(new))


def apply_pages(run, renew):
    """Writes the pages in their order. The place on a page is part of each trial's transaction, so
    that a run which is taken up again counts nothing twice."""
    work = Synchronisation(dry_run=run.is_dry_run, is_demo=run.is_demo, run=run)
    excluded = set(ExcludedNumber.objects.values_list("number", flat=True))
    problems = OpenProblems(run.register)
    waiting = run.pages.filter(is_applied=False).order_by("pk")
    for key in list(waiting.values_list("pk", flat=True)):
        _apply_page(run, waiting.get(pk=key), work, excluded, problems, renew)
        run.pages.filter(pk=key).update(is_applied=True)


def _apply_page(run, page, work, excluded, problems, renew):
    try:
        items = list(read_bytes(page.data, page.key))
    except NotARegisterFile as error:
        note_problem(run, "", page.key, str(error), page.data)
        return

    @transaction.atomic
    def count(batch, outcomes):
        run.pages.filter(pk=page.pk).update(trials_applied=batch[-1].place)
        _add(run, outcomes)

    seen_here = set()
    for batch in batches(items):
        renew()
        batch = [group for group in batch if group.place > page.trials_applied]
        batch = [group for group in batch if group.number not in excluded]
        if batch:
            refused = work.apply_batch(batch, page.key, seen_here, also=count)
            for problem in refused:
                raw = b"" if batch[0].records else page.data
                note_problem(run, problem.record, problem.where, problem.message, raw)
            if not run.is_dry_run:
                read = {record_name(record) for group in batch for record in group.records}
                problems.solved(read - {problem.record for problem in refused})


def _add(run, outcomes):
    numbers = {name: F(name) + outcomes.get(name, 0) for name in OUTCOMES if outcomes.get(name)}
    note_progress(run, seen=F("seen") + sum(outcomes.values()), **numbers)


def _update(run, **fields):
    SyncRun.objects.filter(pk=run.pk).update(**fields)
    for name, value in fields.items():
        setattr(run, name, value)


def _finish(run, state, message):
    _update(run, state=state, message=message, lease_until=None, finished_at=timezone.now())
    run.refresh_from_db()
    if state == State.FAILED:
        mail_failure(run)
