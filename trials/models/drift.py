from django.db import models
from django.db.models import Q

from .trial import Trial


class Drift(models.Model):
    """A register value that moved under a curated one: the page did not change, and a curator must
    say whether it should. One open task for each fact of a trial; it keeps the first old value."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="drifts")
    fact = models.CharField(max_length=40)
    old = models.CharField("register said", max_length=200, blank=True)
    new = models.CharField("register says", max_length=200, blank=True)
    curated = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("resolved_at", "-opened_at", "pk")
        verbose_name_plural = "drift"
        constraints = [
            models.UniqueConstraint(
                name="one_open_drift_a_fact",
                fields=["trial", "fact"],
                condition=Q(resolved_at=None),
            )
        ]

    def __str__(self):
        return f"{self.trial.number}, {self.fact}: {self.old} -> {self.new}"
