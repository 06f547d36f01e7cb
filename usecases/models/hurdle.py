"""What stands in the way, what was done about it, and what became of that."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from core.text import search_text

from ..choices import SEVERITIES, Answer, AttemptOutcome, EvidenceKind
from ..querysets import HurdleQuerySet, SolutionQuerySet
from .case import CountriesField, UseCase
from .vocabulary import HurdleCategory, Procedure, SolutionType, Stage


class Evidence(models.Model):
    """What a statement rests on."""

    evidence_kind = models.CharField(
        "kind of evidence", max_length=12, choices=EvidenceKind, blank=True
    )
    evidence = models.TextField(blank=True, help_text="What the evidence says, in our words.")
    quotation = models.TextField(blank=True, help_text="Word for word; needs a source.")
    source = models.TextField(blank=True)

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.quotation and not self.source:
            raise ValidationError({"source": "A quotation needs its source."})


class Hurdle(Evidence):
    """Something that delays a therapy, makes it dearer or stops it. May stand in several cases."""

    title = models.CharField(max_length=200)
    category = models.ForeignKey(HurdleCategory, on_delete=models.PROTECT, related_name="hurdles")
    stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, null=True, blank=True, related_name="hurdles"
    )
    procedure = models.ForeignKey(
        Procedure, on_delete=models.PROTECT, null=True, blank=True, related_name="hurdles"
    )
    countries = CountriesField()
    affected = models.ManyToManyField(
        "stakeholders.TargetGroup",
        verbose_name="who is affected",
        blank=True,
        related_name="hurdles",
    )
    description = models.TextField(blank=True)
    severity = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        choices=SEVERITIES,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    delay_days = models.PositiveIntegerField(
        "delay in days", null=True, blank=True, validators=[MaxValueValidator(36_500)]
    )
    cost_eur = models.PositiveBigIntegerField(
        "cost in EUR", null=True, blank=True, validators=[MaxValueValidator(10**12)]
    )
    use_cases = models.ManyToManyField(UseCase, through="CaseHurdle", related_name="hurdles")
    search_text = models.TextField(editable=False, blank=True)
    published_on = models.DateField(null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    is_demo = models.BooleanField("demonstration", default=False, editable=False)

    objects = HurdleQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_text", "updated_at"])

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

    @property
    def country_codes(self):
        return self.countries.split()


class Solution(Evidence):
    """Something that was done about hurdles."""

    title = models.CharField(max_length=200)
    type = models.ForeignKey(SolutionType, on_delete=models.PROTECT, related_name="solutions")
    done = models.TextField("what was done", blank=True)
    done_by = models.CharField("by whom", max_length=300, blank=True)
    effect = models.TextField(blank=True)
    transferable = models.CharField(
        "transferable to other cases", max_length=10, choices=Answer, default=Answer.UNKNOWN
    )
    transferable_note = models.CharField("under which conditions", max_length=300, blank=True)
    hurdles = models.ManyToManyField(Hurdle, through="Attempt", related_name="solutions")
    search_text = models.TextField(editable=False, blank=True)
    published_on = models.DateField(null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    is_demo = models.BooleanField("demonstration", default=False, editable=False)

    objects = SolutionQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_text", "updated_at"])

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


class CaseHurdle(models.Model):
    """A hurdle as it was met in one case."""

    use_case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="case_hurdles")
    hurdle = models.ForeignKey(Hurdle, on_delete=models.CASCADE, related_name="in_cases")
    note = models.TextField(blank=True, help_text="How it showed in this case.")
    position = models.PositiveSmallIntegerField(default=0, db_index=True)

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
    """A solution tried on a hurdle, and what became of it. A failure says why."""

    hurdle = models.ForeignKey(Hurdle, on_delete=models.CASCADE, related_name="attempts")
    solution = models.ForeignKey(Solution, on_delete=models.CASCADE, related_name="attempts")
    outcome = models.CharField(
        max_length=12, choices=AttemptOutcome, default=AttemptOutcome.NOT_STATED
    )
    why = models.TextField("why", blank=True, help_text="Why it worked, or why it failed.")

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

    def clean(self):
        if self.outcome == AttemptOutcome.FAILED and not self.why:
            raise ValidationError({"why": "Say why it failed: that is what others learn from."})
