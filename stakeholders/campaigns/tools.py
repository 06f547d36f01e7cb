"""The list of a campaign for a mail tool: an export with its number, and one button afterwards."""

from django.db import transaction

from ..export import NotExportable, Selection, make_export
from ..models import CampaignRecipient, CampaignState, ContactCampaign, RecipientState
from .lists import address_mark, leave_out_again
from .sending import mark_invited

OPEN = (RecipientState.WAITING, RecipientState.INVITED)


@transaction.atomic
def export_list(campaign, *, by, format):
    """Write the file of everybody on the list who may still be written to; return (event, bytes).

    The rules are asked again. Raise NotExportable.
    """
    campaign = _locked(campaign)
    leave_out_again(campaign)
    keys = list(campaign.recipients.filter(state__in=OPEN).values_list("contact", flat=True))
    if not keys:
        raise NotExportable(
            "Everybody on the list is left out. The campaign has nobody to write to."
        )
    event, content = make_export(
        by=by,
        selection=Selection.by_ids(by, keys),
        purpose=campaign.purpose_rules,
        format=format,
    )
    event.campaign = campaign
    event.filter_text = f"Campaign {campaign.name}"
    event.save(update_fields=["campaign", "filter_text"])
    return event, content


@transaction.atomic
def mark_exported_as_invited(campaign, *, by):
    """Mark everybody in the campaign's files as invited, all at once; return their number.

    Raise NotExportable without a file.
    """
    campaign = _locked(campaign)
    held = campaign.exports.values("pk")
    waiting = campaign.recipients.filter(state=RecipientState.WAITING)
    in_file = waiting.filter(
        contact__export_entries__event__in=held, contact__export_entries__reason=""
    )
    people = list(in_file.select_related("campaign", "contact").distinct())
    if not people:
        raise NotExportable("Nobody is waiting who is in an exported file. Export the list first.")
    for recipient in people:
        recipient.address_mark = address_mark(recipient.contact.email)
    CampaignRecipient.objects.bulk_update(people, ["address_mark"], batch_size=200)
    mark_invited(people, by=by)
    if campaign.state == CampaignState.DRAFT and not waiting.exists():
        campaign.state = CampaignState.SENT
        campaign.save(update_fields=["state"])
    return len(people)


def _locked(campaign):
    return ContactCampaign.objects.select_for_update().get(pk=campaign.pk)
