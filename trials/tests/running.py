"""Runs for a test, from their start to their end."""

import json

from trials.sync.lease import start_run
from trials.sync.runner import perform_run

EVERYTHING = "demo"  # every invented sponsor is called so


def run(register="euctr", kind="full", **fields):
    started = start_run(register, kind, **fields)
    perform_run(started)
    started.refresh_from_db()
    return started


def change(server, number):
    """Another title for a trial of the register."""
    raw = server.raw(number)
    if raw.lstrip().startswith(b"{"):
        record = json.loads(raw)
        part = record["authorizedApplication"]["authorizedPartI"]
        part["trialDetails"]["clinicalTrialIdentifiers"]["fullTitle"] = "Changed title"
        record["lastUpdated"] = "30/10/2026"
        raw = json.dumps(record).encode()
    else:
        lines = raw.split(b"\r\n")
        raw = b"\r\n".join(
            b"A.3 Full title of the trial: Changed title"
            if line.startswith(b"A.3 Full title of the trial:")
            else line
            for line in lines
        )
    server.replace(raw)
