"""Mails of campaigns by the portal: so many per minute, one person after the other.

The scheduler starts `send_due` every minute. A recipient is taken by one conditional UPDATE before
its mail is sent, so that a killed worker can lose a mail and never sends it twice. The rules are
asked again at that moment: a No after the list was made is in time until the mail is sent.
"""

import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.mail_queue import direct_connection

from ..choices import EngagementKind
from ..email_change import can_send_mail
from ..models import (
    CampaignRecipient,
    CampaignState,
    ContactCampaign,
    Engagement,
    RecipientState,
)
from .letters import letter_to, unknown_placeholders
from .lists import address_mark, present_reason

LEASE = timedelta(minutes=10)
MINUTE = timedelta(minutes=1)
MAX_TRIES = 3
PERMANENT = range(500, 600)  # answers of a mail server that a repetition does not change
UNANSWERED = "The mail server does not take mails at present. The portal tries again by itself."

logger = logging.getLogger(__name__)


class NotSendable(ValueError):
    """The campaign cannot be sent; the text has the reason and the next step."""


class ServerAway(RuntimeError):
    """The mail server refuses everything; nobody's address is at fault."""


def problems_before_sending(campaign):
    """Return sentences that name the missing requirements of sending."""
    problems = []
    if not can_send_mail():
        problems.append("This portal cannot send mail. Set EMAIL_URL, or use a mail tool.")
    if campaign.is_demo:
        problems.append("These people are invented, so no mail is sent to them.")
    if not campaign.subject or not campaign.text:
        problems.append("The subject or the text is missing. Write both.")
    unknown = unknown_placeholders(campaign.subject + campaign.text)
    if unknown:
        names = ", ".join(f"{{{name}}}" for name in unknown)
        problems.append(f"The text has unknown placeholders: {names}. Correct them.")
    if "{survey_link}" in campaign.text and not campaign.survey_address:
        problems.append("The text has {survey_link}, and the address of the survey is missing.")
    return problems


@transaction.atomic
def start(campaign, *, by):
    """Let the workers send the mails. Raise NotSendable."""
    campaign = ContactCampaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.state == CampaignState.SENDING:
        return
    if problems := problems_before_sending(campaign):
        raise NotSendable(" ".join(problems))
    if not campaign.recipients.filter(state=RecipientState.WAITING).exists():
        raise NotSendable("Nobody on the list is waiting for a mail.")
    campaign.state, campaign.problem = CampaignState.SENDING, ""
    campaign.started_by = by
    campaign.started_at = campaign.started_at or timezone.now()
    campaign.save(update_fields=["state", "problem", "started_by", "started_at"])


def pause(campaigns, *, problem=""):
    """Stop sending; a mail that is on its way is finished. Return the number of campaigns."""
    sending = campaigns.filter(state=CampaignState.SENDING)
    return sending.update(state=CampaignState.PAUSED, problem=problem)


def send_due():
    """Send as many mails of all campaigns as this minute allows; return their number."""
    now, sent = timezone.now(), 0
    free = Q(held_until=None) | Q(held_until__lt=now)
    due = ContactCampaign.objects.filter(free, state=CampaignState.SENDING)
    for key in list(due.order_by("started_at", "pk").values_list("pk", flat=True)):
        allowed = int(settings.MAILS_PER_MINUTE) - _attempts_since(now - MINUTE)
        if allowed > 0 and due.filter(pk=key).update(held_until=now + LEASE):
            try:
                sent += _send_some(key, allowed)
            finally:
                ContactCampaign.objects.filter(pk=key).update(held_until=None)
    return sent


def _attempts_since(moment):
    return CampaignRecipient.objects.filter(taken_at__gt=moment).count()


def _send_some(key, allowed):
    waiting = CampaignRecipient.objects.filter(campaign=key, state=RecipientState.WAITING)
    # People with failed tries are last, so that one bad address delays nobody.
    keys = list(waiting.order_by("tries", "pk").values_list("pk", flat=True)[:allowed])
    sent = 0
    try:
        with direct_connection() as connection:
            for one in keys:
                if not _is_still_sending(key):
                    return sent
                sent += _send_one(one, connection)
    except (ServerAway, OSError) as error:
        logger.warning("mails of campaign %s wait: %s", key, type(error).__name__)
        ContactCampaign.objects.filter(pk=key).update(problem=UNANSWERED)
        return sent
    ContactCampaign.objects.filter(pk=key).exclude(problem="").update(problem="")
    if not waiting.exists():
        due = ContactCampaign.objects.filter(pk=key, state=CampaignState.SENDING)
        due.update(state=CampaignState.SENT)
    return sent


