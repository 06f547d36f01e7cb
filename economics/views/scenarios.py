"""The page of a scenario and of its versions."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..page import VersionPage
from ..simulations import MAX_DRAWS_WITHOUT_WORKER
from ..two_way import TwoWay
from .find import find_version


def _page(request, version):
    page = VersionPage(version)
    context = {
        "page": page,
        "two_way": TwoWay(page.scenario, request.GET),
        "can_change": version.scenario.can_be_changed_by(request.user),
        "at_once": MAX_DRAWS_WITHOUT_WORKER,
    }
    return render(request, "economics/scenario.html", context)


@login_not_required
@require_safe
def latest(request, slug):
    return _page(request, find_version(request.user, slug))


@login_not_required
@require_safe
def version(request, slug, number):
    return _page(request, find_version(request.user, slug, number))


@login_not_required
@require_safe
def simulation(request, slug, number):
    """Show the part of the page with the simulation; htmx loads it again while a simulation is
    running."""
    return _page(request, find_version(request.user, slug, number))
