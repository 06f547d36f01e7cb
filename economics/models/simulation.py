"""Simulations of saved versions."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from ..choices import RunState
from ..querysets import RunQuerySet
from .fields import person
from .scenario import ScenarioVersion

LEASE = timedelta(minutes=5)


class SimulationRun(models.Model):
    """One simulation of a version: waiting, running, done, stopped or failed."""

    version = models.ForeignKey(
        ScenarioVersion, on_delete=models.CASCADE, related_name="simulations"
    )
    draws = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=RunState, default=RunState.WAITING)
    done = models.PositiveIntegerField("draws done", default=0)
    stop_asked = models.BooleanField(default=False)
    results = models.JSONField(null=True, blank=True, help_text="See economics.simulations.")
    held_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_by = person()
    asked_at = models.DateTimeField(auto_now_add=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="simulation_done_within_draws", condition=Q(done__lte=models.F("draws"))
            ),
            models.UniqueConstraint(
                name="one_open_simulation_per_version",
                fields=["version"],
                condition=Q(state__in=[RunState.WAITING, RunState.RUNNING]),
            ),
        ]

    def __str__(self):
        return f"{self.draws:,} draws of {self.version}"

    @property
    def is_open(self):
        return self.state in (RunState.WAITING, RunState.RUNNING)

    @property
    def percent(self):
        return round(100 * self.done / self.draws) if self.draws else 0

    def claim(self):
        """Lock the run for some minutes; return False if another worker has it."""
        return bool(
            SimulationRun.objects.without_worker()
            .filter(pk=self.pk)
            .update(
                state=RunState.RUNNING,
                held_until=timezone.now() + LEASE,
                attempts=models.F("attempts") + 1,
            )
        )
