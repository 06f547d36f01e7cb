"""Read the replies to a campaign: answers of a survey by their identifiers, and bounces."""

import re
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from ..choices import EngagementKind
from ..imports.reader import Problem, read_table
from ..models import (
    CampaignRecipient,
    Contact,
    ContactCampaign,
    Engagement,
    ExportedContact,
    RecipientState,
)
from .lists import address_mark

IDENTIFIER = re.compile(r"C(\d{1,18})-([EK])(\d{1,9})", re.I)
EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
MAX_BOUNCE_CHARACTERS = 500_000
# How REDCap says that somebody has finished, as a code and as a label.
FINISHED = frozenset({"2", "complete", "completed", "yes"})
STATUS_COLUMNS = frozenset({"response_status", "responded?", "responded"})


@dataclass
class Replies:
    """Counts of a file with answers."""

    rows: int = 0
    answered: int = 0  # people marked now
    known: int = 0  # people marked before
    unfinished: int = 0
    problems: list[Problem] = field(default_factory=list)


@transaction.atomic
def read_answers(campaign, data, *, by):
    """Mark everybody as answered whose identifier is in a file of REDCap; return Replies.

    The identifier may be in any column. A row counts if the survey is complete in it, where the
    file states it. Raise UploadError for a file that is not a table.
    """
    table = read_table(data)
    campaign = ContactCampaign.objects.select_for_update().get(pk=campaign.pk)
    replies = Replies(rows=len(table.rows))
    finished = _finished_test(table.header)
    asked = {}
    for number, cells in table.rows:
        found = next((match for cell in cells if (match := IDENTIFIER.fullmatch(cell))), None)
        if found is None:
            replies.problems.append(Problem(number, "", "The row has no identifier."))
        elif not finished(cells):
            replies.unfinished += 1
        else:
            asked[number] = (int(found[1]), found[2].upper(), int(found[3]))
    known = _recipients_by_identifier(campaign, set(asked.values()))
    for number, identifier in asked.items():
        recipient = known.get(identifier)
        if recipient is None:
            text = "The identifier is of another list, or the person was erased."
            replies.problems.append(Problem(number, "", text))
        elif recipient.answered_on:
            replies.known += 1
        else:
            recipient.answered_on = timezone.localdate()
            replies.answered += 1
            _store_answer(recipient, campaign, by)
    return replies


def _finished_test(header):
    """Return a function that says whether a row is a finished answer."""
    names = [name.strip().casefold() for name in header]
    status = [place for place, name in enumerate(names) if name in STATUS_COLUMNS]
    forms = [place for place, name in enumerate(names) if name.endswith("_complete")]
    places = status[:1] or forms
    if not places:
        return lambda cells: True
    return lambda cells: any(cells[place].strip().casefold() in FINISHED for place in places)


def _recipients_by_identifier(campaign, identifiers):
    """Return {identifier: recipient} of this campaign. A merged contact is its survivor."""
    survivors = _survivors({key for key, _, _ in identifiers})
    exports = {*campaign.exports.values_list("pk", flat=True)}
    entries = ExportedContact.objects.filter(event__in=exports, reason="")
    held = {*entries.values_list("contact", "event")}
    recipients = {one.contact_id: one for one in campaign.recipients.exclude(contact=None)}
    found = {}
    for key, letter, number in identifiers:
        contact = survivors.get(key, key)
        is_ours = number == campaign.pk if letter == "K" else (contact, number) in held
        if is_ours and contact in recipients:
            found[key, letter, number] = recipients[contact]
    return found


def _survivors(keys):
    """Return {key of a merged contact: key of the kept one}."""
    merges = Contact.merges.rel.related_model.objects
    rows = merges.filter(gone__in=keys, contact__isnull=False)
    return dict(rows.values_list("gone", "contact"))


def _store_answer(recipient, campaign, by):
    recipient.save(update_fields=["answered_on"])
    Engagement.objects.get_or_create(
        contact_id=recipient.contact_id,
        kind=EngagementKind.ANSWERED,
        campaign=campaign,
        defaults={"on": recipient.answered_on, "by": by},
    )


@transaction.atomic
def record_bounces(campaign, text):
    """Mark everybody as bounced whose address or identifier is in a text, such as returned mails or
    a mail tool's list of bounces. Return the number of people."""
    text = text[:MAX_BOUNCE_CHARACTERS]
    keys = {
        int(match[1])
        for match in IDENTIFIER.finditer(text)
        if match[2].upper() == "K" and int(match[3]) == campaign.pk
    }
    marks = {address_mark(match[0]) for match in EMAIL.finditer(text)}
    invited = campaign.recipients.filter(state=RecipientState.INVITED)
    people = [one for one in invited if one.contact_id in keys or one.address_mark in marks]
    now = timezone.now()
    for one in people:
        one.state, one.bounced_at = RecipientState.BOUNCED, now
    CampaignRecipient.objects.bulk_update(people, ["state", "bounced_at"], batch_size=200)
    return len(people)
