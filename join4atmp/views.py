"""Pages of the portal as a whole: home, the component gallery, and the two health checks."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from trials.models import RegisterRecord, Trial
from trials.sync.report import state_of_registers

from .statements import STATEMENTS


@login_not_required
@require_safe
def home(request):
    visible = Trial.objects.visible_to(request.user)
    context = {
        "trial_count": visible.published().count(),
        "demo_count": visible.filter(is_demo=True).count(),
        "statements": STATEMENTS,
        "as_of": RegisterRecord.last_seen(),
    }
    return render(request, "home.html", context)


@require_safe
def components(request):
    """Every component of the design on one page, for those who build pages."""
    return render(request, "components/gallery.html")


@login_not_required
@require_safe
def healthz(request):
    """The process is alive; asks nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request):
    """Database and cache answer; 503 names what does not."""
    checks = {"database": _database_answers(), "cache": _cache_answers()}
    ready = all(checks.values())
    return JsonResponse(
        {
            "ready": ready,
            **{name: "ok" if fine else "does not answer" for name, fine in checks.items()},
            "last_register_read": RegisterRecord.last_seen() if ready else None,
            "registers": state_of_registers() if ready else None,
        },
        status=200 if ready else 503,
    )


def _database_answers():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _cache_answers():
    """The cache lives beside the broker, in Redis or in files."""
    try:
        cache.set("readyz", "ok", 10)
        return cache.get("readyz") == "ok"
    except (OSError, RedisError):
        return False
