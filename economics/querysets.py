"""Queries over many scenarios, reference values and simulations."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.querysets import Searched

from .choices import RunState


class ReferenceQuerySet(models.QuerySet):
    def current(self):
        return self.filter(replaced_at=None)

    def defaults(self):
        """Return {input: ReferenceValue} of the defaults of new scenarios."""
        return {row.input: row for row in self.current().filter(is_default=True)}

    def by_input(self):
        """Return {input: [ReferenceValue]} of all current values."""
        found = {}
        for row in self.current().exclude(input=""):
            found.setdefault(row.input, []).append(row)
        return found


class ScenarioQuerySet(Searched):
    def visible_to(self, user):
        """Filter the scenarios that lists show: published and invented ones to everyone, all to
        members."""
        if user.is_authenticated:
            return self
        return self.filter(Q(published_on__isnull=False) | Q(is_demo=True))

    def readable_by(self, user):
        """Filter the scenarios whose page the user may open: also those shared by their address."""
        if user.is_authenticated:
            return self
        return self.filter(
            Q(published_on__isnull=False) | Q(is_demo=True) | Q(shared_at__isnull=False)
        )

    def published(self):
        """Filter out demonstration data; the rest counts as the project's own."""
        return self.filter(is_demo=False)


class RunQuerySet(models.QuerySet):
    def without_worker(self):
        """Filter simulations that wait, or whose worker has stopped."""
        return self.filter(
            Q(state=RunState.WAITING) | Q(state=RunState.RUNNING, held_until__lt=timezone.now())
        )
