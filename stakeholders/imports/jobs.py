"""Large files are planned, written and taken back by a worker, so that no page waits for it.

What is to be done stands in the batch; a worker takes it by one conditional UPDATE and holds it for
some minutes, so that a killed worker leaves nothing locked. How far it is, is told by the cache:
the database would show it only after the end of the transaction.
"""

import logging
from datetime import timedelta

from django.core.cache import cache
from django.db import IntegrityError
from django.db.models import Q
from django.utils import timezone

from ..models import ImportBatch, ImportJob
from .commit import Changed, commit
from .undo import undo
from .upload import plan_of, replan

LEASE = timedelta(minutes=5)
KEPT_SECONDS = 3600

logger = logging.getLogger(__name__)


class Busy(RuntimeError):
    """Something else is being done with this file."""


def begin(batch, job, *, by):
    """Note what a worker shall do with the file. Raise Busy."""
    free = ImportBatch.objects.filter(pk=batch.pk, job="")
    if not free.update(job=job, job_by=by, job_until=None, job_problem=""):
        raise Busy("This file is being worked on. Wait until that is done.")
    cache.delete(_key(batch.pk))


def without_worker():
    """Batches with a job that nobody holds."""
    free = Q(job_until=None) | Q(job_until__lt=timezone.now())
    return ImportBatch.objects.exclude(job="").filter(free)


def work(key):
    """Does what is to be done with one file; nothing where another worker holds it."""
    if not without_worker().filter(pk=key).update(job_until=timezone.now() + LEASE):
        return
    batch = ImportBatch.objects.select_related("job_by").get(pk=key)
    problem = ""
    try:
        WORK[batch.job](batch, lambda *counts: cache.set(_key(key), counts, KEPT_SECONDS))
    except Changed as changed:
        problem = str(changed)
    except IntegrityError:
        problem = "Nothing was written: somebody changed the register meanwhile. Try again."
    except Exception as error:
        # Its text may quote a person's data, and logs are no place for these.
        logger.error("import job %s failed: %s", batch.job, type(error).__name__)
        problem = "Nothing was written: an error in the portal. Tell the administrator."
    ImportBatch.objects.filter(pk=key).update(job="", job_until=None, job_problem=problem)


def _preview(batch, progress):
    replan(batch, plan_of(batch, progress))


WORK = {
    ImportJob.PREVIEW: _preview,
    ImportJob.COMMIT: lambda batch, progress: commit(batch, by=batch.job_by, progress=progress),
    ImportJob.UNDO: lambda batch, progress: undo(batch, by=batch.job_by),
}


def progress_of(batch):
    """(rows done, rows in all), (0, 0) before there is anything to tell."""
    return cache.get(_key(batch.pk), (0, 0))


def _key(key):
    return f"stakeholders.import.{key}"
