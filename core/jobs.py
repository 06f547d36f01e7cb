"""Handing work to the background: what must not fail because the job queue is away."""

import contextlib

from django.contrib import messages
from django.db import transaction
from kombu.exceptions import ChannelError, OperationalError

BROKER_AWAY = (OperationalError, ChannelError, OSError)


@contextlib.contextmanager
def handing_over(request, what):
    """What happens inside is kept even if the broker cannot be told: the schedule looks every
    minute for work without a worker. `what` is the noun for the message: "The run"."""
    try:
        with transaction.atomic():
            yield
    except BROKER_AWAY:
        messages.warning(
            request,
            f"The job queue does not answer. {what} waits; a worker takes it up within a minute.",
        )
