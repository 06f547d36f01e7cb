"""Runs for a test, from their start to their end."""

from trials.sync.execute import execute
from trials.sync.lease import start_run

EVERYTHING = "demo"  # every invented sponsor is called so


def run(register="euctr", kind="full", **fields):
    started = start_run(register, kind, **fields)
    execute(started)
    started.refresh_from_db()
    return started
