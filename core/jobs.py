"""Background jobs: their start if the job queue is down, and an end of those that kill workers."""

import contextlib

from django.contrib import messages
from django.db import transaction
from kombu.exceptions import ChannelError, OperationalError

# Of one job. The lease of a killed worker ends, and another one takes its job up.
MAX_ATTEMPTS = 3
SENT_AGAIN_AFTER_SECONDS = 55
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


def send_every_minute(task, key):
    """Send a job without a worker to the queue, for a schedule that does so every minute until the
    job has one. A copy that waits longer expires: a busy queue would fill with copies."""
    task.apply_async((key,), expires=SENT_AGAIN_AFTER_SECONDS)


class TooManyAttempts(RuntimeError):
    """The worker of this job ended each time before the job was done."""


def refuse_after_too_many(attempts, what):
    """Raise TooManyAttempts for an attempt that is one too many. `what` is the subject of the
    message, such as "The run"."""
    if attempts > MAX_ATTEMPTS:
        raise TooManyAttempts(
            f"{what} was tried {MAX_ATTEMPTS} times, and each time the worker ended before it was "
            "done. It is not tried again. Tell the administrator, who finds the reason in the log."
        )
