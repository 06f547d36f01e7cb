from celery import shared_task

from .imports import jobs
from .imports.upload import drop_expired

LONGEST_JOB = 240  # seconds; less than a worker may hold a file


@shared_task(name="stakeholders.drop_expired_uploads")
def drop_expired_uploads():
    """Uploaded files that nobody decided on are personal data without a use."""
    drop_expired()


@shared_task(name="stakeholders.work_on_import", time_limit=LONGEST_JOB)
def work_on_import(key):
    """A large file: its preview, its import or the undoing of it."""
    jobs.work(key)


@shared_task(name="stakeholders.take_up_imports")
def take_up_imports():
    """Every minute: files whose worker died, or of which no worker was told."""
    for key in jobs.without_worker().values_list("pk", flat=True):
        work_on_import.delay(str(key))
