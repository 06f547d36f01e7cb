"""Scenarios as evidence for hurdles and recommendations."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from .fields import person, subject
from .scenario import ScenarioVersion


class ScenarioEvidence(models.Model):
    """One version of a scenario as evidence for a hurdle or a recommendation."""

    version = models.ForeignKey(ScenarioVersion, on_delete=models.PROTECT, related_name="cited_in")
    hurdle = subject("usecases.Hurdle")
    recommendation = subject("usecases.Recommendation")
    statement = models.TextField(help_text="What the scenario shows, in one sentence.")
    added_by = person(editable=False)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "scenario as evidence"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="scenario_evidence_has_one_subject",
                condition=Q(hurdle__isnull=False, recommendation=None)
                | Q(hurdle=None, recommendation__isnull=False),
            ),
            models.CheckConstraint(
                name="scenario_evidence_says_something", condition=~Q(statement="")
            ),
        ]

    def __str__(self):
        return self.statement

    def clean(self):
        if bool(self.hurdle_id) == bool(self.recommendation_id):
            raise ValidationError(
                "The evidence must have exactly one subject. Choose a hurdle or a recommendation."
            )
