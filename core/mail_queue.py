"""E-mails as rows, which a job sends and tries again while the mail server is away.

A page only adds the row, in the transaction of what it is about: nobody waits for a mail server, no
mail is lost, and a password reset takes equally long for known and unknown addresses. A sent mail
is removed. `core.mail_backend` adds the rows.
"""

import logging
import socket
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import timezone

from .models import WaitingMail

# After the first failure, the second, ...; the last one is repeated.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
# A link to reset a password is of no use after a day, and neither are most other mails.
TRIED_FOR = timedelta(hours=24)
# The text of a mail that was given up is removed at once, its row after this time.
FAILURES_KEPT_FOR = timedelta(days=7)
LEASE = timedelta(minutes=10)
MAX_MAILS_PER_JOB = 100
PERMANENT = range(500, 600)  # answers of a mail server that a repetition does not change

logger = logging.getLogger(__name__)


def direct_connection():
    """Return a connection to the mail server itself, for jobs that repeat mails on their own."""
    is_queued = settings.EMAIL_BACKEND == settings.MAIL_QUEUE_BACKEND
    return get_connection(settings.MAIL_SERVER_BACKEND if is_queued else None)


def send_due():
    """Send the mails that are due, and return their number. Stop when the server is away."""
    _give_up_old()
    sent = 0
    for key in WaitingMail.objects.due().values_list("pk", flat=True)[:MAX_MAILS_PER_JOB]:
        mail = WaitingMail.objects.take(key, until=timezone.now() + LEASE)
        if mail is None:
            continue
        try:
            _message(mail).send()
        except (SMTPException, OSError) as error:
            if _is_permanent(error):
                _give_up(mail, f"The mail server refused it: {_words(error)}.")
                continue
            mail.put_back(_words(error), after=PAUSES[min(mail.tries, len(PAUSES)) - 1])
            if not isinstance(error, SMTPRecipientsRefused):
                logger.warning("The mail server does not take mails: %s", _words(error))
                break
        else:
            mail.delete()
            sent += 1
    return sent


def _message(mail):
    message = EmailMultiAlternatives(
        mail.subject,
        mail.body,
        mail.from_email,
        mail.recipients,
        headers=mail.headers,
        reply_to=mail.reply_to,
        connection=direct_connection(),
    )
    for content, kind in mail.alternatives:
        message.attach_alternative(content, kind)
    return message


def _is_permanent(error):
    if isinstance(error, SMTPRecipientsRefused):
        return all(code in PERMANENT for code, _ in error.recipients.values())
    return False


def _words(error):
    """Return the kind of error, without the addresses that its text may have."""
    if isinstance(error, SMTPRecipientsRefused):
        return ", ".join(sorted({f"status {code}" for code, _ in error.recipients.values()}))
    if isinstance(error, SMTPResponseException):
        return f"{type(error).__name__}, status {error.smtp_code}"
    if isinstance(error, socket.gaierror):
        return "the name of the server is not known"
    return type(error).__name__


def _give_up(mail, problem):
    mail.give_up(problem)
    logger.error("Mail %s was given up. %s", mail.pk, problem)


def _give_up_old():
    now = timezone.now()
    for mail in WaitingMail.objects.waiting().filter(created_at__lt=now - TRIED_FOR):
        _give_up(mail, f"It was tried for a day. The last reason was: {mail.problem or 'none'}.")
    WaitingMail.objects.filter(given_up_at__lt=now - FAILURES_KEPT_FOR).delete()
