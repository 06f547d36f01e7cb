"""The synchronisation pages for staff: active runs, ended runs and unread records. Their buttons
are in `sync_actions`."""

import re

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ..choices import Register
from ..models import RecordProblem, SyncRun, SyncSchedule
from ..models.run import ACTIVE_STATES
from ..sync.unknown_words import unknown_words, with_examples

SHOWN_RUNS = 30
SHOWN_PROBLEMS = 20
SHOWN_WORDS = 50
SHOWN_RAW = 5_000  # characters of a record that could not be read
TRIAL_NUMBER = re.compile(r"\d{4}-\d{6}-\d{2}(-\d{2})?")

may_view_runs = permission_required("trials.view_syncrun", raise_exception=True)
may_view_problems = permission_required("trials.view_recordproblem", raise_exception=True)


@require_safe
@may_view_runs
def runs(request):
    context = {
        "registers": [_register_now(register) for register in Register],
        "schedules": SyncSchedule.objects.all(),
        "nothing_runs": not settings.CONTACT_EMAIL and not settings.REGISTERS_ARE_DEMO,
        "runs": SyncRun.objects.select_related("started_by")[:SHOWN_RUNS],
        "problem_count": RecordProblem.objects.count(),
        "word_count": unknown_words().count(),
    }
    return render(request, "trials/sync/runs.html", context)


def _register_now(register):
    """Return a register's last run that updated its trials, and its active run.

    Dry runs and runs for one trial are left out: they do not show how current the portal is.
    """
    mine = SyncRun.objects.filter(register=register)
    brought = mine.filter(state=SyncRun.State.DONE, is_dry_run=False)
    return {
        "register": register,
        "last": brought.filter(kind__in=(SyncRun.Kind.INCREMENTAL, SyncRun.Kind.FULL)).first(),
        "active": mine.filter(state__in=ACTIVE_STATES).first(),
    }


@require_safe
@may_view_runs
def run(request, pk):
    """Show a run. While it is active, the page requests itself every two seconds. Only the progress
    is replaced, so that no button moves; a new state loads the whole page again."""
    people = SyncRun.objects.select_related("started_by", "released_by")
    found = get_object_or_404(people, pk=pk)
    if request.htmx and request.GET.get("shown") != found.state:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {
        "run": found,
        "queries": found.queries.all(),
        "problems": found.problems.defer("packed")[:SHOWN_PROBLEMS],
        "can_undo": _has_something_to_undo(found),
    }
    return render(request, "trials/sync/run.html", context)


def _has_something_to_undo(run):
    ended = not run.is_active and run.state != SyncRun.State.UNDONE
    return ended and not run.is_dry_run and bool(run.created or run.changed)


@require_safe
@may_view_problems
def problems(request):
    paginator = Paginator(RecordProblem.objects.all(), SHOWN_PROBLEMS)
    page = paginator.get_page(request.GET.get("page"))
    rows = [(problem, number_of(problem), excerpt(problem)) for problem in page]
    words = Paginator(unknown_words(), SHOWN_WORDS)
    word_page = words.get_page(request.GET.get("words"))
    context = {
        "page": page,
        "rows": rows,
        "words": with_examples(word_page),
        "word_page": word_page,
    }
    return render(request, "trials/sync/problems.html", context)


def number_of(problem):
    """Return the trial number of a problem, "" if its record has none that a register knows."""
    number = problem.record.partition("/")[0]
    return number if TRIAL_NUMBER.fullmatch(number) else ""


def excerpt(problem):
    """Return the received text from the first line with the record's number: the register may have
    sent a whole page of records at once."""
    text = problem.raw.decode(errors="replace")
    place = max(text.find(problem.record.partition("/")[0]), 0)
    start = max(text.rfind("\n", 0, place) + 1, place - 100)
    return text[start : start + SHOWN_RAW]
