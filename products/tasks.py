"""Background jobs of products."""

from celery import shared_task

from .completion.requests import send_due


@shared_task(name="products.send_completion_requests")
def send_completion_requests():
    """Send the due mails and reminders of completion campaigns. Runs hourly and after new
    requests."""
    send_due()
