"""`/metrics` for Prometheus: counters of all processes, and values from the database."""

import os
import secrets
from time import time

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from core.monitoring import heartbeats

from .findings import QUEUES, Readings, findings


@login_not_required
@require_safe
def metrics(request):
    """Answer with all measurements to a program that has METRICS_TOKEN; 404 without one."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token = settings.METRICS_TOKEN
    if not token or not secrets.compare_digest(given.encode(), token.encode()):
        raise Http404
    registry = CollectorRegistry()
    registry.register(Moment())
    content = generate_latest(registry) + generate_latest(_counters())
    return HttpResponse(content, content_type=CONTENT_TYPE_LATEST)


def _counters():
    """Return the counters of all processes; of this one alone in tests and without the files."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(settings.METRICS_DIR))
    return registry


class Moment:
    """The values that are read from the database when Prometheus asks."""

    def collect(self):
        yield InfoMetricFamily(
            "portal", "The release of the program", value={"release": settings.RELEASE}
        )
        readings = Readings()
        since = readings.waiting_since
        yield GaugeMetricFamily(
            "portal_oldest_job_seconds",
            "How long the oldest job has been waiting for a worker",
            value=time() - since.timestamp() if since else 0,
        )
        yield GaugeMetricFamily(
            "portal_waiting_mails",
            "Mails that are not sent yet",
            value=readings.waiting_mails,
        )
        ages = GaugeMetricFamily(
            "portal_register_age_seconds", "Since the last finished run", labels=["register"]
        )
        for register, state in readings.registers.items():
            if state["last_done"]:
                ages.add_metric([register], time() - state["last_done"].timestamp())
        yield ages
        alive = GaugeMetricFamily(
            "portal_alive", "1: the workers of a queue, or the schedule, are alive", labels=["part"]
        )
        for part in (*QUEUES, heartbeats.SCHEDULE):
            alive.add_metric([part], heartbeats.is_alive(part))
        yield alive
        state = GaugeMetricFamily(
            "portal_part_works", "1: the part works, as on the page of the state", labels=["part"]
        )
        for finding in findings(readings):
            state.add_metric([finding.name], finding.is_good)
        yield state
