"""Starting of background jobs without failing if the job queue is down."""

import contextlib

from django.contrib import messages
from django.db import transaction
from kombu.exceptions import ChannelError, OperationalError

BROKER_AWAY = (OperationalError, ChannelError, OSError)


@contextlib.contextmanager
def handing_over(request, what):
    """Keep the changes of the block even if the broker does not answer.

    The scheduler looks every minute for work without a worker. `what` is the subject of the
    message, such as "The run".
    """
    try:
        with transaction.atomic():
            yield
    except BROKER_AWAY:
        messages.warning(
            request,
            f"The job queue does not answer. {what} is waiting and will start within a minute.",
        )
