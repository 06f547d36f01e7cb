"""The trials that a query string selects for one person."""

from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import QueryDict

from core.invented import InventedShare, invented_notice
from core.lists import chips_of

from ..models import Trial
from .filters import filter_for


class TrialSelection:
    """The selection of the list's query string; names that are not filters are ignored."""

    def __init__(self, user, query):
        given = query if isinstance(query, QueryDict) else QueryDict(query)
        self.filterset = filter_for(user)(given, queryset=Trial.objects.visible_to(user))
        self.lost = []
        self.is_valid = self.filterset.is_valid()
        self.trials = self.filterset.qs if self.is_valid else self.filterset.queryset.none()
        self.pairs = [
            (name, value)
            for name in given
            if name in self.filterset.filters
            for value in given.getlist(name)
            if value
        ]

    @classmethod
    def of(cls, view, owner):
        """Return the trials of a saved view. One with a filter that its owner has lost finds
        nothing; without the filter it would find far more than was asked for."""
        selection = cls(owner, view.query)
        selection.lost = sorted(set(QueryDict(view.query)) - set(selection.filterset.filters))
        if selection.lost:
            selection.is_valid = False
            selection.trials = selection.filterset.queryset.none()
        return selection

    @property
    def query(self):
        return urlencode(self.pairs)

    @property
    def words(self):
        """Return the filter in words, "" without a filter."""
        if not self.is_valid:
            return ""
        return "; ".join(label for label, _ in chips_of(self.filterset, lambda name, values: ""))

    @property
    def invented_notice(self):
        """Return a sentence about the invented trials among those found, "" if there are none."""
        counted = self.trials.order_by().aggregate(
            all=Count("pk"), invented=Count("pk", filter=Q(is_demo=True))
        )
        share = InventedShare("trial", "trials", counted["invented"], counted["all"])
        return invented_notice(share)

    @property
    def errors(self):
        """Return one sentence per error."""
        form = self.filterset.form
        refused = [
            f"{form.fields[name].label}: {text}"
            for name, texts in form.errors.items()
            for text in texts
        ]
        return refused + [f"You may no longer filter by {name}." for name in self.lost]
