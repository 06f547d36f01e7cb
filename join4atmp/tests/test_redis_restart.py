"""A separate worker, whose Redis restarts in the middle of a run, as on a server."""

import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from registers.invented.server import RegisterServer
from tools import services
from tools.isolation import isolated

from .portal import manage, migrate

pytestmark = [pytest.mark.redis, pytest.mark.timeout(300)]
START = """
from trials.sync.lease import start_run
from trials.tasks import sync_register
sync_register.delay(start_run("euctr", "full", texts=["demo"]).pk)
"""
TELL = """
from trials.models import RegisterRecord, SyncRun
for run in SyncRun.objects.order_by("pk"):
    print(run.state, run.seen == run.created + run.unchanged == RegisterRecord.objects.count() > 0)
"""


@pytest.fixture
def portal(tmp_path):
    """A portal with SQLite and Redis, and a register whose second page restarts Redis."""
    with (
        services.redis_server() as (redis_url, server),
        RegisterServer(trials=60) as register,
    ):
        answer = register.next_fault

        def restart_at_the_second_page(method, path):
            if "page=2" in urlsplit(path).query:
                register.next_fault = answer
                server.restart()
            return answer(method, path)

        register.next_fault = restart_at_the_second_page
        yield isolated(
            tmp_path,
            REDIS_URL=redis_url,
            EUCTR_URL=register.euctr_url,
            REGISTERS_ARE_DEMO="on",
            REGISTER_DELAY_SECONDS="0",
        )


def test_a_worker_survives_a_restart_of_redis_and_takes_the_next_run(portal):
    migrate(portal)
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "join4atmp",
        "worker",
        "--queues",
        "people,registers",
        "--pool",
        "solo",
    ]
    worker = subprocess.Popen(
        [*command, "--loglevel", "INFO"],
        env=portal,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        for _ in range(2):
            manage(portal, "shell", "--verbosity", "0", "-c", START)
            next(line for line in worker.stderr if "succeeded" in line)
    finally:
        worker.terminate()
        worker.communicate()

    assert manage(portal, "shell", "--verbosity", "0", "-c", TELL) == "done True\n" * 2
