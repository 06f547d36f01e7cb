from celery import shared_task

from .imports.upload import drop_expired


@shared_task(name="stakeholders.drop_expired_uploads")
def drop_expired_uploads():
    """Uploaded files that nobody decided on are personal data without a use."""
    drop_expired()
