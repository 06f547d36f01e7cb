"""`make load ARGS=--kill`: each process is killed in turn while everybody works."""

import contextlib
import os
import signal
import time

FIRST_SECONDS = 6  # until the import is being read
PAUSE_SECONDS = 12  # between two kills
RESTART_SECONDS = 5  # as the units of systemd wait
BACKEND = "join4atmp 127.0.0.1("  # in the command of a PostgreSQL process that serves a connection


def kill_all(servers, figures):
    """Kill each of the processes, and print how many requests failed until the next kill."""
    print("Killed, and requests without an answer or with status 502 or 503 until the next kill:")
    time.sleep(FIRST_SECONDS)
    for name, kill in (
        ("the worker for people", lambda: _kill_and_start(servers["people"])),
        ("the worker for registers", lambda: _kill_and_start(servers["registers"])),
        ("a web process", lambda: _kill_child(servers["web"])),
        ("the schedule", lambda: _kill_and_start(servers["beat"])),
        ("Redis", lambda: _kill_and_start(servers["Redis"])),
        ("a process of PostgreSQL", lambda: _kill_child(servers["PostgreSQL"], BACKEND)),
        ("the web server", lambda: _kill_and_start(servers["web"])),
    ):
        before = len(figures.interrupted)
        kill()
        time.sleep(PAUSE_SECONDS)
        print(f"{name:<26} {len(figures.interrupted) - before:>4}", flush=True)


def _kill_and_start(server):
    """Kill a server; systemd then kills the processes that it left, and starts it again."""
    left = server.children()
    server.kill()
    for key in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(key, signal.SIGKILL)
    time.sleep(RESTART_SECONDS)
    server.start()


def _kill_child(server, words=""):
    """Kill one process of a server, which replaces it itself."""
    key = next(key for key, command in server.children().items() if words in command)
    os.kill(key, signal.SIGKILL)
