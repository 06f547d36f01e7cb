"""Background jobs that join the apps; the work is in the modules they call."""

from celery import shared_task

from .packs import tasks  # noqa: F401 - Celery looks for the jobs of an app in this module
from .watch import mails


@shared_task(name="join4atmp.watch")
def watch():
    """Mail the operators about parts of the portal that do not work. It runs every five minutes."""
    mails.watch()
