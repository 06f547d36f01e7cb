from celery import shared_task
from django.core.management import call_command

from .accounts.sessions import drop_records_of_ended_sessions
from .models import Draft


@shared_task(name="core.clear_expired_sessions")
def clear_expired_sessions():
    """Delete expired sessions, which Django does not do by itself, and who had them."""
    call_command("clearsessions")
    drop_records_of_ended_sessions()


@shared_task(name="core.drop_expired_drafts")
def drop_expired_drafts():
    """Delete entries that nobody saved in time; they may contain personal data."""
    Draft.objects.drop_expired()
