"""Counts of jobs reach `/metrics`, which another process answers."""

import os
import subprocess
import sys

from django.conf import settings
from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector

from core.monitoring import counts
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


def test_the_files_of_a_process_have_all_their_space_from_the_start(tmp_path):
    """A mapped page that finds no space on a full disk would end the process."""
    assert counts.make_files(tmp_path)
    assert counts.make_files(tmp_path)

    for kind, size in counts.BYTES.items():
        found = (tmp_path / f"{kind}_{os.getpid()}.db").stat()
        assert found.st_size == size
        assert found.st_blocks * 512 >= size


def test_a_folder_that_cannot_be_written_is_named_and_pages_work(tmp_path):
    (tmp_path / "metrics").write_text("a file in place of the folder")
    script = (
        "import os; os.environ['PORTAL_PROCESS'] = 'web'\n"
        "import django; django.setup()\n"
        "from core.monitoring import metrics; metrics.note_request('home', 200, 0.1)\n"
        "print(metrics.REQUESTS.labels('home', 200)._value.get())"
    )

    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=settings.BASE_DIR,
        env=isolated(tmp_path, DJANGO_SETTINGS_MODULE="join4atmp.settings"),
        capture_output=True,
        check=True,
        text=True,
        timeout=120,
    )

    assert done.stdout.strip() == "1.0"
    assert "This process does not count for /metrics" in done.stderr
