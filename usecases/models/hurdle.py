"""Hurdles, solutions, and the results of solutions on hurdles."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from core.fields import demonstration, last_change
from core.text import search_text

from ..choices import SEVERITIES, AttemptOutcome, Transferability
from ..querysets import HurdleQuerySet, SolutionQuerySet
from .approval import APPROVAL_FIELDS, ApprovedText, lines_of
from .case import CountriesField, UseCase
from .evidence import Evidence
from .vocabulary import HurdleCategory, Procedure, SolutionType, Stage


class Hurdle(Evidence, ApprovedText):
    """One obstacle that delays, stops or raises the cost of a therapy, in one or more use cases."""

    title = models.CharField(max_length=200, help_text="The hurdle in a few words.")
    category = models.ForeignKey(
        HurdleCategory,
        on_delete=models.PROTECT,
        related_name="hurdles",
        help_text="Kind of obstacle.",
    )
    stage = models.ForeignKey(
        Stage,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hurdles",
        help_text="Stage of development in which the hurdle occurs. Empty: no single stage.",
    )
    procedure = models.ForeignKey(
        Procedure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hurdles",
        help_text="Regulatory procedure in which the hurdle occurs. Empty: no single procedure.",
    )
    countries = CountriesField()
    affected = models.ManyToManyField(
        "stakeholders.TargetGroup",
        verbose_name="affected groups",
        blank=True,
        related_name="hurdles",
        help_text="Groups of stakeholders affected by the hurdle.",
    )
    description = models.TextField(
        blank=True, help_text="Description of the obstacle and its effects."
    )
    severity = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        choices=SEVERITIES,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text="From 1 (minor) to 5 (stops the work). Empty: not rated.",
    )
    delay_days = models.PositiveIntegerField(
        "delay in days",
        null=True,
        blank=True,
        validators=[MaxValueValidator(36_500)],
        help_text="Time lost, in calendar days. Empty: not known.",
    )
    cost_eur = models.PositiveBigIntegerField(
        "cost in EUR",
        null=True,
        blank=True,
        validators=[MaxValueValidator(10**12)],
        help_text="Extra cost in whole euros. Empty: not known.",
    )
    use_cases = models.ManyToManyField(
        UseCase,
        through="CaseHurdle",
        related_name="hurdles",
        help_text="Use cases that met the hurdle.",
    )
    search_text = models.TextField(editable=False, blank=True)
    updated_at = last_change()
    is_demo = demonstration()

    objects = HurdleQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_text", "updated_at", *APPROVAL_FIELDS])

    class Meta:
        ordering = ("category__position", "title", "pk")
        constraints = [
            models.CheckConstraint(
                name="hurdle_severity_from_1_to_5",
                condition=Q(severity=None) | Q(severity__gte=1, severity__lte=5),
            ),
            models.CheckConstraint(
                name="hurdle_quotation_has_a_source", condition=Q(quotation="") | ~Q(source="")
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.search_text = search_text(self.title, self.description, self.evidence, self.source)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("usecases:hurdle", args=[self.pk])

    def words(self):
        return {
            "Title": [self.title],
            "Category": [str(self.category)],
            "Stage": [self.stage.name] if self.stage else [],
            "Procedure": [self.procedure.name] if self.procedure else [],
            "Countries": self.country_codes,
            "Affected groups": [group.name for group in self.affected.all()],
            "Severity": lines_of(self.get_severity_display()),
            "Delay in days": lines_of(self.delay_days),
            "Cost in EUR": lines_of(self.cost_eur),
            "Description": lines_of(self.description),
            **self.evidence_words(),
            "Solutions tried": [
                f"{one.solution.title}: {one.get_outcome_display()}. {one.why}".strip()
                for one in self.attempts.all()
                if one.solution.is_public
            ],
        }

    @property
    def country_codes(self):
        return self.countries.split()


class Solution(Evidence, ApprovedText):
    """One measure that was taken against hurdles."""

    title = models.CharField(max_length=200, help_text="The solution in a few words.")
    type = models.ForeignKey(
        SolutionType,
        on_delete=models.PROTECT,
        related_name="solutions",
        help_text="Kind of solution.",
    )
    done = models.TextField("what was done", blank=True, help_text="Changes that were made.")
    done_by = models.CharField(
        "done by",
        max_length=300,
        blank=True,
        help_text="For example: the sponsor, a national authority.",
    )
    effect = models.TextField(
        blank=True,
        help_text="Overall effect. The outcome for each hurdle is recorded with the hurdle.",
    )
    transferable = models.CharField(
        "transferable to other cases",
        max_length=10,
        choices=Transferability,
        default=Transferability.UNKNOWN,
        help_text="Whether other use cases can apply the solution.",
    )
    transferable_note = models.CharField(
        "conditions of transfer",
        max_length=300,
        blank=True,
        help_text="Conditions under which others can apply the solution.",
    )
    hurdles = models.ManyToManyField(
        Hurdle,
        through="Attempt",
        related_name="solutions",
        help_text="Hurdles on which the solution was tried, each with its outcome.",
    )
    search_text = models.TextField(editable=False, blank=True)
    updated_at = last_change()
    is_demo = demonstration()

    objects = SolutionQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_text", "updated_at", *APPROVAL_FIELDS])

    class Meta:
        ordering = ("type__position", "title", "pk")
        constraints = [
            models.CheckConstraint(
                name="solution_quotation_has_a_source", condition=Q(quotation="") | ~Q(source="")
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.search_text = search_text(self.title, self.done, self.done_by, self.effect)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("usecases:solution", args=[self.pk])

    def words(self):
        return {
            "Title": [self.title],
            "Type": [str(self.type)],
            "What was done": lines_of(self.done),
            "Done by": lines_of(self.done_by),
            "Effect": lines_of(self.effect),
            "Transferable to other cases": [
                self.get_transferable_display(),
                *lines_of(self.transferable_note),
            ],
            **self.evidence_words(),
        }


class CaseHurdle(models.Model):
    """The occurrence of a hurdle in one use case."""

    use_case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="case_hurdles")
    hurdle = models.ForeignKey(Hurdle, on_delete=models.CASCADE, related_name="in_cases")
    note = models.TextField(blank=True, help_text="Details of the hurdle in this use case.")
    position = models.PositiveSmallIntegerField(default=0, db_index=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ("position", "pk")
        verbose_name = "hurdle of a case"
        verbose_name_plural = "hurdles of a case"
        constraints = [
            models.UniqueConstraint(name="hurdle_once_in_a_case", fields=["use_case", "hurdle"])
        ]

    def __str__(self):
        return f"{self.hurdle} in {self.use_case}"


class Attempt(models.Model):
    """The use of one solution on one hurdle, with its outcome. A failed attempt has a reason."""

    hurdle = models.ForeignKey(Hurdle, on_delete=models.CASCADE, related_name="attempts")
    solution = models.ForeignKey(Solution, on_delete=models.CASCADE, related_name="attempts")
    outcome = models.CharField(
        max_length=12, choices=AttemptOutcome, default=AttemptOutcome.NOT_STATED
    )
    why = models.TextField("why", blank=True, help_text="Why the solution worked or failed.")

    history = HistoricalRecords()

    class Meta:
        ordering = ("pk",)
        verbose_name = "solution tried on a hurdle"
        verbose_name_plural = "solutions tried on hurdles"
        constraints = [
            models.UniqueConstraint(
                name="solution_once_on_a_hurdle", fields=["hurdle", "solution"]
            ),
            models.CheckConstraint(
                name="failed_attempt_says_why", condition=~Q(outcome="failed") | ~Q(why="")
            ),
        ]

    def __str__(self):
        return f"{self.solution} on {self.hurdle}: {self.get_outcome_display()}"

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        self._touch_hurdle()

    def delete(self, *args, **kwargs):
        self._touch_hurdle()
        return super().delete(*args, **kwargs)

    def _touch_hurdle(self):
        """Mark the hurdle as changed, because its page lists the attempts."""
        Hurdle.objects.filter(pk=self.hurdle_id).update(updated_at=timezone.now())

    def clean(self):
        if self.outcome == AttemptOutcome.FAILED and not self.why:
            raise ValidationError({"why": "The reason is missing. Write why the solution failed."})
