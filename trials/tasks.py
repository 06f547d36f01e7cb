"""Background jobs; the work itself is in `trials.sync` and the modules beside it."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from core.jobs import send_every_minute

from .models import SyncRun, SyncSchedule, Trial
from .past import states
from .saved.mail import mail_due
from .sponsors.linking import look_for_matches
from .sync.lease import AlreadyRunning, start_run
from .sync.runner import perform_run

MAX_RUN_SECONDS = 6 * 3600  # another worker continues an unfinished run


@shared_task(name="trials.sync_register", soft_time_limit=MAX_RUN_SECONDS)
def sync_register(run_id):
    """Work on one run, unless another worker has it."""
    perform_run(SyncRun.objects.get(pk=run_id))


@shared_task(name="trials.keep_in_sync")
def keep_in_sync():
    """Start scheduled runs that are due, and continue runs whose worker died. It runs every
    minute."""
    start_due_runs()
    for run in SyncRun.objects.without_worker():
        send_every_minute(sync_register, run.pk)


@shared_task(name="trials.match_sponsors")
def match_sponsors():
    """Compare sponsor names with the organisations, for people to decide on. It runs once
    per day."""
    look_for_matches()


def start_due_runs():
    """Start the scheduled runs that are due.

    Registers require a contact address: without CONTACT_EMAIL no scheduled run starts. The invented
    register is read only while its trials exist, so that `remove_demo` is not undone.
    """
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
    """Store today's facts of trials, for questions about earlier days. It runs every hour."""
    states.keep()


@shared_task(name="trials.mail_saved_views")
def mail_saved_views():
    """Send the weekly mails that are due and have new trials. It runs every hour."""
    mail_due()
