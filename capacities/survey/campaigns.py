"""Sends the invitations and reminders of campaigns, and counts the answers.

Reminders are sent after one and two weeks. After three weeks the state of the invitation is
NO_ANSWER.
"""

from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core import mail
from core.countries import country_name

from ..models import Campaign, Facility, Invitation
from ..models.campaigns import SILENT, InvitationState
from .links import path_of

REMIND_AFTER = (timedelta(days=7), timedelta(days=14))
NO_ANSWER_AFTER = timedelta(days=21)
# A contact may be added after the invitation found none.
WAITING = Q(state=InvitationState.UNSENT) | Q(
    state=InvitationState.NO_CONTACT, facility__contacts__isnull=False
)
OPEN_STATES = (InvitationState.SENT, InvitationState.STARTED)


@transaction.atomic
def invite(campaign, facilities):
    """Add invitations for facilities that are not invited and not closed. Returns their number."""
    invited = campaign.invitations.values_list("facility", flat=True)
    wanted = facilities.exclude(pk__in=list(invited)).exclude(state="closed")
    keys = wanted.values_list("pk", flat=True)
    rows = [Invitation(campaign=campaign, facility_id=key) for key in keys]
    Invitation.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def send_due(now=None):
    """Send the due invitations and reminders of open campaigns. Returns the number of e-mails."""
    now = now or timezone.now()
    sent = 0
    for campaign in Campaign.objects.filter(is_demo=False):
        if campaign.is_open_on(now.date()):
            rows = campaign.invitations.select_related("facility", "campaign")
            for invitation in rows.filter(WAITING).distinct():
                sent += _send(invitation, now)
            for invitation in rows.filter(state__in=OPEN_STATES).exclude(sent_at=None):
                sent += _remind(invitation, now)
    return sent


def _people(invitation):
    """Return the addresses of contacts whose consent has not expired.

    Contacts who were not asked for consent are included: the invitation asks them.
    """
    today = timezone.localdate()
    people = invitation.facility.contacts.exclude(expires_on__lt=today)
    return list(people.values_list("email", flat=True))


def _lines(invitation):
    campaign = invitation.campaign
    return [
        campaign.text,
        f"Your personal link, without an account: {mail.address(path_of(invitation))}",
        f"The link is for {invitation.facility.name} and works until "
        f"{campaign.closes_on:%d %B %Y}. "
        "You can stop at any time and continue later. Nothing is published before you release it.",
    ]


def _send(invitation, now):
    people = _people(invitation)
    if not people:
        Invitation.objects.filter(pk=invitation.pk).update(state=InvitationState.NO_CONTACT)
        return 0
    # Only the worker that changes the state sends the e-mail, so that it is sent once.
    taken = Invitation.objects.filter(pk=invitation.pk, state=invitation.state).update(
        state=InvitationState.SENT, sent_at=now
    )
    if not taken:
        return 0
    if mail.send(invitation.campaign.name, _lines(invitation), people):
        return 1
    Invitation.objects.filter(pk=invitation.pk, state=InvitationState.SENT).update(
        state=InvitationState.UNSENT, sent_at=None
    )
    return 0


def _remind(invitation, now):
    age = now - invitation.sent_at
    if age >= NO_ANSWER_AFTER and invitation.state == InvitationState.SENT:
        Invitation.objects.filter(pk=invitation.pk, state=InvitationState.SENT).update(
            state=InvitationState.NO_ANSWER
        )
        return 0
    due = sum(age >= limit for limit in REMIND_AFTER)
    moved = due > invitation.reminders and Invitation.objects.filter(
        pk=invitation.pk, reminders=invitation.reminders, state__in=OPEN_STATES
    ).update(reminders=due, reminded_at=now)
    if not moved:
        return 0
    subject = f"Reminder: {invitation.campaign.name}"
    return int(mail.send(subject, _lines(invitation), _people(invitation)))


def figures_of(campaign):
    """Return (state, label, number) per state, and (country, invited, answered, without an answer)
    per country."""
    rows = list(campaign.invitations.order_by().values_list("state", "facility__site__country"))
    states = Counter(state for state, _ in rows)
    countries = {}
    for state, country in rows:
        line = countries.setdefault(country, [0, 0, 0])
        line[0] += 1
        line[1] += state == InvitationState.ANSWERED
        line[2] += state in SILENT
    return (
        [(value, label, states[value]) for value, label in InvitationState.choices],
        sorted((country_name(code), *line) for code, line in countries.items()),
    )


SILENT_HEADER = (
    "facility_id",
    "Facility",
    "Organisation",
    "Country",
    "Kind",
    "State",
    "Sent on",
    "Reminders",
    "Has a contact",
)


def silent_rows(campaign):
    """Yield a row per facility without an answer. Rows contain no addresses."""
    rows = campaign.invitations.filter(state__in=SILENT).select_related(
        "facility__site__organisation"
    )
    with_contact = set(
        Facility.objects.filter(invitations__campaign=campaign, contacts__isnull=False).values_list(
            "pk", flat=True
        )
    )
    for row in rows:
        facility = row.facility
        yield (
            facility.reference,
            facility.name,
            facility.site.organisation.name,
            country_name(facility.site.country),
            facility.get_kind_display(),
            row.get_state_display(),
            row.sent_at.date() if row.sent_at else "",
            row.reminders,
            "yes" if facility.pk in with_contact else "no",
        )
