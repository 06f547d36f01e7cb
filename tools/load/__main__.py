"""Readers, editors, an import and a run of a register at once, on a portal of its own: `make load`.

The portal has two web processes, two workers, and PostgreSQL and Redis of its own on loopback; with
`--sqlite` a file. All processes end with this program, after two minutes of load and at most ten
more for the import. Exit status 1: a request failed or an edit was lost. With `--kill` each process
is killed in turn: then requests may fail, but no edit, import or run may be lost.
"""

import argparse
import contextlib
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import environ
import psycopg

from registers.invented.server import RegisterServer
from tools import services
from tools.isolation import isolated

from . import kills, people

READERS, EDITORS, SECONDS = 50, 5, 120
SQLITE_READERS, SQLITE_EDITORS = 10, 2
TRIALS_OF_RUN = 300
MAX_RUN_SECONDS = 600  # after the load; another worker continues a killed run after 5 minutes
START_RUN = """
from trials.sync.lease import start_run
from trials.tasks import sync_register
sync_register.delay(start_run("euctr", "full", texts=["demo"]).pk)
print("started")
"""
CONTACTS = """
import json
from stakeholders.models import Contact
print(json.dumps(list(Contact.objects.order_by("pk").values_list("pk", flat=True)[:{number}])))
"""
NOTES = """
import json
from stakeholders.models import Contact
print(json.dumps(dict(Contact.objects.filter(pk__in={keys}).values_list("pk", "notes"))))
"""
RUNS = """
from trials.models import SyncRun
runs = SyncRun.objects.order_by("pk")
print("; ".join(f"{run.register}: {run.state}, {run.seen} records" for run in runs))
"""


def manage(environment, *arguments):
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"manage.py {arguments[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout.strip().splitlines()[-1:]


def shell(environment, code):
    return manage(environment, "shell", "--verbosity", "0", "-c", code)[0]


def create_database(url):
    parts = environ.Env.db_url_config(url)
    with psycopg.connect(
        host=parts["HOST"],
        port=parts["PORT"],
        user=parts["USER"],
        password=parts["PASSWORD"],
        dbname="postgres",
        autocommit=True,
    ) as connection:
        connection.execute("CREATE DATABASE join4atmp")


@contextlib.contextmanager
def portal(folder, *, on_sqlite, survives_kills):
    """Start servers and processes; yield (environment, port, {name: server})."""
    with contextlib.ExitStack() as stack:
        register = stack.enter_context(RegisterServer(trials=TRIALS_OF_RUN))
        variables = {
            "EUCTR_URL": register.euctr_url,
            "CTIS_URL": register.ctis_url,
            "REGISTERS_ARE_DEMO": "on",
            "REGISTER_DELAY_SECONDS": "0.1",
            "SYNC_CHANGE_LIMIT_PERCENT": "100",  # the demonstration has other trials
        }
        servers = {}
        if not on_sqlite:
            url, servers["PostgreSQL"] = stack.enter_context(
                services.postgresql_server(survives_kills=survives_kills)
            )
            create_database(url)
            variables["DATABASE_URL"] = url
            variables["REDIS_URL"], servers["Redis"] = stack.enter_context(
                services.redis_server(survives_kills=survives_kills)
            )
        environment = isolated(folder, **variables)
        print("Preparing the portal", flush=True)
        for command in (["migrate"], ["collectstatic", "--noinput"], ["demo_accounts"]):
            manage(environment, *command, "--verbosity", "0")
        manage(environment, "load_demo", "--verbosity", "0")
        port = services.free_port()
        celery = [sys.executable, "-m", "celery", "-A", "join4atmp"]
        worker = [*celery, "worker", "-P", "solo"]
        commands = {
            name: [*worker, "--queues", name, "--hostname", f"{name}@load"]
            for name in ("people", "registers")
        }
        commands["beat"] = [*celery, "beat", "--schedule", str(folder / "beat"), "--pidfile="]
        commands["web"] = [sys.executable, "-m", "gunicorn", "join4atmp.wsgi"]
        for name, command in commands.items():
            servers[name] = stack.enter_context(
                services.running(
                    command,
                    log=folder / f"{name}.log",
                    ready=(lambda: _answers(port)) if name == "web" else (lambda: True),
                    stop_signal=15,
                    env={**environment, "BIND": f"127.0.0.1:{port}", "WEB_WORKERS": "2"},
                )
            )
        yield environment, port, servers


