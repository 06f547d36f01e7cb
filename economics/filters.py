"""Filters of the list of scenarios."""

from core.filters import ListFilterSet, Words

from .models import SavedScenario


class ScenarioFilter(ListFilterSet):
    q = Words()

    class Meta:
        model = SavedScenario
        fields = ()
