"""Mails about actions."""

import logging
from smtplib import SMTPException

from django.core.mail import EmailMessage

from core.partial_dates import parse
from core.text import one_line

from .links import action_link

logger = logging.getLogger(__name__)


def send_action(action):
    """Send the personal link of an action to the person in its seat; return whether it was sent."""
    user = action.seat.user if action.seat else None
    if not user or not user.email:
        return False
    lines = [
        f"An action of the {action.body} is yours as {action.role}:",
        one_line(action.title),
        f"Due: {parse(action.due_on)}",
        "Answer without signing in:",
        action_link(action),
        "The link is personal. Everyone who has it can answer this action.",
    ]
    message = EmailMessage(
        subject=f"JOIN4ATMP: action due {parse(action.due_on)}",
        body="\n\n".join(lines) + "\n",
        to=[user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except (SMTPException, OSError):
        logger.exception("The mail about action %s could not be sent", action.pk)
        return False
    return True
