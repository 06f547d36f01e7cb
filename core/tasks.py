from celery import shared_task
from django.core.management import call_command


@shared_task(name="core.clear_expired_sessions")
def clear_expired_sessions():
    """Sessions outlive their cookies in the database until somebody removes them."""
    call_command("clearsessions")
