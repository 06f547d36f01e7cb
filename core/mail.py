"""Sends plain-text e-mails of the portal. A caller keeps an e-mail that could not be sent, and
sends it again."""

import logging
from smtplib import SMTPException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

logger = logging.getLogger(__name__)


def address(path):
    """Return the absolute address of a page, for e-mails, files and other programs.

    It starts with SITE_URL. The host of a request is not used for links, because the sender of the
    request chooses it.
    """
    return settings.SITE_URL.rstrip("/") + path


def on_site(link):
    """Return a link of a library with the scheme and host of SITE_URL."""
    return address(urlsplit(link)._replace(scheme="", netloc="").geturl())


def send(subject, lines, to, *, reply_to=()):
    """Send a plain-text e-mail to each address separately. Returns False if none could be sent.

    An address that fails is logged. The others have their e-mail, so that a caller must not send it
    again.
    """
    to, failed = list(to), 0
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
            failed += 1
    return not to or failed < len(to)


def desk():
    """Return the addresses of the portal's help-desk."""
    return [settings.CONTACT_EMAIL] if settings.CONTACT_EMAIL else []
