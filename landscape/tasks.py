"""Background jobs of the regulatory landscape; the work is in the modules they call."""

from celery import shared_task

from .desk.candidates import look_for_candidates
from .desk.retention import forget_askers, forget_checklists


@shared_task(name="landscape.tidy_up")
def tidy_up():
    """Once a day: delete old names and checklists, and look for candidates of hurdles."""
    forget_askers()
    forget_checklists()
    look_for_candidates()
