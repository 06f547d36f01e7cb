"""The worker of a run, and the turn to ask a register, across machines.

Both are rows acquired by one conditional UPDATE and released after some time, so that a killed
worker leaves nothing locked. Every write of a run names its worker: a worker whose lease was taken
over cannot write any more.
"""

import contextlib
import time
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from ..models import RegisterTurn, SyncRun
from ..models.run import ACTIVE_STATES, LEASE

MIN_CHECK_SECONDS = 0.05  # seconds between two checks whether it is our turn


class AlreadyRunning(Exception):
    """There is an active run of this register: `run`, or None if it has just ended."""

    def __init__(self, run):
        self.run = run
        super().__init__(
            f"Run {run.pk if run else ''} of this register is not finished: wait for it, stop it, "
            "or release it from quarantine."
        )


class Stopped(Exception):
    """A person asked the run to stop."""


class LeaseLost(Exception):
    """Another worker has taken the run, because this one did not renew its lease."""


def start_run(register, kind, **fields):
    """Return a new run that waits for a worker; raise AlreadyRunning."""
    try:
        with transaction.atomic():
            fields = {"is_demo": settings.REGISTERS_ARE_DEMO, **fields}
            return SyncRun.objects.create(register=register, kind=kind, **fields)
    except IntegrityError as error:
        running = SyncRun.objects.filter(register=register, state__in=ACTIVE_STATES).first()
        raise AlreadyRunning(running) from error


class Lease:
    """A worker's lease of a run. `renew` is called with every request and every trial."""

    def __init__(self, run):
        self.run = run
        self.worker = uuid.uuid4().hex
        self._renewed = 0.0

    def take(self):
        """Take the run; return False if another worker has it, or if it waits for a person."""
        now = timezone.now()
        taken = (
            SyncRun.objects.without_worker()
            .filter(pk=self.run.pk)
            .update(
                worker=self.worker,
                lease_until=now + LEASE,
                attempts=F("attempts") + 1,
                started_at=Coalesce(F("started_at"), now),
            )
        )
        self.run.refresh_from_db()
        return bool(taken)

    def renew(self):
        """Raise `Stopped` or `LeaseLost`; look at the database once a second at most."""
        if time.monotonic() - self._renewed < 1:
            return
        self._renewed = time.monotonic()
        held = SyncRun.objects.filter(pk=self.run.pk, worker=self.worker)
        if not held.update(lease_until=timezone.now() + LEASE):
            raise LeaseLost(f"Run {self.run.pk} was taken over by another worker.")
        if held.filter(stop_requested=True).exists():
            raise Stopped


def note_progress(run, **fields):
    """Update the run's row for the worker that has it; raise LeaseLost for any other one.

    Call it inside the transaction of what it counts: the row stays locked until the transaction
    ends, so a worker whose lease was taken over, or whose run was removed, writes nothing.
    """
    if not SyncRun.objects.filter(pk=run.pk, worker=run.worker).update(**fields):
        raise LeaseLost(f"Run {run.pk} was taken over by another worker, or was removed.")


def hold(run):
    """Lock the run's row for what else its worker writes in this transaction; raise LeaseLost for
    any other worker."""
    note_progress(run, worker=run.worker)


@contextlib.contextmanager
def turn(host, *, delay, longest, pause=time.sleep):
    """Allow one request per host at a time, `delay` seconds after the last one, for all workers.

    If a worker dies during its turn, the next one may start after `longest` seconds.
    """
    RegisterTurn.objects.get_or_create(host=host)
    holder = uuid.uuid4().hex
    row = RegisterTurn.objects.filter(host=host)
    while True:
        now = timezone.now()
        free = Q(held_until=None) | Q(held_until__lt=now)
        if row.filter(free, free_at__lte=now).update(
            holder=holder, held_until=now + timedelta(seconds=longest)
        ):
            break
        pause(max(MIN_CHECK_SECONDS, min(delay, 0.5)))
    try:
        yield
    finally:
        row.filter(holder=holder).update(
            held_until=None, free_at=timezone.now() + timedelta(seconds=delay)
        )