def _is_still_sending(key):
    return ContactCampaign.objects.filter(pk=key, state=CampaignState.SENDING).exists()


def _send_one(key, connection):
    """Send one mail, or leave the person out by the rules of now; return whether it was sent."""
    taken = _take(key)
    if taken is None:
        return False
    recipient, contact = taken
    letter = letter_to(contact, recipient)
    letter.connection = connection
    try:
        letter.send()
    except SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        _refused(recipient, codes[0] if codes else 0)
        return False
    except (SMTPResponseException, OSError) as error:
        _put_back(recipient)
        raise ServerAway from error
    except ValueError as error:
        # Its text may quote the person's data, which must not be in logs.
        logger.warning("a mail of a campaign cannot be written: %s", type(error).__name__)
        recipient.state, recipient.problem = RecipientState.FAILED, "The mail cannot be written."
        recipient.save(update_fields=["state", "problem"])
        return False
    mark_invited([recipient], by=recipient.campaign.started_by)
    return True


@transaction.atomic
def _take(key):
    """Return (recipient, contact) for the next mail; None if another worker has it or a rule
    forbids it."""
    now = timezone.now()
    waiting = CampaignRecipient.objects.filter(pk=key, state=RecipientState.WAITING)
    if not waiting.update(state=RecipientState.TAKEN, taken_at=now):
        return None
    recipient = CampaignRecipient.objects.select_related("campaign__started_by").get(pk=key)
    contact, reason = present_reason(recipient)
    if reason:
        recipient.state, recipient.reason = RecipientState.LEFT_OUT, reason
        recipient.save(update_fields=["state", "reason"])
        return None
    recipient.address_mark = address_mark(contact.email)
    recipient.tries += 1
    recipient.save(update_fields=["address_mark", "tries"])
    return recipient, contact


def _put_back(recipient):
    """Let the person wait again: the answer is about the server, unless it is repeated."""
    is_last = recipient.tries >= MAX_TRIES
    recipient.state = RecipientState.FAILED if is_last else RecipientState.WAITING
    recipient.problem = "The mail server did not take the mail." if is_last else ""
    recipient.save(update_fields=["state", "problem"])


def unclear(campaign):
    """Return recipients whose worker stopped while it sent: the mail may have been sent."""
    taken = campaign.recipients.filter(state=RecipientState.TAKEN)
    return taken.filter(taken_at__lt=timezone.now() - LEASE)


@transaction.atomic
def try_again(campaign):
    """Let everybody wait again whose mail was not sent, or perhaps not; return their number."""
    failed = Q(state=RecipientState.FAILED) | Q(pk__in=unclear(campaign).values("pk"))
    keys = list(campaign.recipients.filter(failed).values_list("pk", flat=True))
    again = CampaignRecipient.objects.filter(pk__in=keys)
    again.update(state=RecipientState.WAITING, tries=0, problem="")
    sent = ContactCampaign.objects.filter(pk=campaign.pk, state=CampaignState.SENT)
    if keys:
        sent.update(state=CampaignState.PAUSED)
    return len(keys)


def _refused(recipient, code):
    """Store a refusal of the mail server: for ever, or for now and at most three times."""
    problem = f"The mail server refused the address with code {code}."
    if code in PERMANENT:
        recipient.state = RecipientState.BOUNCED
        recipient.invited_at = recipient.bounced_at = timezone.now()
    elif recipient.tries >= MAX_TRIES:
        recipient.state = RecipientState.FAILED
    else:
        recipient.state = RecipientState.WAITING
    recipient.problem = problem
    recipient.save(update_fields=["state", "invited_at", "bounced_at", "problem"])


KINDS = {"newsletter": EngagementKind.MAILED}


@transaction.atomic
def mark_invited(recipients, *, by):
    """Mark recipients as invited, and write it to the log of their contacts, once per campaign."""
    now, today = timezone.now(), timezone.localdate()
    entries = []
    for recipient in recipients:
        recipient.state = RecipientState.INVITED
        recipient.invited_at, recipient.problem = now, ""
        campaign = recipient.campaign
        entries.append(
            Engagement(
                contact_id=recipient.contact_id,
                kind=KINDS.get(campaign.purpose, EngagementKind.INVITED),
                on=today,
                campaign=campaign,
                by=by,
            )
        )
    CampaignRecipient.objects.bulk_update(
        recipients, ["state", "invited_at", "problem"], batch_size=200
    )
    Engagement.objects.bulk_create(entries, batch_size=500, ignore_conflicts=True)
