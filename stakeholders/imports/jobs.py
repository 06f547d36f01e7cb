"""Let a worker plan, write and undo large files, so that no page waits for it.

The batch has the name of its job. A worker takes it by one conditional UPDATE with a lease of some
minutes, so that a killed worker leaves no lock. The progress is in the cache, because other
connections see the database's rows only after the transaction.
"""

import logging
from datetime import timedelta

from django.core.cache import cache
from django.db import IntegrityError
from django.db.models import F, Q
from django.utils import timezone

from core.jobs import TooManyAttempts, refuse_after_too_many
from core.unavailable import is_database_away

from ..models import ImportBatch, ImportJob
from .commit import Changed, commit
from .undo import undo
from .upload import plan_of, replan

LEASE = timedelta(minutes=5)
KEPT_SECONDS = 3600
BUSY = "The portal is working on this file. Wait until it has finished."

logger = logging.getLogger(__name__)


class Busy(RuntimeError):
    """A worker is already busy with this file."""


def begin(batch, job, *, by):
    """Store the worker's job for the file. Raise Busy."""
    free = ImportBatch.objects.filter(pk=batch.pk, job="")
    if not free.update(job=job, job_by=by, job_until=None, job_attempts=0, job_problem=""):
        raise Busy(BUSY)
    cache.delete(_key(batch.pk))


def without_worker():
    """Return batches with a job that no worker has taken."""
    free = Q(job_until=None) | Q(job_until__lt=timezone.now())
    return ImportBatch.objects.exclude(job="").filter(free)


def work(key):
    """Do the job of one file, unless another worker has taken it."""
    free = without_worker().filter(pk=key)
    if not free.update(job_until=timezone.now() + LEASE, job_attempts=F("job_attempts") + 1):
        return
    batch = ImportBatch.objects.select_related("job_by").get(pk=key)
    problem = ""
    try:
        refuse_after_too_many(batch.job_attempts, "The file")
        WORK[batch.job](batch, lambda *counts: cache.set(_key(key), counts, KEPT_SECONDS))
    except (Changed, TooManyAttempts) as reason:
        problem = str(reason)
    except IntegrityError:
        problem = "Nothing was written: another person changed the register. Try again."
    except Exception as error:
        if is_database_away(error):
            raise  # the lease ends, and then a worker takes the file up again
        # Its text may quote a person's data, which must not be in logs.
        logger.error("import job %s failed: %s", batch.job, type(error).__name__)
        problem = "Nothing was written because of an error in the portal. Tell the administrator."
    ImportBatch.objects.filter(pk=key).update(job="", job_until=None, job_problem=problem)


def _preview(batch, progress):
    replan(batch, plan_of(batch, progress))


WORK = {
    ImportJob.PREVIEW: _preview,
    ImportJob.COMMIT: lambda batch, progress: commit(batch, by=batch.job_by, progress=progress),
    ImportJob.UNDO: lambda batch, progress: undo(batch, by=batch.job_by),
}


def progress_of(batch):
    """Return (rows done, all rows), (0, 0) before the first count."""
    return cache.get(_key(batch.pk), (0, 0))


def _key(key):
    return f"stakeholders.import.{key}"
