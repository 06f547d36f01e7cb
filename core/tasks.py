from celery import shared_task
from django.core.management import call_command


@shared_task(name="core.clear_expired_sessions")
def clear_expired_sessions():
    """Delete expired sessions, which Django does not do by itself."""
    call_command("clearsessions")
