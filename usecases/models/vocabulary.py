"""The lists that use cases are described with. They are ours to edit; each row says what it rests
on. A row that is no longer wanted is switched off with a date, because old cases still use it."""

from django.db import models
from django.urls import reverse

from ..choices import Standing
from ..querysets import VocabularyQuerySet


class Vocabulary(models.Model):
    code = models.CharField(
        max_length=20, unique=True, help_text="Short and lasting; files and programs go by it."
    )
    name = models.CharField(max_length=200, help_text="As pages and filters show it.")
    meaning = models.TextField(
        blank=True, help_text="What belongs here, where the name leaves it open."
    )
    position = models.PositiveSmallIntegerField(default=0, db_index=True)
    standing = models.CharField(
        max_length=10,
        choices=Standing,
        default=Standing.PROPOSAL,
        help_text="How well the row is founded; pages say so where it is unverified.",
    )
    source = models.TextField(blank=True, help_text="What the row rests on, as readers see it.")
    retired_on = models.DateField(
        "not offered since",
        null=True,
        blank=True,
        help_text="New entries cannot choose it from this day on; old ones keep it.",
    )

    objects = VocabularyQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("position", "code")

    def __str__(self):
        return f"{self.code} {self.name}"


class Stage(Vocabulary):
    """A stage of development, from basic research to long-term follow-up."""


class HurdleCategory(Vocabulary):
    """What kind of thing stands in the way."""

    class Meta(Vocabulary.Meta):
        verbose_name_plural = "hurdle categories"


class SolutionType(Vocabulary):
    """What kind of thing helps."""


class Procedure(Vocabulary):
    """A regulatory procedure with the time it should take."""

    authority = models.CharField(
        "who decides", max_length=200, blank=True, help_text="Authority or committee, such as EMA."
    )
    nominal_words = models.TextField(
        "nominal time in words", blank=True, help_text="As the source puts it."
    )
    nominal_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Length in days to compare with, clock stops not counted."
    )
    nominal_days_most = models.PositiveSmallIntegerField(
        "nominal days at most", null=True, blank=True, help_text="Longest length of a range."
    )
    legal_basis = models.TextField(
        "legal or guidance basis",
        blank=True,
        help_text="Such as: Regulation (EC) 1394/2007, Article 17.",
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
        max_length=200, blank=True, help_text="What nobody has checked against a source."
    )
    valid_as_of = models.DateField(
        null=True,
        blank=True,
        help_text="Day on which somebody last checked the row. Empty: nobody has.",
    )

    class Meta(Vocabulary.Meta):
        constraints = [
            models.CheckConstraint(
                name="procedure_range_is_in_order",
                condition=models.Q(nominal_days_most=None)
                | models.Q(
                    nominal_days__isnull=False, nominal_days_most__gte=models.F("nominal_days")
                ),
                violation_error_message="The most nominal days are fewer than the nominal days.",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("usecases:procedure", args=[self.code])
