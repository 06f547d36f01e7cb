"""Findings: sentences with a frozen figure, and their links as evidence."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.fields import last_change
from core.text import search_text

from ..querysets import FindingQuerySet
from .interviews import InterviewStatement
from .projects import Project, Question


class Finding(models.Model):
    """A sentence of the project with its figure, frozen with day and version. The figure is always
    counted by `surveys.findings`, never typed."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="findings")
    question = models.ForeignKey(Question, models.RESTRICT, related_name="findings")
    sentence = models.CharField(max_length=500, help_text="The finding in one sentence.")
    code = models.CharField(
        max_length=100, blank=True, help_text="The answer that is counted. Empty: all answers."
    )
    group = models.CharField(
        max_length=100, blank=True, help_text="Code of the group. Empty: everybody."
    )
    country = models.CharField(
        max_length=100, blank=True, help_text="Code of the country. Empty: everywhere."
    )
    number = models.PositiveIntegerField(editable=False)
    denominator = models.PositiveIntegerField(
        editable=False, help_text="Number of people who answered the question."
    )
    denominator_words = models.CharField(max_length=300, editable=False)
    version = models.PositiveIntegerField(
        editable=False, help_text="Number of the dictionary version."
    )
    frozen_on = models.DateField(editable=False)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    published_on = models.DateField(
        null=True, blank=True, help_text="Since this day everybody can see it."
    )
    search_text = models.TextField(editable=False, blank=True)
    updated_at = last_change()

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ("project", "pk")
        constraints = [
            models.CheckConstraint(
                name="survey_finding_counts_a_part",
                condition=Q(number__lte=models.F("denominator")),
            )
        ]

    def __str__(self):
        return self.sentence

    def save(self, *args, **kwargs):
        self.search_text = search_text(self.sentence, self.question.label)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("surveys:finding", args=[self.pk])

    @property
    def is_demo(self):
        return self.project.is_demo

    @property
    def share(self):
        """Return the per cent of people who answered, or None if nobody answered."""
        return 100 * self.number / self.denominator if self.denominator else None

    @property
    def figure(self):
        """Return the figure in words, with its denominator."""
        share = f" ({self.share:.0f} %)" if self.share is not None else ""
        return f"{self.number:,} of {self.denominator:,} who answered{share}"


class FindingDrift(models.Model):
    """A figure of a finding that an import changed: a task that is open until a person decides."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="drifts")
    number = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField()
    opened_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_taken = models.BooleanField(
        default=False, help_text="Yes: the finding got the new figure. No: it kept the old one."
    )

    class Meta:
        ordering = ("-opened_at", "-pk")
        verbose_name = "moved figure"
        constraints = [
            models.UniqueConstraint(
                name="survey_drift_open_once",
                fields=["finding"],
                condition=Q(settled_at=None),
            )
        ]

    def __str__(self):
        old = f"{self.finding.number:,} of {self.finding.denominator:,}"
        return f"{old} is now {self.number:,} of {self.denominator:,}"


class EvidenceLink(models.Model):
    """A finding, question or statement that is evidence of a hurdle or recommendation."""

    finding = models.ForeignKey(
        Finding, models.CASCADE, null=True, blank=True, related_name="evidence_links"
    )
    question = models.ForeignKey(
        Question, models.CASCADE, null=True, blank=True, related_name="evidence_links"
    )
    statement = models.ForeignKey(
        InterviewStatement, models.CASCADE, null=True, blank=True, related_name="evidence_links"
    )
    recommendation = models.ForeignKey(
        "usecases.Recommendation",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="survey_evidence",
    )
    hurdle = models.ForeignKey(
        "usecases.Hurdle",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="survey_evidence",
    )
    note = models.CharField(
        max_length=500, blank=True, help_text="The reason why it is evidence, if it is not obvious."
    )
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="survey_evidence_has_one_source",
                condition=Q(finding__isnull=False, question=None, statement=None)
                | Q(finding=None, question__isnull=False, statement=None)
                | Q(finding=None, question=None, statement__isnull=False),
                violation_error_message="Choose one finding, question or statement.",
            ),
            models.CheckConstraint(
                name="survey_evidence_has_one_target",
                condition=Q(recommendation__isnull=False, hurdle=None)
                | Q(recommendation=None, hurdle__isnull=False),
                violation_error_message="Choose one hurdle or recommendation.",
            ),
            *(
                models.UniqueConstraint(
                    name=f"survey_evidence_{source}_{target}_once", fields=[source, target]
                )
                for source in ("finding", "question", "statement")
                for target in ("recommendation", "hurdle")
            ),
        ]

    def __str__(self):
        return f"{self.source}: {self.target}"

    @property
    def source(self):
        return self.finding or self.question or self.statement

    @property
    def target(self):
        return self.recommendation or self.hurdle
