"""Background jobs: they join, lock and report; the work is in `trials.sync` and its neighbours."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from .models import SyncRun, SyncSchedule, Trial
from .past import states
from .saved.mail import mail_due
from .sponsors.linking import look_for_matches
from .sync.lease import AlreadyRunning, start_run
from .sync.runner import perform_run

LONGEST_RUN = 6 * 3600  # seconds; what is not finished by then is taken up by another worker


@shared_task(name="trials.sync_register", soft_time_limit=LONGEST_RUN)
def sync_register(run_id):
    """Work on one run; does nothing if another worker holds it."""
    perform_run(SyncRun.objects.get(pk=run_id))


@shared_task(name="trials.keep_in_sync")
def keep_in_sync():
    """Every minute: starts what the schedule says is due, and takes up runs whose worker died."""
    start_due_runs()
    for run in SyncRun.objects.without_worker():
        sync_register.delay(run.pk)


@shared_task(name="trials.match_sponsors")
def match_sponsors():
    """Once a day: names of sponsors against the organisations, for people to decide on."""
    look_for_matches()


def start_due_runs():
    """A register wants to know whom it may write to: without CONTACT_EMAIL nothing runs by itself.
    The invented register is asked as long as its trials are here, or it would bring them back after
    `remove_demo`."""
    if settings.REGISTERS_ARE_DEMO:
        if not Trial.objects.filter(is_demo=True).exists():
            return
    elif not settings.CONTACT_EMAIL:
        return
    for schedule in SyncSchedule.objects.filter(is_active=True):
        if not schedule.is_due:
            continue
        try:
            start_run(schedule.register, schedule.kind)
        except AlreadyRunning:
            continue
        SyncSchedule.objects.filter(pk=schedule.pk).update(last_started_at=timezone.now())


@shared_task(name="trials.keep_states")
def keep_states():
    """Every hour: what the facts of trials are today, for who asks for an earlier day."""
    states.keep()


@shared_task(name="trials.mail_saved_views")
def mail_saved_views():
    """Every hour: a mail to those whose week is over, if there is something new."""
    mail_due()