def _answers(port):
    with contextlib.suppress(OSError):
        return people.Browser(port).get("/healthz").status == 200
    return False


def crowd(port, environment, folder, *, readers, editors, seconds, is_quiet, killed):
    """Let everybody work at once; return the figures and the last text of each editor. The servers
    in `killed` are killed in turn."""
    figures, kept = people.Figures(may_interrupt=bool(killed)), {}
    accounts = dict(
        line.split()[:2] for line in (folder / "demo-accounts.txt").read_text().splitlines() if line
    )
    account = ("coordinator", accounts["coordinator"])
    contacts = json.loads(shell(environment, CONTACTS.format(number=editors))) if editors else []
    until = time.monotonic() + seconds
    jobs = [(people.read, (port, figures, until, number)) for number in range(readers)]
    jobs += [(people.edit, (port, figures, until, account, key, kept)) for key in contacts]
    if not is_quiet:
        jobs.append((people.import_file, (port, figures, account)))
        shell(environment, START_RUN)
    if killed:
        jobs.append((kills.kill_all, (killed, figures)))

    def guarded(work, arguments):
        try:
            work(*arguments)
        except Exception as error:
            figures.fail(f"{work.__name__}: {type(error).__name__}: {error}")

    threads = [threading.Thread(target=guarded, args=job, daemon=True) for job in jobs]
    print(f"{readers} readers and {editors} editors for {seconds} s", flush=True)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return figures, kept


def end_of_runs(environment):
    """Wait for the runs to end, also those of the schedule; return their states in words."""
    until = time.monotonic() + MAX_RUN_SECONDS
    while not _are_done(states := shell(environment, RUNS)) and time.monotonic() < until:
        time.sleep(5)
    return states


def _are_done(states):
    return all(": done," in state for state in states.split("; "))


def main():
    parser = argparse.ArgumentParser(description=__doc__, prog="make load")
    parser.add_argument("--sqlite", action="store_true", help="a file in place of PostgreSQL")
    parser.add_argument("--readers-only", action="store_true", help="no editors, import and run")
    parser.add_argument("--kill", action="store_true", help="kill each process once")
    parser.add_argument("--seconds", type=int, default=SECONDS)
    options = parser.parse_args()
    if options.kill and (options.sqlite or options.readers_only):
        parser.error("--kill needs PostgreSQL and everybody at work.")
    if not options.sqlite and {"PostgreSQL", "Redis"} & set(services.missing()):
        sys.exit("PostgreSQL or Redis is not installed. Install them, or use: ARGS=--sqlite")
    readers = SQLITE_READERS if options.sqlite else READERS
    editors = SQLITE_EDITORS if options.sqlite else EDITORS
    with (
        tempfile.TemporaryDirectory(prefix="join4atmp-load-") as name,
        portal(folder := Path(name), on_sqlite=options.sqlite, survives_kills=options.kill) as (
            environment,
            port,
            servers,
        ),
    ):
        figures, kept = crowd(
            port,
            environment,
            folder,
            readers=readers,
            editors=0 if options.readers_only else editors,
            seconds=options.seconds,
            is_quiet=options.readers_only,
            killed=servers if options.kill else {},
        )
        notes = json.loads(shell(environment, NOTES.format(keys=list(kept)))) if kept else {}
        for key, text in kept.items():
            if notes[str(key)] != text:
                figures.fail(f"the last edit of contact {key} is lost")
        if not options.readers_only:
            states = end_of_runs(environment)
            print(f"Runs of registers: {states}.")
            if not _are_done(states):
                figures.fail("a run of a register did not end")
        logs = "".join(path.read_text() for path in folder.glob("*.log"))
    print("\n".join(figures.lines()))
    print(f"Edits kept: {len(kept)} of {0 if options.readers_only else editors} contacts.")
    if "database is locked" in logs:
        figures.fail("a log says: database is locked")
    for error, count in _counted(figures.errors):
        print(f"ERROR {count:>5} times: {error}")
    sys.exit(1 if figures.errors else 0)


def _counted(errors):
    return [(error, errors.count(error)) for error in sorted(set(errors))]


if __name__ == "__main__":
    main()
