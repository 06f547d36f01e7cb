"""The answers for supervisors and load balancers, and the page for errors of the server."""

import sys

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse
from django.views import defaults
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from core.monitoring import heartbeats
from core.unavailable import is_database_away, unavailable
from trials.models import RegisterRecord
from trials.sync.report import state_of_registers

from .watch.findings import QUEUES


@login_not_required
def server_error(request):
    """Return 503 with a sentence while the database is away, and otherwise the page for errors.

    Django calls it for every exception that no view or middleware caught.
    """
    if is_database_away(sys.exc_info()[1]):
        return unavailable(request, "The database does not answer.")
    return defaults.server_error(request)


@login_not_required
@require_safe
def healthz(request):
    """Return 200 if the process is alive; check nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request):
    """Return 200 if database and cache answer, otherwise 503 with the name of the failed check.

    Workers and the schedule are named and do not matter for the status: pages work without them.
    """
    checks = {"database": _database_answers(), "cache": _cache_answers()}
    ready = all(checks.values())
    jobs = {"schedule": heartbeats.SCHEDULE} | {f"worker_{name}": name for name in QUEUES}
    return JsonResponse(
        {
            "ready": ready,
            **{name: "ok" if fine else "does not answer" for name, fine in checks.items()},
            **{name: _life_of(sign) if ready else None for name, sign in jobs.items()},
            "last_register_read": RegisterRecord.last_seen() if ready else None,
            "registers": state_of_registers() if ready else None,
        },
        status=200 if ready else 503,
    )


def _life_of(sign):
    return "ok" if heartbeats.is_alive(sign) else "no sign of life"


def _database_answers():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _cache_answers():
    """Return whether the cache answers. It uses the same Redis or folder as the broker."""
    try:
        if hasattr(cache, "answers"):  # it works without Redis too
            return cache.answers()
        cache.set("readyz", "ok", 10)
        return cache.get("readyz") == "ok"
    except (OSError, RedisError):
        return False
