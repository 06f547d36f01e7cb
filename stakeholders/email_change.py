"""A person changes their main address: a mail to both addresses, and a click in each.

Only the person who reads both mailboxes can take over the entry. A stranger with the personal link
alone cannot, and a wrong new address cannot lock the person out.
"""

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .models import Contact, EmailChange

SALT = "stakeholders.email-change"
LINK_LIFE = timedelta(days=3)
PAUSE_BETWEEN_REQUESTS = timedelta(minutes=5)  # each sends two mails; the limit protects mailboxes
SIDES = ("old", "new")

logger = logging.getLogger(__name__)


class NotChanged(ValueError):
    """The address cannot be changed; the text has the reason, in the reader's language."""


def can_send_mail():
    """Return whether mail is sent; the default backend only prints it."""
    return not settings.EMAIL_BACKEND.endswith((".console.EmailBackend", ".dummy.EmailBackend"))


@transaction.atomic
def ask_for_change(contact, new_email):
    """Store the request and write to both addresses. A later request replaces an earlier one."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    new_email = new_email.strip().lower()
    if not can_send_mail():
        raise NotChanged(_("This portal cannot send mail at present. Please write to us."))
    if new_email == contact.email:
        raise NotChanged(_("This is your present address already."))
    earlier = EmailChange.objects.filter(contact=contact).first()
    if earlier and timezone.now() - earlier.asked_at < PAUSE_BETWEEN_REQUESTS:
        raise NotChanged(_("We have just written to both addresses. Try again in five minutes."))
    if earlier:
        earlier.delete()
    change = EmailChange.objects.create(
        contact=contact,
        old_email=contact.email,
        new_email=new_email,
        language=get_language(),
    )
    try:
        for side in SIDES:
            _mail(change, side)
    except (SMTPException, OSError) as error:
        logger.exception("A mail to confirm an address could not be sent.")
        message = _("The mail could not be sent. Nothing was changed. Try again later.")
        raise NotChanged(message) from error
    return change


def _mail(change, side):
    address = reverse("stakeholders:confirm-email", args=[token_of(change, side)])
    context = {
        "change": change,
        "side": side,
        "address": settings.SITE_URL + address,
        "days": LINK_LIFE.days,
    }
    EmailMessage(
        subject=_("Confirm your new e-mail address"),
        body=render_to_string("stakeholders/confirm_email.txt", context),
        to=[change.new_email if side == "new" else change.old_email],
    ).send()


def token_of(change, side):
    return signing.dumps([change.pk, side], salt=SALT)


def change_of(token):
    """Return (change, side) of a link; None if it has expired, was used up or is not ours."""
    try:
        key, side = signing.loads(token, salt=SALT, max_age=LINK_LIFE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    change = EmailChange.objects.select_related("contact").filter(pk=key).first()
    if change is None or side not in SIDES or change.contact.email != change.old_email:
        return None
    return change, side


@transaction.atomic
def confirm(change, side):
    """Note that one address confirmed; with both, change the address. Return whether it changed."""
    contact = Contact.objects.select_for_update().get(pk=change.contact_id)
    change = EmailChange.objects.select_for_update().get(pk=change.pk)
    name = f"{side}_confirmed_at"
    if getattr(change, name) is None:
        setattr(change, name, timezone.now())
        change.save(update_fields=[name])
    if not (change.old_confirmed_at and change.new_confirmed_at):
        return False
    contact.email = change.new_email
    contact._change_reason = "address changed by the person, confirmed by both addresses"
    try:
        with transaction.atomic():
            contact.save()
    except IntegrityError as error:
        raise NotChanged(
            _("The register has another entry with your name and this address. Please write to us.")
        ) from error
    change.delete()
    return True
