"""Counts of jobs reach `/metrics`, which another process answers."""

import subprocess
import sys

from django.conf import settings
from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector

from tools.isolation import isolated

# A worker before its first job, and the signals of one job.
WORKER = """
from celery.signals import task_postrun, task_prerun
from join4atmp.celery import app

app.Worker(pool="solo", queues=["people"])
task = app.tasks["core.note_schedule"]
task_prerun.send(sender=task, task_id="1", task=task)
task_postrun.send(sender=task, task_id="1", task=task, state="SUCCESS")
"""


def test_a_worker_counts_its_jobs_in_the_folder_of_the_measurements(tmp_path):
    subprocess.run(
        [sys.executable, "-c", WORKER],
        cwd=settings.BASE_DIR,
        env=isolated(tmp_path, DJANGO_SETTINGS_MODULE="join4atmp.settings"),
        capture_output=True,
        check=True,
        timeout=120,
    )

    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(tmp_path / "metrics"))
    labels = {"task": "core.note_schedule", "outcome": "success"}
    assert registry.get_sample_value("portal_tasks_total", labels) == 1
