"""The work of people on a trial: decisions with their evidence, moves, verdicts, notes, tags."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .. import choices
from .facts import fact_label, value_label
from .trial import Trial


def by_whom(related_name="+", **options):
    """Return a foreign key to the account that acted; the row outlives the account."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name=related_name,
        **options,
    )


class FactDecision(models.Model):
    """A curator's decision on one fact of a trial, with reason and evidence. It never changes: the
    latest decision of a fact is valid, and a `value` of "" returns the fact to the registers."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="decisions")
    fact = models.CharField(max_length=40)
    old = models.CharField(max_length=200, blank=True, help_text="The curated value before.")
    value = models.CharField(max_length=200, blank=True)
    register = models.CharField("the registers said", max_length=200, blank=True)
    reason = models.TextField(blank=True)
    evidence = models.CharField(max_length=12, choices=choices.EvidenceKind, blank=True)
    record = models.ForeignKey(
        "RegisterRecord", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    publication = models.ForeignKey(
        "Publication", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    source = models.CharField(
        max_length=500, blank=True, help_text="The evidence by name, or its address."
    )
    page = models.CharField(max_length=60, blank=True)
    quotation = models.TextField(blank=True)
    origin = models.CharField(max_length=10, choices=choices.Origin)
    bulk = models.ForeignKey(
        "BulkAct", on_delete=models.SET_NULL, null=True, blank=True, related_name="decisions"
    )
    by = by_whom("fact_decisions")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = "decision"
        indexes = [models.Index(name="decision_of_a_fact", fields=["trial", "fact", "-at"])]

    def __str__(self):
        return f"{self.fact_label}: {self.old_label or 'none'} -> {self.value_label or 'none'}"

    @property
    def fact_label(self):
        return fact_label(Trial, self.fact)

    @property
    def old_label(self):
        return value_label(Trial, self.fact, self.old)

    @property
    def value_label(self):
        return value_label(Trial, self.fact, self.value)

    @property
    def register_label(self):
        return value_label(Trial, self.fact, self.register)

    @property
    def address(self):
        """Return the address of the evidence, "" if it has none."""
        if self.evidence == choices.EvidenceKind.LINK:
            return self.source
        return self.publication.address if self.publication else ""


class BulkAct(models.Model):
    """One bulk action on many trials, with everything that is needed to undo it."""

    kind = models.CharField(max_length=10, choices=choices.BulkKind)
    text = models.CharField("done", max_length=300, help_text="The action in words.")
    changed = models.PositiveIntegerField("trials changed", default=0)
    before = models.JSONField(
        default=dict, help_text="{key of a trial: its assignee or state before}, by kind."
    )
    by = by_whom("bulk_acts")
    at = models.DateTimeField(default=timezone.now)
    undone_by = by_whom(blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = "bulk action"

    def __str__(self):
        return self.text


class CurationEvent(models.Model):
    """One move of a trial from state to state."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="events")
    old = models.CharField(max_length=12, choices=choices.Curation)
    new = models.CharField(max_length=12, choices=choices.Curation)
    note = models.TextField(blank=True)
    by = by_whom("curation_events")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self):
        return f"{self.get_old_display()} → {self.get_new_display()}"


class Verdict(models.Model):
    """A place for one reviewer in one round of review, and the reviewer's verdict.

    Without a reviewer it is in the pool. The third place is created if the first two differ.
    """

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="verdicts")
    round = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    reviewer = by_whom("verdicts")
    opened_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=choices.ReviewOutcome, blank=True)
    exclusion_reason = models.CharField(max_length=12, choices=choices.ExclusionReason, blank=True)
    note = models.TextField(blank=True)
    answers = models.JSONField(default=dict, help_text="{fact: the value that the reviewer chose}")
    seen = models.JSONField(
        default=dict, help_text="{fact: the value on the page when the reviewer decided}"
    )
    given_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("trial", "round", "place")
        constraints = [
            models.UniqueConstraint(
                name="verdict_has_its_place", fields=["trial", "round", "place"]
            ),
            models.UniqueConstraint(
                name="one_verdict_a_reviewer",
                fields=["trial", "round", "reviewer"],
                condition=Q(reviewer__isnull=False),
            ),
            models.CheckConstraint(
                name="verdict_given_with_outcome",
                condition=Q(outcome="", given_at=None) | ~Q(outcome="") & Q(given_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="open_verdict", fields=["opened_at"], condition=Q(outcome=""))]

    def __str__(self):
        return f"{self.trial.number}, review {self.round}, reader {self.place}"

    @property
    def own_values(self):
        """Return {fact: value} of the values that the reviewer would replace."""
        return {fact: value for fact, value in self.answers.items() if value != self.seen.get(fact)}


class TrialReading(models.Model):
    """The last time that a reviewer opened a trial in review, with the values on the page."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="readings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    round = models.PositiveSmallIntegerField()
    seen = models.JSONField(help_text="{fact: the value on the page}")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [
            models.UniqueConstraint(name="one_reading_per_reader", fields=["trial", "reader"])
        ]

    def __str__(self):
        return f"{self.trial.number}, read by {self.reader}"


class TrialNote(models.Model):
    """A note for the other people who work on a trial."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(max_length=5000)
    by = by_whom()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self):
        return self.text[:80]


class Tag(models.Model):
    """A word by which curators group trials."""

    name = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering = ("name",)

    def __str__(self):
        return self.name


class SeparateTrials(models.Model):
    """Trials that share an NCT number and that a person has looked at: they are different ones.
    `numbers` are those trials; another trial that is added later opens the question again."""

    nct_number = models.CharField("NCT number", max_length=11, unique=True)
    numbers = models.TextField()
    note = models.TextField(blank=True)
    by = by_whom()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("nct_number",)
        verbose_name_plural = "separate trials"

    def __str__(self):
        return f"{self.nct_number}: {self.numbers}"


class CurationUpload(models.Model):
    """A file of curated values, kept from its preview to the decision about it."""

    name = models.CharField(max_length=200)
    data = models.BinaryField(editable=False)
    by = by_whom()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at",)

    def __str__(self):
        return self.name
