"""Recommendations, their evidence and the history of their state."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from core.fields import demonstration, last_change
from core.partial_dates import PartialDateField
from core.rich_text import RichTextField, plain
from core.text import search_text

from ..choices import Level, RecommendationState
from ..querysets import PublishedQuerySet
from .approval import APPROVAL_FIELDS, ApprovedText, lines_of
from .evidence import Evidence
from .hurdle import Hurdle, Solution


class Recommendation(ApprovedText):
    """One recommendation of the project. It is public from its adoption."""

    title = models.CharField(max_length=300, help_text="The recommended change in one sentence.")
    slug = models.SlugField(
        "address",
        max_length=80,
        unique=True,
        help_text="Last part of the address of the page.",
    )
    text = RichTextField(blank=True, help_text="The recommended change and its reasons.")
    target_groups = models.ManyToManyField(
        "stakeholders.TargetGroup",
        verbose_name="addressed to",
        blank=True,
        related_name="recommendations",
        help_text="Groups of stakeholders that should act.",
    )
    bodies = models.CharField(
        "addressed bodies",
        max_length=300,
        blank=True,
        help_text="Bodies by name, such as: European Commission; EMA.",
    )
    hurdles = models.ManyToManyField(
        Hurdle,
        blank=True,
        related_name="recommendations",
        help_text="Hurdles that the recommendation would reduce.",
    )
    solutions = models.ManyToManyField(
        Solution,
        blank=True,
        related_name="recommendations",
        help_text="Solutions that show that the change is possible.",
    )
    priority = models.CharField(
        max_length=10,
        choices=Level,
        default=Level.UNKNOWN,
        help_text="Importance of the recommendation.",
    )
    feasibility = models.CharField(
        max_length=10,
        choices=Level,
        default=Level.UNKNOWN,
        help_text="How easily the change can be made.",
    )
    state = models.CharField(
        max_length=12,
        choices=RecommendationState,
        default=RecommendationState.DRAFT,
        editable=False,
        help_text="Progress of the recommendation. It is public from “Adopted”.",
    )
    search_text = models.TextField(editable=False, blank=True)
    updated_at = last_change()
    is_demo = demonstration()

    objects = PublishedQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_text", "updated_at", *APPROVAL_FIELDS])

    class Meta:
        ordering = ("title", "pk")
        permissions = [("review_recommendation", "Can adopt recommendations and record replies")]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.search_text = search_text(self.title, plain(self.text), self.bodies)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("usecases:recommendation", args=[self.slug])

    def words(self):
        return {
            "Title": [self.title],
            "Text": lines_of(plain(self.text)),
            "Addressed to": [
                *(group.name for group in self.target_groups.all()),
                *lines_of(self.bodies),
            ],
            "Priority": [self.get_priority_display()],
            "Feasibility": [self.get_feasibility_display()],
            "Hurdles addressed": [one.title for one in self.hurdles.all() if one.is_public],
            "Supporting solutions": [one.title for one in self.solutions.all() if one.is_public],
            "Other evidence": [str(one) for one in self.evidence.all()],
        }


class RecommendationEvidence(Evidence):
    """One piece of evidence besides hurdles and solutions, such as a survey answer.

    The source is free text, because this app may not refer to rows of the apps above it.
    """

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="evidence"
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ("pk",)
        verbose_name = verbose_name_plural = "other evidence"
        constraints = [
            models.CheckConstraint(
                name="recommendation_evidence_has_a_source", condition=~Q(source="")
            ),
            models.CheckConstraint(
                name="recommendation_evidence_says_something",
                condition=~Q(evidence="") | ~Q(quotation=""),
                violation_error_message="The evidence is empty. Write a summary or a quotation.",
            ),
        ]

    def __str__(self):
        kind = self.get_evidence_kind_display() if self.evidence_kind else "Evidence"
        return f"{kind}: {self.evidence or self.quotation} ({self.source})"

    def clean(self):
        super().clean()
        if not self.source:
            raise ValidationError(
                {"source": "The source is missing. Write where the evidence can be found."}
            )


class RecommendationEvent(models.Model):
    """One change of state, with its date and the reply, if any."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="events"
    )
    old = models.CharField(max_length=12, choices=RecommendationState)
    new = models.CharField(max_length=12, choices=RecommendationState)
    happened_on = PartialDateField(blank=False)
    note = models.TextField(blank=True)
    reply = models.TextField(blank=True)
    source = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self):
        return f"{self.get_old_display()} to {self.get_new_display()}, {self.happened_on}"
