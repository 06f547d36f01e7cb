"""Sends plain-text e-mails of the portal. A caller keeps an e-mail that could not be sent, and
sends it again."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage

logger = logging.getLogger(__name__)


def address(path):
    """Return the absolute address of a page, for e-mails and files."""
    return settings.SITE_URL.rstrip("/") + path


def send(subject, lines, to, *, reply_to=()):
    """Send a plain-text e-mail to each address separately. Returns whether all were sent."""
    is_sent = True
    for each in to:
        message = EmailMessage(
            subject=f"JOIN4ATMP: {' '.join(subject.split())}",
            body="\n\n".join(lines) + "\n",
            to=[each],
            reply_to=list(reply_to),
            headers={"Auto-Submitted": "auto-generated"},
        )
        try:
            message.send()
        except (SMTPException, OSError):
            logger.exception("An e-mail could not be sent")
            is_sent = False
    return is_sent


def desk():
    """Return the addresses of the portal's help-desk."""
    return [settings.CONTACT_EMAIL] if settings.CONTACT_EMAIL else []
