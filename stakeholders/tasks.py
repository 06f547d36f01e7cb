from celery import shared_task

from core.jobs import send_every_minute

from .campaigns.sending import send_due
from .imports import jobs
from .imports.upload import drop_expired

MAX_JOB_SECONDS = 240  # less than the lease of a file


@shared_task(name="stakeholders.drop_expired_uploads")
def drop_expired_uploads():
    """Delete uploaded files that nobody decided on: they are personal data without a use."""
    drop_expired()


@shared_task(name="stakeholders.work_on_import", time_limit=MAX_JOB_SECONDS)
def work_on_import(key):
    """Preview, import or undo a large file."""
    jobs.work(key)


@shared_task(name="stakeholders.send_campaigns", time_limit=MAX_JOB_SECONDS)
def send_campaigns():
    """Send the mails that this minute allows. Runs every minute, and when somebody starts one."""
    send_due()


@shared_task(name="stakeholders.take_up_imports")
def take_up_imports():
    """Start files whose worker died, or which no worker received. Runs every minute."""
    for key in jobs.without_worker().values_list("pk", flat=True):
        send_every_minute(work_on_import, str(key))
