"""Statements: what the project's sources say, never computed."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from core.fields import last_change
from core.partial_dates import PartialDateField
from core.text import search_text

from ..choices import QUALIFIER_WORDS, Qualifier, Subject
from ..querysets import StatementQuerySet


class Statement(models.Model):
    """One dated sentence of a source, with a figure if the source has one. The text, the figure and
    the quotation are of the source; the count of the portal is shown beside it and is no part."""

    key = models.SlugField(
        max_length=40, unique=True, help_text="Last part of the address of its page."
    )
    subject = models.CharField(max_length=15, choices=Subject, db_index=True)
    text = models.CharField(max_length=400, help_text="The statement in our words.")
    value = models.PositiveIntegerField(
        null=True, blank=True, help_text="The figure, if there is one."
    )
    qualifier = models.CharField(
        max_length=10, choices=Qualifier, blank=True, help_text="How the source states the figure."
    )
    unit = models.CharField(max_length=60, blank=True, help_text="The thing that is counted.")
    as_of = PartialDateField(
        db_index=True, help_text="Date of the statement, as precise as the source states it."
    )
    as_of_note = models.CharField(
        "note on the date",
        max_length=120,
        blank=True,
        help_text="Words of the date where it is no year, month or day, or where it is inferred.",
    )
    source = models.CharField(max_length=300)
    source_url = models.URLField("address of the source", blank=True)
    quotation = models.TextField(
        blank=True, help_text="The words of the source, exactly. Empty: no wording is known."
    )
    differs = models.TextField(
        "why the live count differs",
        blank=True,
        help_text="Shown between the statement and the count of the portal.",
    )
    superseded_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="supersedes",
        help_text="A later statement of the same count, and not of another way of counting.",
    )
    newsletter = models.ForeignKey(
        "consortium.NewsItem",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="statements",
        help_text="The newsletter or news item that has this sentence.",
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Order in its subject.")
    search_text = models.TextField(editable=False, blank=True)
    updated_at = last_change()

    objects = StatementQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_text", "updated_at"])

    class Meta:
        ordering = ("subject", "position", "pk")
        constraints = [
            models.CheckConstraint(
                name="statement_figure_has_qualifier",
                condition=Q(value=None, qualifier="") | (Q(value__isnull=False) & ~Q(qualifier="")),
                violation_error_message="A figure has a qualifier, and only a figure has one. "
                "Fill in both, or none.",
            ),
            models.CheckConstraint(
                name="statement_does_not_supersede_itself",
                condition=Q(superseded_by=None) | ~Q(superseded_by=F("pk")),
                violation_error_message="A statement cannot supersede itself. Select another one.",
            ),
        ]

    def __str__(self):
        return f"{self.figure} {self.text}".strip()

    def save(self, *args, **kwargs):
        self.search_text = search_text(self.text, self.unit, self.quotation, self.key)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("consortium:statement", args=[self.key])

    is_demo = False  # statements have a public source

    @property
    def figure(self):
        """The figure with its qualifier, such as "more than 300"; "" without one."""
        if self.value is None:
            return ""
        return f"{QUALIFIER_WORDS.get(self.qualifier, '')}{self.value:,}"
