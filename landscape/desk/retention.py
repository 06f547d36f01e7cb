"""Deletion of names and addresses 12 months after the last step of an answered ticket."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from ..models import Checklist, TicketAsker, TicketEvent, TicketMessage

KEPT_DAYS = 365
CHECKLIST_KEPT_DAYS = 730  # after the last save


def forget_askers(now=None):
    """Delete the askers of tickets that were closed long ago, or that had a reply and then rested
    as long, because few askers close an answered ticket; return their number."""
    limit = (now or timezone.now()) - timedelta(days=KEPT_DAYS)
    news = {"ticket": OuterRef("ticket"), "at__gte": limit}
    is_resting = (
        Q(ticket__first_reply_at__lt=limit)
        & ~Exists(TicketEvent.objects.filter(**news))
        & ~Exists(TicketMessage.objects.filter(**news))
    )
    return TicketAsker.objects.filter(Q(ticket__closed_at__lt=limit) | is_resting).delete()[0]


def forget_checklists(now=None):
    """Delete the checklists that nobody saved for two years; return their number."""
    limit = (now or timezone.now()) - timedelta(days=CHECKLIST_KEPT_DAYS)
    found = Checklist.objects.filter(saved_at__lt=limit)
    number = found.count()
    found.delete()
    return number
