"""The e-mail backend of a portal with a mail server: it keeps mails as rows, for a job."""

import logging

from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from .jobs import BROKER_AWAY
from .models import WaitingMail
from .tasks import send_waiting_mails

logger = logging.getLogger(__name__)


class MailQueue(BaseEmailBackend):
    """Keeps the mails in the transaction of their cause, and starts the job that sends them."""

    def send_messages(self, messages):
        kept = [WaitingMail.of(message) for message in messages if message.recipients()]
        WaitingMail.objects.bulk_create(kept)
        if kept:
            transaction.on_commit(_start_job)
        return len(kept)


def _start_job():
    try:
        send_waiting_mails.delay()
    except BROKER_AWAY:
        logger.warning("The job queue does not answer. Mails are sent within a minute.")
