"""Runs for a test, from their start to their end."""

from trials.sync.lease import start_run
from trials.sync.runner import perform_run

EVERYTHING = "demo"  # every invented sponsor is called so


def run(register="euctr", kind="full", **fields):
    started = start_run(register, kind, **fields)
    perform_run(started)
    started.refresh_from_db()
    return started
