"""Start the whole portal in the foreground: `make run`.

The program prepares database, static files and demonstration data, then runs gunicorn, a Celery
worker with its scheduler and, with demonstration data, invented registers. A process that ends by
itself is started again. All end on Ctrl-C, on SIGTERM and when the terminal is closed.
"""

import ctypes
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, connections

from join4atmp.environment import Environment

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
PATIENCE_SECONDS = 10  # to finish a page or a job when the portal is stopped
# Before a process that ended is started again: the first time, the second time, ...
RESTART_PAUSES_SECONDS = (1, 5, 15, 60)
STEADY_SECONDS = 120  # a process that ran for so long begins again with the shortest pause


def chosen_port():
    text = os.environ.get("PORT") or "8000"
    if not (text.isdecimal() and 0 < int(text) < 65536):
        sys.exit(f"PORT is {text!r}. It must be a number from 1 to 65535.")
    return int(text)


def refuse_taken(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            sys.exit(
                f"The portal cannot start at port {port}: {error.strerror}. "
                "Stop the program that uses the port, or choose another: PORT=9000 make run"
            )


def load_demonstration():
    """Load the accounts at every start and the data once.

    Existing accounts are not changed. They are first, because the data has decisions of the
    curator.
    """
    # The events of these accounts are no news in the terminal.
    logging.getLogger("portal.events").setLevel(logging.ERROR)
    call_command("demo_accounts")
    loaded = settings.VAR_DIR / "demo-loaded"
    if not loaded.exists():
        print("Loading demonstration data", flush=True)
        call_command("load_demo")
        loaded.touch()


def invent_registers():
    """Set the addresses of invented registers, unless others are set; return their port or None."""
    if os.environ.get("EUCTR_URL") or os.environ.get("CTIS_URL"):
        return None
    port = free_port()
    os.environ.update(
        EUCTR_URL=f"http://{HOST}:{port}/ctr-search",
        CTIS_URL=f"http://{HOST}:{port}/ctis-public-api",
        PUBMED_URL=f"http://{HOST}:{port}/entrez/eutils",
        REGISTERS_ARE_DEMO="on",
        REGISTER_DELAY_SECONDS=os.environ.get("REGISTER_DELAY_SECONDS") or "0.1",
    )
    return port


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def prepare(*, demo):
    django.setup()
    print("Preparing the database and the static files. The first time takes a minute.", flush=True)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if demo:
        load_demonstration()
    connections.close_all()


def worker(queue, *more):
    """Return the command of a worker of one queue; `more` are further options of Celery's."""
    return [
        *(sys.executable, "-m", "celery", "-A", "join4atmp", "--quiet", "worker", "-P", "solo"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        *("--loglevel", "warning", "--queues", queue, "--hostname", f"{queue}@%h", *more),
    ]


def commands(port, register_port):
    python = sys.executable
    register = [python, "-m", "registers.invented.server", "--port", str(register_port)]
    return ({"invented register": register} if register_port else {}) | {
        "web server": [
            *(python, "-m", "gunicorn", "join4atmp.wsgi", "--bind", f"{HOST}:{port}"),
            *("--graceful-timeout", "5", "--log-level", "warning"),
        ],
        "worker of people's jobs": worker(
            "people", "-B", "--schedule", settings.VAR_DIR / "beat-schedule"
        ),
        "worker of register runs": worker("registers"),
    }


def end_with_parent():
    """Make Linux end this child process even if the program is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


@dataclass
class Child:
    """A process of the portal."""

    name: str
    command: list
    pauses: tuple
    process: subprocess.Popen | None = None
    started_at: float = 0.0  # seconds of the monotonic clock
    restart_at: float | None = None
    failures: int = 0

    def start(self):
        # A separate session, so that Ctrl-C reaches only this program, which stops the others.
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, start_new_session=True, preexec_fn=end_with_parent
        )
        self.started_at, self.restart_at = time.monotonic(), None

    def start_again_if_ended(self):
        now = time.monotonic()
        if self.process.poll() is None:
            return
        if self.restart_at is None:
            if now - self.started_at > STEADY_SECONDS:
                self.failures = 0
            pause = self.pauses[min(self.failures, len(self.pauses) - 1)]
            self.failures += 1
            self.restart_at = now + pause
            print(
                f"The {self.name} ended with status {self.process.returncode}. "
                f"It is started again in {pause} s.",
                file=sys.stderr,
                flush=True,
            )
        elif now >= self.restart_at:
            self.start()


def supervise(commands, pauses=RESTART_PAUSES_SECONDS):
    """Run the processes until a stop signal. One that ends is started again after a pause."""
    stop_signal_received = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop_signal_received.set())
    children = [Child(name, command, pauses) for name, command in commands.items()]
    try:
        for child in children:
            child.start()
        while not stop_signal_received.wait(0.2):
            for child in children:
                child.start_again_if_ended()
    finally:
        stop([child.process for child in children if child.process])


def stop(children):
    print("\nStopping", flush=True)
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "join4atmp.settings")
    try:
        Environment.read_file(ROOT / ".env")
    except ImproperlyConfigured as error:
        sys.exit(f"The portal cannot start. {error}")
    port = chosen_port()
    demo = os.environ.get("DEMO", "1") != "0"
    address = os.environ.setdefault("SITE_URL", f"http://{HOST}:{port}")
    refuse_taken(port)
    register_port = invent_registers() if demo else None
    try:
        prepare(demo=demo)
    except (ImproperlyConfigured, CommandError) as error:
        sys.exit(f"The portal cannot start. {error}")
    except OperationalError as error:
        sys.exit(
            f"The portal cannot start: no answer from the database. Check DATABASE_URL. {error}"
        )
    except KeyboardInterrupt:
        return 0
    print(f"\n  Portal   {address}/")
    print(f"  Sign in  {address}/accounts/login/")
    print(f"  Admin    {address}/admin/")
    if register_port:
        print(f"  Invented registers: {os.environ['EUCTR_URL']}")
    if not demo:
        print("  Account  create one with: .venv/bin/python manage.py createsuperuser")
    print("\nCtrl-C stops the portal.\n", flush=True)
    supervise(commands(port, register_port))
    return 0


if __name__ == "__main__":
    sys.exit(main())
