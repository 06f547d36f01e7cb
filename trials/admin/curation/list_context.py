"""The list from which a trial was opened: its filters survive, and give the next trial."""

from copy import copy
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import SuspiciousOperation
from django.http import QueryDict
from django.urls import reverse

FILTERS = "_changelist_filters"  # as Django names it in the links of a list
ENDED_BY = ("move", "verdict")  # steps after which the next trial of the list opens


@dataclass(frozen=True)
class ListContext:
    """A list by its filters, and the place of one trial in it; `following` is the next key."""

    filters: str
    place: int
    total: int
    following: int | None

    @property
    def list_address(self):
        return f"{reverse('admin:trials_trial_changelist')}?{self.filters}"

    @property
    def next_address(self):
        if self.following is None:
            return self.list_address
        return self.address_of(self.following)

    def address_of(self, key):
        address = reverse("admin:trials_trial_change", args=[key])
        return f"{address}?{urlencode({FILTERS: self.filters})}"


def list_context(model_admin, request, trial):
    """Return the list that the request names, or None. Filters that mean nothing are no list."""
    filters = request.GET.get(FILTERS, "")
    if not filters:
        return None
    asked = copy(request)
    asked.GET = QueryDict(filters)
    try:
        rows = model_admin.get_changelist_instance(asked).queryset
        keys = list(rows.values_list("pk", flat=True))
    except (IncorrectLookupParameters, SuspiciousOperation, ValueError):
        return None
    if trial.pk not in keys:
        return ListContext(filters, 0, len(keys), keys[0] if keys else None)
    place = keys.index(trial.pk)
    following = [*keys[place + 1 :], *keys[:place]]
    return ListContext(filters, place + 1, len(keys), following[0] if following else None)
