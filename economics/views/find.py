"""Scenarios and versions by address, limited to those that the reader may see."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from ..models import SavedScenario


def find_scenario(user, slug):
    rows = SavedScenario.objects.readable_by(user)
    return get_object_or_404(
        rows.select_related("trial", "product", "use_case", "created_by"), slug=slug
    )


def find_version(user, slug, number=None):
    """Return one version, the latest without `number`; raise Http404 if it does not exist."""
    scenario = find_scenario(user, slug)
    rows = scenario.versions.all()
    version = rows.filter(number=number).first() if number else rows.first()
    if version is None:
        raise Http404(f"{scenario.title} has no version {number or 1}.")
    version.scenario = scenario
    return version
