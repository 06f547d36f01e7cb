"""A run from its start to its end: fetch, check, write. Every step can be continued where a killed
worker stopped."""

import logging
from datetime import timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from core.jobs import TooManyAttempts, refuse_after_too_many
from registers.fetching import Postponed, RegisterError

from ..choices import Source
from ..models import SyncRun
from .fetch import fetch_pages
from .files import CUT_OFF
from .kept_pages import items_of
from .lease import Lease, LeaseLost, Stopped, note_progress
from .literature import find_literature
from .missing import note_missing
from .replay import replay
from .report import mail_trouble
from .run_writer import RunWriter, finish, update
from .safety import Unsafe, check_preview, preview

logger = logging.getLogger(__name__)
State = SyncRun.State
NOT_HALF_WRITTEN = (
    "No trial is half written, and data already written is kept. Repair the database, then start "
    "the "
    "run again."
)


def perform_run(run):
    """Work on a run until it ends or waits for a person. Return False if another worker has it.

    An unexpected error fails the run and is raised again.
    """
    lease = Lease(run)
    if not lease.take():
        return False
    try:
        _work_or_end(run, lease)
    except LeaseLost as lost:
        logger.warning("%s", lost)
    return True


def _work_or_end(run, lease):
    """Work on a run that this worker has, and end it according to its errors; raise LeaseLost."""
    try:
        refuse_after_too_many(run.attempts, "The run")
        _work(run, lease)
    except LeaseLost:
        raise
    except Stopped:
        finish(run, State.STOPPED, "Stopped by a person. Data already written is kept.")
    except Postponed as error:
        # The lease ends when the register accepts requests again; then a worker continues the run.
        until = timezone.now() + timedelta(seconds=error.seconds)
        update(run, lease_until=until, attempts=0, message=str(error))
    except SoftTimeLimitExceeded:
        # The job has used its time, not the run: the next job continues where this one stopped.
        update(run, lease_until=timezone.now(), attempts=0)
    except (RegisterError, Unsafe, TooManyAttempts) as error:
        finish(run, State.FAILED, str(error))
    except (OperationalError, InterfaceError) as error:
        if _server_went_away(error):
            raise  # the lease ends, and then a worker continues the run
        finish(run, State.FAILED, f"The database refused it: {error}. {NOT_HALF_WRITTEN}")
    except Exception as error:
        finish(run, State.FAILED, f"An error in the portal: {type(error).__name__}: {error}")
        raise


def _server_went_away(error):
    """Return whether the database server was stopped or cannot be reached; never true with
    SQLite."""
    state = getattr(error.__cause__, "sqlstate", "no server")
    return state is None or state.startswith(("08", "57P"))


def _work(run, lease):
    if run.kind == SyncRun.Kind.FILE:
        finish(run, State.FAILED, CUT_OFF)
        return
    if run.kind == SyncRun.Kind.REPLAY or run.register == Source.PUBMED:
        work = find_literature if run.register == Source.PUBMED else replay
        update(run, state=State.APPLYING)
        work(run, lease.renew)
        finish(run, State.DONE, "")
        return
    if run.state in (State.WAITING, State.FETCHING):
        update(run, state=State.FETCHING)
        fetch_pages(run, lease.renew)
        update(run, state=State.CHECKING)
    if run.state == State.CHECKING:
        found = preview(run, lease.renew)
        reason = check_preview(run, found)
        if reason and not run.is_dry_run and not run.released_by_id:
            update(run, state=State.QUARANTINED, message=reason, lease_until=None)
            mail_trouble(run, "waits in quarantine")
            return
        update(run, state=State.APPLYING, message=reason)
    apply_pages(run, lease.renew)
    if run.is_dry_run:
        finish(run, State.DONE, "Dry run: nothing was written.")
        return
    with transaction.atomic():
        if run.asks_for_everything:
            note_missing(run)
        finish(run, State.DONE, "")


def apply_pages(run, renew):
    """Write the pages in their order. The place on a page is part of each batch's transaction, so
    that a run which is taken up again counts nothing twice."""
    work = RunWriter(run, renew)
    waiting = run.pages.filter(is_applied=False).order_by("pk")
    for key in list(waiting.values_list("pk", flat=True)):
        page = waiting.get(pk=key)
        work.apply(items_of(page), page.key, seen_here=set(), page=page)
        with transaction.atomic():
            note_progress(run, current=page.key[:600])
            waiting.filter(pk=key).update(is_applied=True)
