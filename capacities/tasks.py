"""Background jobs of the capacity map; the work is in the modules they call."""

from celery import shared_task
from django.utils import timezone

from . import figures
from .models import FacilityContact
from .requests import follow_up
from .survey.campaigns import send_due


@shared_task(name="capacities.follow_up_requests")
def follow_up_requests():
    """Once a day: reminders, and requests that nobody answered."""
    follow_up()


@shared_task(name="capacities.remove_expired_contacts")
def remove_expired_contacts():
    """Once a day: people whose consent has ended."""
    FacilityContact.objects.filter(expires_on__lt=timezone.localdate()).delete()


@shared_task(name="capacities.refresh_measures")
def refresh_measures():
    """Once an hour: all measures again, in one row that pages read as a whole."""
    figures.refresh()


@shared_task(name="capacities.send_invitations")
def send_invitations():
    """Once a day, and when somebody invites: mails of open campaigns, and their reminders."""
    send_due()
