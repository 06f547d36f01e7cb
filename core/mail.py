"""Plain mails of the portal. The caller keeps a mail that could not be sent, to send it again."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage

logger = logging.getLogger(__name__)


def address(path):
    """Return the whole address of a page, for what is read outside the portal."""
    return settings.SITE_URL.rstrip("/") + path


def send(subject, lines, to, *, reply_to=()):
    """Send one plain mail to each of the addresses apart; returns whether all were sent."""
    is_sent = True
    for each in to:
        message = EmailMessage(
            subject=f"JOIN4ATMP: {' '.join(subject.split())}",
            body="\n\n".join(lines) + "\n",
            from_email=settings.CONTACT_EMAIL or None,
            to=[each],
            reply_to=list(reply_to),
            headers={"Auto-Submitted": "auto-generated"},
        )
        try:
            message.send()
        except (SMTPException, OSError):
            logger.exception("A mail could not be sent")
            is_sent = False
    return is_sent


def desk():
    """Return the addresses of those who look after the portal."""
    return [settings.CONTACT_EMAIL] if settings.CONTACT_EMAIL else []
