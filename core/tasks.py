from celery import shared_task
from django.core.management import call_command

from . import mail_queue
from .accounts.sessions import drop_records_of_ended_sessions
from .models import Draft, SentForm
from .monitoring import heartbeats


@shared_task(name="core.clear_expired_sessions")
def clear_expired_sessions():
    """Delete expired sessions, which Django does not do by itself, and who had them."""
    call_command("clearsessions")
    drop_records_of_ended_sessions()


@shared_task(name="core.drop_expired_drafts")
def drop_expired_drafts():
    """Delete entries that nobody saved in time; they may contain personal data."""
    Draft.objects.drop_expired()


@shared_task(name="core.drop_sent_forms")
def drop_sent_forms():
    """Forget forms that nobody sends again."""
    SentForm.objects.drop_expired()


@shared_task(name="core.send_waiting_mails")
def send_waiting_mails():
    """Send mails that wait. It runs when one is added, and every minute."""
    mail_queue.send_due()


@shared_task(name="core.note_schedule")
def note_schedule():
    """Note that the schedule starts jobs and a worker does them. It runs every minute."""
    heartbeats.beat(heartbeats.SCHEDULE)
