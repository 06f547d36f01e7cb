"""The buttons of the synchronisation: each checks its permission, acts, and redirects to a
page with a message. The work is in `trials.sync`."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from core.jobs import handing_over

from ..choices import Register
from ..models import RecordProblem, SyncRun, Trial
from ..sync import control
from ..sync.lease import AlreadyRunning, start_run
from ..sync.undo import CannotUndo, undo_run
from ..tasks import sync_register
from .sync import number_of

Kind = SyncRun.Kind
STARTS = {
    "incremental": {"kind": Kind.INCREMENTAL},
    "full": {"kind": Kind.FULL},
    "dry": {"kind": Kind.FULL, "is_dry_run": True},
    "replay": {"kind": Kind.REPLAY},
}

may_start = permission_required("trials.start_syncrun", raise_exception=True)


# Starting


@require_POST
@may_start
def start(request):
    register, what = request.POST.get("register"), request.POST.get("what")
    if register not in Register or what not in STARTS:
        raise BadRequest("The form is incomplete. Choose a register and the kind of run.")
    started = _start(request, register, **STARTS[what])
    return redirect(started or "trials:runs")


@require_POST
@may_start
def retry(request, pk):
    problem = get_object_or_404(RecordProblem.objects.defer("packed"), pk=pk)
    number = number_of(problem)
    if number:
        _start(request, problem.register, Kind.TRIAL, number=number)
    else:
        messages.error(request, "This problem names no trial. Start a full run instead.")
    return redirect("trials:problems")


@require_POST
@may_start
def refresh(request, number):
    """Read the trial again from every register that has it, unless it is invented."""
    found = list(Trial.objects.visible_to(request.user).with_number(number)[:2])
    if len(found) != 1:
        raise Http404(f"There is no single trial with the number {number}.")
    trial = found[0]
    if trial.is_demo and not settings.REGISTERS_ARE_DEMO:
        messages.error(request, "This trial is invented, so no register can be asked about it.")
        return redirect(trial)
    numbers = {"euctr": trial.eudract_number, "ctis": trial.eu_ct_number}
    for register in trial.registers.split():
        if numbers[register]:
            _start(request, register, Kind.TRIAL, number=numbers[register])
    return redirect(trial)


def _start(request, register, kind, **fields):
    """Start a run for a worker and show a link to it. Return None if the register has an active
    run."""
    try:
        with handing_over(request, "The run"):
            started = start_run(register, kind, started_by=request.user, **fields)
            sync_register.delay_on_commit(started.pk)
    except AlreadyRunning as refusal:
        messages.error(request, f"{register.upper()}: {refusal}")
        return None
    url = started.get_absolute_url()
    text = '{}: <a href="{}">run {}</a> has started.'
    messages.success(request, format_html(text, register.upper(), url, started.pk))
    return started


# The actions of a person on a run


@require_POST
@may_start
def stop(request, pk):
    run = get_object_or_404(SyncRun, pk=pk)
    try:
        if not control.stop(run):
            messages.info(request, "The run will stop before its next request or trial.")
    except control.NotPossible as refusal:
        messages.error(request, str(refusal))
    return redirect(run)


@require_POST
@may_start
def release(request, pk):
    run = get_object_or_404(SyncRun, pk=pk)
    try:
        with handing_over(request, "The run"):
            control.release(run, by=request.user)
            sync_register.delay_on_commit(run.pk)
    except control.NotPossible as refusal:
        messages.error(request, str(refusal))
    return redirect(run)


@require_POST
@may_start
def undo(request, pk):
    run = get_object_or_404(SyncRun, pk=pk)
    try:
        trials = undo_run(run)
    except CannotUndo as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, f"Run {pk} was undone: {trials:,} trials have their earlier values again."
        )
    return redirect(run)
