"""Bottlenecks that published sources name, with the year of the source."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from core.partial_dates import PartialDateField

from .vocabulary import HurdleCategory


class BottleneckToday(models.TextChoices):
    """The state of a bottleneck today."""

    NOT_ASSESSED = "not_assessed", "Not assessed"
    OPEN = "open", "Still open"
    PARTLY = "partly", "Solved in part"
    SOLVED = "solved", "Solved"


class Bottleneck(models.Model):
    """One bottleneck that a published source names, quoted exactly and shown with its year."""

    category = models.ForeignKey(
        HurdleCategory,
        on_delete=models.PROTECT,
        related_name="bottlenecks",
        help_text="Main category of hurdles that the quotation is about.",
    )
    also = models.ManyToManyField(
        HurdleCategory,
        verbose_name="further categories",
        blank=True,
        related_name="bottlenecks_beside",
        help_text="Other categories that the quotation is about.",
    )
    text = models.CharField(max_length=200, help_text="The bottleneck in our own words.")
    quotation = models.TextField(help_text="Exact quotation from the source.")
    source = models.TextField(help_text="The document with the quotation.")
    year = models.PositiveSmallIntegerField(
        db_index=True, help_text="Year of the source; readers see it with the quotation."
    )
    is_year_estimated = models.BooleanField(
        "year is estimated", default=False, help_text="Yes: the source does not state its year."
    )
    today = models.CharField(
        "today",
        max_length=12,
        choices=BottleneckToday,
        default=BottleneckToday.NOT_ASSESSED,
        help_text="State of the bottleneck today. An answer needs an explanation and a source.",
    )
    today_text = models.TextField(
        "explanation", blank=True, help_text="Reason for the answer, in one or two sentences."
    )
    today_source = models.TextField("source of the answer", blank=True)
    today_as_of = PartialDateField("answer as of")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    checked_on = models.DateField(
        null=True,
        editable=False,
        help_text="Day on which a second person compared quotation and source. Empty: never.",
    )
    position = models.PositiveSmallIntegerField(default=0, db_index=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ("category__position", "year", "position", "pk")
        constraints = [
            models.CheckConstraint(
                name="bottleneck_is_quoted", condition=~Q(quotation="") & ~Q(source="")
            ),
            models.CheckConstraint(
                name="bottleneck_answer_has_a_source",
                condition=Q(today=BottleneckToday.NOT_ASSESSED)
                | (~Q(today_text="") & ~Q(today_source="") & ~Q(today_as_of="")),
                violation_error_message="The answer for today has no explanation, source or date. "
                "Enter all three, or choose “Not assessed”.",
            ),
        ]

    def __str__(self):
        return f"{self.text} ({self.year_in_words})"

    @property
    def year_in_words(self):
        return f"about {self.year}" if self.is_year_estimated else str(self.year)

    def clean(self):
        if self.today != BottleneckToday.NOT_ASSESSED:
            for name in ("today_text", "today_source", "today_as_of"):
                if not getattr(self, name):
                    raise ValidationError(
                        {name: "The answer for today needs this field. Fill it in."}
                    )
