"""The actions of a person on a run: stop it, or release it from quarantine.

Each is one conditional UPDATE, so that it cannot meet a worker halfway.
"""

from django.utils import timezone

from ..models import SyncRun
from ..models.run import ACTIVE_STATES
from .report import mail_trouble

State = SyncRun.State


class NotPossible(Exception):
    """The run is in another state now; the message names the next step."""


def stop(run):
    """End a run without a worker, or ask its worker to stop; return True if it has ended."""
    mine = SyncRun.objects.filter(pk=run.pk)
    ended = {
        "state": State.STOPPED,
        "message": "Stopped by a person. Data already written is kept.",
        "finished_at": timezone.now(),
        "lease_until": None,
        "worker": "",  # a worker that returns finds that it has lost the run
        "stop_requested": True,
    }
    if mine.filter(state=State.QUARANTINED).update(**ended) or (
        mine.without_worker().update(**ended)
    ):
        return True
    if not mine.filter(state__in=ACTIVE_STATES).update(stop_requested=True):
        raise NotPossible("This run has ended already.")
    return False


def end_abandoned(register):
    """End a run of the register whose worker died and that no other worker has taken, and mail
    the operators."""
    abandoned = SyncRun.objects.abandoned().filter(register=register)
    for run in list(abandoned):
        if abandoned.filter(pk=run.pk).update(
            state=State.FAILED,
            message="Its worker ended before the run did, and an import of files has started. "
            "Data already written is kept. Start the run again.",
            finished_at=timezone.now(),
            lease_until=None,
            worker="",
        ):
            run.refresh_from_db()
            mail_trouble(run, "failed")


def release(run, *, by):
    """Let a run in quarantine write its changes; a worker must then continue it."""
    waiting = SyncRun.objects.filter(pk=run.pk, state=State.QUARANTINED)
    if not waiting.update(state=State.CHECKING, released_by=by, lease_until=None):
        raise NotPossible("This run is not in quarantine any more.")
