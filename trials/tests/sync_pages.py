"""What the tests of the synchronisation's pages share."""

import gzip

from django.utils import timezone

from trials.models import RecordProblem, SyncRun
from trials.models.run import ACTIVE_STATES

RUNS, START, PROBLEMS = "/trials/runs/", "/trials/runs/start/", "/trials/problems/"


def make_run(register="euctr", kind="full", state="done", **fields):
    ended = state not in ACTIVE_STATES
    values = {"finished_at": timezone.now() if ended else None} | fields
    return SyncRun.objects.create(register=register, kind=kind, state=state, **values)


def make_problem(record="2022-000001-11/ES", raw=b"", **fields):
    now = timezone.now()
    values = {"register": "euctr", "place": "page 1", "reason": "No title."} | fields
    return RecordProblem.objects.create(
        record=record,
        packed=gzip.compress(raw) if raw else b"",
        first_seen_at=now,
        last_seen_at=now,
        **values,
    )


def messages_of(response):
    return [str(message) for message in response.context["messages"]]
