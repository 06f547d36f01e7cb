"""Deletion of names and addresses 12 months after a ticket was closed."""

from datetime import timedelta

from django.utils import timezone

from ..models import Checklist, TicketAsker

KEPT_DAYS = 365
CHECKLIST_KEPT_DAYS = 730  # after the last save


def forget_askers(now=None):
    """Delete the askers of tickets that were closed long ago; return their number."""
    limit = (now or timezone.now()) - timedelta(days=KEPT_DAYS)
    return TicketAsker.objects.filter(ticket__closed_at__lt=limit).delete()[0]


def forget_checklists(now=None):
    """Delete the checklists that nobody saved for two years; return their number."""
    limit = (now or timezone.now()) - timedelta(days=CHECKLIST_KEPT_DAYS)
    found = Checklist.objects.filter(saved_at__lt=limit)
    number = found.count()
    found.delete()
    return number
