"""The state of the synchronisation for the health check, and e-mails about trouble."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from ..choices import Source
from ..models import SyncRun, SyncSchedule

logger = logging.getLogger(__name__)
GRACE = timedelta(hours=6)  # a run that is due may wait for another one to end


def state_of_registers():
    """Return {register: when it was last synchronised, state of the last run, is a run overdue}."""
    now = timezone.now()
    states = {}
    for register in Source.values:
        runs = SyncRun.objects.filter(register=register).exclude(kind=SyncRun.Kind.FILE)
        done = runs.filter(state=SyncRun.State.DONE, is_dry_run=False).order_by("-pk").first()
        last = runs.order_by("-pk").first()
        due = [
            schedule.next_at
            for schedule in SyncSchedule.objects.filter(register=register, is_active=True)
        ]
        states[register] = {
            "last_done": done.finished_at if done else None,
            "last_run": last.state if last else None,
            "overdue": any(day + GRACE < now for day in due),
        }
    return states


def mail_trouble(run, trouble):
    """Mail the operators that a run failed or waits for a person.

    A mail server that is away is logged and changes nothing.
    """
    if not settings.OPERATOR_EMAIL:
        return
    try:
        send_mail(
            f"JOIN4ATMP portal: {run} {trouble}",
            f"{run.message}\n\n{settings.SITE_URL}/trials/runs/{run.pk}/\n",
            None,
            [settings.OPERATOR_EMAIL],
        )
    except OSError:
        logger.exception("The mail about run %s could not be sent", run.pk)
