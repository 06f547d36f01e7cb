"""The link below each mail by which a person says No to further ones, without an account."""

from django.core import signing
from django.db import transaction
from django.utils import timezone

from ..choices import Answer, AnswerChannel, DataUse
from ..models import CampaignRecipient, Contact
from ..privacy import Circumstances

SALT = "stakeholders.unsubscribe"


def unsubscribe_token(recipient):
    """Return a token without an end: a No must be possible as long as the mail exists."""
    return signing.dumps(recipient.pk, salt=SALT)


def recipient_of(token):
    """Return the recipient of a link; None if it is not ours or the person was erased."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    found = CampaignRecipient.objects.select_related("campaign", "contact")
    return found.filter(pk=key, contact__isnull=False).first()


def refused_use(recipient):
    """Return the use that the link refuses: mailings, or the use of the purpose without them."""
    uses = recipient.campaign.purpose_rules.uses
    return DataUse.MAILINGS if DataUse.MAILINGS in uses else DataUse.WRITE


@transaction.atomic
def unsubscribe(recipient, *, language=""):
    """Record the No of the person. The link can refuse, and never allow."""
    contact = Contact.objects.select_for_update().get(pk=recipient.contact_id)
    circumstances = Circumstances(
        channel=AnswerChannel.UNSUBSCRIBE_LINK,
        evidence=f"Link in the mail of {recipient.campaign}"[:300],
        language=language,
    )
    contact.record_answers({refused_use(recipient): Answer.REFUSED}, circumstances)
    CampaignRecipient.objects.filter(pk=recipient.pk, unsubscribed_at=None).update(
        unsubscribed_at=timezone.now()
    )
