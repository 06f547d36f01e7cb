"""Starts the whole portal in the foreground: `make run`.

Prepares database, static files and demonstration data, then keeps its processes: gunicorn with the
pages, a Celery worker with the schedule in it, and with demonstration data also an invented
register to synchronise with. All end when one of them ends, on Ctrl-C, on SIGTERM and when the
terminal closes.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import django
import environ
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, connections

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
PATIENCE_SECONDS = 10  # for a page or a job that is at work when the portal is stopped


def chosen_port():
    text = os.environ.get("PORT") or "8000"
    if not (text.isdecimal() and 0 < int(text) < 65536):
        sys.exit(f"PORT is {text!r}, but must be a number from 1 to 65535.")
    return int(text)


def refuse_taken(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            sys.exit(
                f"The portal cannot start at port {port}: {error.strerror}. "
                "Stop what runs there, or choose another: PORT=9000 make run"
            )


def load_demonstration():
    """Data only once; accounts at every start, where kept ones stay as they are. Accounts first:
    the demonstration gives the curator work."""
    call_command("demo_accounts")
    loaded = settings.VAR_DIR / "demo-loaded"
    if not loaded.exists():
        print("Loading demonstration data", flush=True)
        call_command("load_demo")
        loaded.touch()


def invent_registers():
    """Points the portal at registers of its own, unless somebody named others; returns their port,
    None for real ones."""
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
    print("Preparing the database and the static files", flush=True)
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
            *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
            *("--graceful-timeout", "5", "--no-control-socket", "--log-level", "warning"),
        ],
        "worker of people's jobs": worker(
            "people", "-B", "--schedule", settings.VAR_DIR / "beat-schedule"
        ),
        "worker of register runs": worker("registers"),
    }


def end_with_parent():
    """Runs in the child: Linux ends it even when this program is killed without a chance to."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def supervise(commands):
    """Run until told to stop (0) or until one process ends by itself (1)."""
    told_to_stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: told_to_stop.set())
    children = {}
    try:
        for name, command in commands.items():
            # Its own session, so that Ctrl-C reaches this program alone and the stop has an order.
            children[name] = subprocess.Popen(
                command, cwd=ROOT, start_new_session=True, preexec_fn=end_with_parent
            )
        while not told_to_stop.wait(0.2):
            for name, child in children.items():
                if child.poll() is not None:
                    print(f"The {name} ended with status {child.returncode}.", file=sys.stderr)
                    return 1
        return 0
    finally:
        stop(children.values())


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
    environ.Env.read_env(ROOT / ".env")
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
        sys.exit(f"The portal cannot start: the database does not answer. {error}")
    except KeyboardInterrupt:
        return 0
    print(f"\n  Portal   {address}/")
    print(f"  Sign in  {address}/accounts/login/")
    print(f"  Admin    {address}/admin/")
    if register_port:
        print(f"  Registers to synchronise with, invented: {os.environ['EUCTR_URL']}")
    if not demo:
        print("  Account  make one with: .venv/bin/python manage.py createsuperuser")
    print("\nCtrl-C stops the portal.\n", flush=True)
    return supervise(commands(port, register_port))


if __name__ == "__main__":
    sys.exit(main())
