from django.conf import settings
from django.db import models
from django.db.models import Q

from ..choices import Resolution
from .facts import SEVERAL_WORDS, fact_label, fact_words, value_label
from .trial import Trial


class Drift(models.Model):
    """A register value that changed under a curated one. The page did not change, and a curator
    must decide whether it should. Each fact of a trial has at most one open task, which keeps the
    first old value."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="drifts")
    fact = models.CharField(max_length=40)
    old = models.CharField("register said", max_length=200, blank=True)
    new = models.CharField("register says", max_length=200, blank=True)
    curated = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolution = models.CharField(max_length=10, choices=Resolution, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

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
        indexes = [
            models.Index(name="open_drift", fields=["opened_at"], condition=Q(resolved_at=None))
        ]

    def __str__(self):
        return f"{self.trial.number}, {self.fact}: {self.old} -> {self.new}"

    @property
    def values(self):
        """Return the labels of the old, new and curated value."""
        return [
            value_label(Trial, self.fact, value) for value in (self.old, self.new, self.curated)
        ]

    @property
    def label(self):
        return fact_label(Trial, self.fact)

    @property
    def words(self):
        return fact_words(Trial, self.fact)

    @property
    def is_several(self):
        return self.fact in SEVERAL_WORDS
