"""One log line and one measurement per job, with its duration and outcome."""

import logging
import time

from celery.signals import task_postrun, task_prerun

from . import metrics
from .context import task_id

logger = logging.getLogger("portal.tasks")
_started = {}


@task_prerun.connect
def note_start(task_id: str, task, **_):
    _set_task_id(task_id)
    _started[task_id] = time.perf_counter()


@task_postrun.connect
def note_end(task_id: str, task, state=None, **_):
    seconds = time.perf_counter() - _started.pop(task_id, time.perf_counter())
    outcome = (state or "unknown").lower()
    metrics.note_task(task.name, outcome, seconds)
    logger.log(
        logging.INFO if outcome == "success" else logging.WARNING,
        "Job %s: %s, %s ms",
        task.name,
        outcome,
        round(seconds * 1000),
        extra={"task": task.name, "outcome": outcome, "milliseconds": round(seconds * 1000)},
    )
    _set_task_id("")


def _set_task_id(text):
    task_id.set(text)
