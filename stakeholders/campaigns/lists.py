"""Who is on the list of a campaign, and who is left out by which rule."""

from django.db import transaction

from core.text import one_line

from ..hashes import address_hash, hashes_of_all_keys
from ..models import CampaignRecipient, Contact, ContactCampaign, RecipientState
from ..purposes import PURPOSES, REASONS, RULE_FIELDS

MARK_LENGTH = 16
ROWS_PER_STATEMENT = 500
# Purposes for which somebody is written to.
CAMPAIGN_PURPOSES = tuple(purpose for purpose in PURPOSES.values() if purpose.uses)
GONE, BOUNCED, DEMONSTRATION = "gone", "bounced", "demonstration"
LIST_REASONS = REASONS | {
    GONE: "no longer in the register",
    BOUNCED: "the address bounced before",
    DEMONSTRATION: "invented for demonstration",
}


class NotACampaign(ValueError):
    """The campaign cannot be made; the text has the reason and the next step."""


def address_mark(email):
    """Return the mark by which a campaign knows an address again without keeping it."""
    return address_hash(email)[:MARK_LENGTH]


def reason_against(contact, purpose, bounced=(), *, is_demo=False):
    """Return the reason why a contact must not get a mail for this purpose; "" if it may.

    `bounced` are the marks of the contact's addresses that bounced in earlier campaigns.
    """
    if contact.is_demo and not is_demo:
        return DEMONSTRATION
    reason = purpose.reason_against(contact, "emails")
    if reason or not bounced:
        return reason
    marks = {each[:MARK_LENGTH] for each in hashes_of_all_keys(address_hash, contact.email)}
    return BOUNCED if marks.intersection(bounced) else ""


@transaction.atomic
def make_campaign(*, by, name, purpose, selection):
    """Make a draft with the contacts of a selection, each with its reason if it is left out.

    Raise NotACampaign.
    """
    name = one_line(name)[:120]
    if not name or ContactCampaign.objects.filter(name=name).exists():
        raise NotACampaign(
            "Another campaign has this name, or the name is empty. Enter another name."
        )
    if purpose not in CAMPAIGN_PURPOSES:
        raise NotACampaign("The purpose is missing. Choose the purpose of the campaign.")
    found = selection.contacts.filter(anonymised_on=None)
    rows = list(
        found.order_by("sort_name", "pk").values_list("pk", "is_demo", *RULE_FIELDS, named=True)
    )
    if not rows:
        raise NotACampaign("The list is empty. Filter or tick other contacts.")
    campaign = ContactCampaign.objects.create(
        name=name,
        purpose=purpose.code,
        list_text=selection.text[:500],
        by=by,
        is_demo=all(row.is_demo for row in rows),
    )
    bounced = CampaignRecipient.objects.bounced_marks(found.order_by().values("pk"))
    recipients = [
        _recipient(
            campaign,
            row.pk,
            reason_against(row, purpose, bounced.get(row.pk, ()), is_demo=campaign.is_demo),
        )
        for row in rows
    ]
    CampaignRecipient.objects.bulk_create(recipients, batch_size=ROWS_PER_STATEMENT)
    return campaign


def _recipient(campaign, key, reason):
    state = RecipientState.LEFT_OUT if reason else RecipientState.WAITING
    return CampaignRecipient(campaign=campaign, contact_id=key, state=state, reason=reason)


def leave_out_again(campaign):
    """Leave out everybody who is waiting and may no longer be written to; return their number."""
    waiting = list(campaign.recipients.filter(state=RecipientState.WAITING))
    people = Contact.objects.filter(campaign_entries__in=campaign.recipients.all())
    rows = people.filter(anonymised_on=None).order_by()
    rows = {row.pk: row for row in rows.values_list("pk", "is_demo", *RULE_FIELDS, named=True)}
    bounced = CampaignRecipient.objects.bounced_marks(people.order_by().values("pk"))
    changed = []
    for recipient in waiting:
        row = rows.get(recipient.contact_id)
        marks = bounced.get(recipient.contact_id, ())
        recipient.reason = (
            reason_against(row, campaign.purpose_rules, marks, is_demo=campaign.is_demo)
            if row
            else GONE
        )
        if recipient.reason:
            recipient.state = RecipientState.LEFT_OUT
            changed.append(recipient)
    CampaignRecipient.objects.bulk_update(changed, ["state", "reason"], batch_size=200)
    return len(changed)


def left_out_counts(campaign):
    """Return [(words of the reason, number of people)], the most frequent first."""
    numbers = {}
    left_out = campaign.recipients.filter(state=RecipientState.LEFT_OUT).order_by()
    for reason in left_out.values_list("reason", flat=True):
        numbers[reason] = numbers.get(reason, 0) + 1
    pairs = [(LIST_REASONS.get(reason, reason), number) for reason, number in numbers.items()]
    return sorted(pairs, key=lambda pair: -pair[1])


def present_reason(recipient):
    """Return (contact as it is now and locked, reason against it)."""
    rows = Contact.objects.select_for_update(of=("self",)).select_related("organisation")
    contact = rows.filter(pk=recipient.contact_id, anonymised_on=None).first()
    if contact is None:
        return None, GONE
    bounced = CampaignRecipient.objects.bounced_marks([contact.pk])
    campaign = recipient.campaign
    reason = reason_against(
        contact, campaign.purpose_rules, bounced.get(contact.pk, ()), is_demo=campaign.is_demo
    )
    return contact, reason
