"""The page of the state of the portal, for administrators."""

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..models import Trouble
from .findings import findings


@permission_required("join4atmp.view_trouble", raise_exception=True)
@require_safe
def state(request):
    """Say in words what works, and what to do about the rest."""
    since = dict(Trouble.objects.values_list("name", "since"))
    found = sorted(findings(), key=lambda finding: finding.is_good)
    context = {
        "findings": [(finding, since.get(finding.name)) for finding in found],
        "troubles": sum(not finding.is_good for finding in found),
        "release": settings.RELEASE,
    }
    return render(request, "site/state.html", context)
