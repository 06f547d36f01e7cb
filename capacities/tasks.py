"""Background jobs of the capacity map."""

from celery import shared_task
from django.utils import timezone

from . import figures
from .models import FacilityContact
from .requests import follow_up
from .survey.campaigns import send_due


@shared_task(name="capacities.follow_up_requests")
def follow_up_requests():
    """Send reminders and close requests without an answer. Runs daily."""
    follow_up()


@shared_task(name="capacities.remove_expired_contacts")
def remove_expired_contacts():
    """Delete contacts whose consent has expired. Runs daily."""
    FacilityContact.objects.filter(expires_on__lt=timezone.localdate()).delete()


@shared_task(name="capacities.refresh_measures")
def refresh_measures():
    """Compute all measures and save them in one row. Runs hourly."""
    figures.refresh()


@shared_task(name="capacities.send_invitations")
def send_invitations():
    """Send the due invitations and reminders of open campaigns. Runs daily and after an
    invitation."""
    send_due()
