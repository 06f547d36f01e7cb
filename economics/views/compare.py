"""Comparison of two to four scenarios."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..comparison import MAX_SCENARIOS_COMPARED, Comparison
from ..models import SavedScenario
from .find import find_version

MAX_SCENARIOS_OFFERED = 200


@login_not_required
@require_safe
def compare(request):
    """Compare the scenarios that `s` names, as slug, or slug:number for one of their versions."""
    chosen = list(dict.fromkeys(request.GET.getlist("s")))
    offered = SavedScenario.objects.visible_to(request.user)[:MAX_SCENARIOS_OFFERED]
    error, comparison = "", None
    if len(chosen) > MAX_SCENARIOS_COMPARED:
        error = f"{len(chosen)} scenarios are selected. Select at most {MAX_SCENARIOS_COMPARED}."
    elif len(chosen) == 1:
        error = "One scenario is selected. Select at least two."
    elif chosen:
        comparison = Comparison([_version(request.user, name) for name in chosen])
    context = {
        "offered": offered,
        "chosen": {name.partition(":")[0] for name in chosen},
        "error": error,
        "comparison": comparison,
    }
    return render(request, "economics/compare.html", context)


def _version(user, name):
    slug, _, number = name.partition(":")
    return find_version(user, slug, int(number) if number.isdecimal() else None)
