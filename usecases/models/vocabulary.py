"""The vocabularies of the use cases: stages, hurdle categories, solution types and procedures.

Curators edit them. A row is retired by date instead of deleted, because old cases refer to it.
"""

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from ..choices import Standing
from ..querysets import VocabularyQuerySet


class CaseVocabulary(models.Model):
    code = models.CharField(
        max_length=20, unique=True, help_text="Short and permanent; files and programs use it."
    )
    name = models.CharField(max_length=200, help_text="Name shown on pages and in filters.")
    meaning = models.TextField(blank=True, help_text="Definition, if the name alone is not clear.")
    position = models.PositiveSmallIntegerField(default=0, db_index=True)
    standing = models.CharField(
        max_length=10,
        choices=Standing,
        default=Standing.PROPOSAL,
        help_text="How well the row was checked. Pages mark unverified rows.",
    )
    source = models.TextField(blank=True, help_text="Source of the row, as shown to readers.")
    retired_on = models.DateField(
        "retired on",
        null=True,
        blank=True,
        help_text="New entries cannot use it from this date. Existing entries keep it.",
    )

    objects = VocabularyQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("position", "code")

    def __str__(self):
        return f"{self.code} {self.name}"


class Stage(CaseVocabulary):
    """One stage of development, from basic research to long-term follow-up."""


class HurdleCategory(CaseVocabulary):
    """One kind of hurdle."""

    class Meta(CaseVocabulary.Meta):
        verbose_name_plural = "hurdle categories"


class SolutionType(CaseVocabulary):
    """One kind of solution."""


class Procedure(CaseVocabulary):
    """One regulatory procedure with its nominal time."""

    authority = models.CharField(
        "authority", max_length=200, blank=True, help_text="Authority or committee, such as EMA."
    )
    nominal_words = models.TextField(
        "nominal time in words", blank=True, help_text="Wording of the source."
    )
    nominal_days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Nominal length in days, without clock stops; minimum of a range.",
    )
    nominal_days_most = models.PositiveSmallIntegerField(
        "maximum nominal days", null=True, blank=True, help_text="Maximum of a range."
    )
    legal_basis = models.TextField(
        "legal or guidance basis",
        blank=True,
        help_text="For example: Regulation (EC) 1394/2007, Article 17.",
    )
    stage = models.ForeignKey(
        Stage,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="procedures",
        help_text="Stage of development to which the procedure belongs.",
    )
    unverified_part = models.CharField(
        max_length=200,
        blank=True,
        help_text="Part of the row that was not checked against a source.",
    )
    valid_as_of = models.DateField(
        null=True,
        blank=True,
        help_text="Date of the last check of the row. Empty: never checked.",
    )
    recorded_on = models.DateField(
        default=timezone.localdate,
        help_text="Date on which the row was taken from its source. Pages show it with every "
        "duration that nobody has checked since.",
    )

    class Meta(CaseVocabulary.Meta):
        constraints = [
            models.CheckConstraint(
                name="procedure_range_is_in_order",
                condition=models.Q(nominal_days_most=None)
                | models.Q(
                    nominal_days__isnull=False, nominal_days_most__gte=models.F("nominal_days")
                ),
                violation_error_message="The maximum is below the nominal days. Correct one.",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("usecases:procedure", args=[self.code])

    @property
    def dated(self):
        """Return the date of the row in words; pages show no duration without it."""
        if self.valid_as_of:
            return f"valid as of {date_format(self.valid_as_of, 'SHORT_DATE_FORMAT')}"
        day = date_format(self.recorded_on, "SHORT_DATE_FORMAT")
        return f"recorded on {day}, validity not checked since"
