"""Actions on a saved scenario: share, publish, simulate, stop."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from core.jobs import handing_over

from ..model.inputs import MAX_DRAWS
from ..simulations import MAX_DRAWS_WITHOUT_WORKER, AlreadySimulated, ask, stop_simulations
from ..tasks import simulate as simulate_task
from .find import find_scenario, find_version

MIN_DRAWS = 100


def _changeable(request, slug):
    scenario = find_scenario(request.user, slug)
    if not scenario.can_be_changed_by(request.user):
        raise PermissionDenied
    return scenario


@require_POST
def share(request, slug):
    scenario = _changeable(request, slug)
    scenario.share()
    messages.success(request, "The scenario is shared: everyone who has its address can read it.")
    return redirect(scenario)


@require_POST
@permission_required("economics.publish_scenario", raise_exception=True)
def publish(request, slug):
    scenario = find_scenario(request.user, slug)
    is_public = "withdraw" not in request.POST
    scenario.publish(is_public=is_public)
    text = "The scenario is published." if is_public else "The scenario is no longer published."
    messages.success(request, text)
    return redirect(scenario)


@require_POST
@permission_required("economics.add_savedscenario", raise_exception=True)
def simulate(request, slug, number):
    version = find_version(request.user, slug, number)
    answer = redirect(f"{version.get_absolute_url()}#simulation")
    text = request.POST.get("draws", "").replace(",", "").strip()
    draws = int(text) if text.isdecimal() and len(text) < 10 else 0
    if not MIN_DRAWS <= draws <= MAX_DRAWS:
        messages.error(
            request,
            f"The number of draws is not valid. Enter one from {MIN_DRAWS} to {MAX_DRAWS:,}.",
        )
        return answer
    try:
        run = ask(version, draws, by=request.user)
    except AlreadySimulated as busy:
        messages.error(request, str(busy))
        return answer
    if draws > MAX_DRAWS_WITHOUT_WORKER:
        with handing_over(request, "The simulation"):
            simulate_task.delay_on_commit(run.pk)
    return answer


@require_POST
@permission_required("economics.add_savedscenario", raise_exception=True)
def stop(request, slug, number):
    version = find_version(request.user, slug, number)
    stop_simulations(version)
    return redirect(f"{version.get_absolute_url()}#simulation")
