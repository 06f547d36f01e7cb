"""Where the values of facilities are from, and what licence registers say differently."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.fields import demonstration

from ..choices import AuthorisationType, Confidence, EvidenceState, LicenceState, SaidBy
from .authorisations import Authorisation
from .facilities import Facility
from .imports import FacilityImport


class EvidenceQuerySet(models.QuerySet):
    def drifts(self):
        """Return what a register says differently and nobody decided yet."""
        return self.filter(state=EvidenceState.DRIFT)


class Evidence(models.Model):
    """Where one value of a facility is from. With the state "drift" a register says something else
    than the record, and a curator decides."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="evidence")
    fact = models.CharField(
        max_length=40, help_text="Name of the value, as the columns of files name it."
    )
    authorisation = models.ForeignKey(
        Authorisation,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="evidence",
        help_text="The authorisation that the value belongs to. Empty: the facility.",
    )
    value = models.TextField(blank=True, help_text="The value as it was understood.")
    raw_text = models.TextField(blank=True, help_text="The value as the source prints it.")
    source = models.CharField(max_length=300, help_text="Document, register or file.")
    source_on = models.DateField("date of the source", null=True, blank=True)
    said_by = models.CharField(max_length=10, choices=SaidBy, help_text="Who says so.")
    confidence = models.CharField(
        max_length=8, choices=Confidence, default=Confidence.STATED, help_text="How sure it is."
    )
    state = models.CharField(
        max_length=8, choices=EvidenceState, default=EvidenceState.TAKEN, editable=False
    )
    file = models.ForeignKey(
        FacilityImport,
        on_delete=models.CASCADE,
        null=True,
        editable=False,
        related_name="evidence",
        help_text="The imported file; its evidence is removed when the import is undone.",
    )
    noted_at = models.DateTimeField(auto_now_add=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("-noted_at", "-pk")
        verbose_name_plural = "evidence"
        permissions = [("decide_evidence", "Can decide on values of licence registers")]
        indexes = [models.Index(name="evidence_by_state", fields=["state", "-noted_at"])]
        constraints = [
            models.UniqueConstraint(
                name="one_open_drift_per_value",
                fields=["facility", "authorisation", "fact"],
                condition=Q(state=EvidenceState.DRIFT),
            ),
        ]

    def __str__(self):
        return f"{self.facility}: {self.fact_label}"

    @property
    def fact_label(self):
        return self.fact.replace("_", " ").capitalize()


class LicenceFile(models.Model):
    """A list of licences that somebody uploaded from a public register."""

    file_name = models.CharField(max_length=200)
    register = models.CharField(max_length=200, help_text="Name of the public register.")
    register_url = models.URLField("address of the register", blank=True)
    register_on = models.DateField("date of the list", help_text="Day of the list.")
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    is_demo = demonstration()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = "list of licences"
        verbose_name_plural = "lists of licences"

    def __str__(self):
        return f"{self.register}, {self.register_on}"

    def get_absolute_url(self):
        return reverse("capacities:licence_file", args=[self.pk])


class LicenceRow(models.Model):
    """One licence of a list, and the facility that it was matched to."""

    file = models.ForeignKey(LicenceFile, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("row of the file")
    type = models.CharField(max_length=10, choices=AuthorisationType, blank=True)
    licence = models.CharField("licence number", max_length=100, blank=True)
    holder = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=2, blank=True)
    scope = models.TextField(blank=True)
    first_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    raw = models.JSONField(default=dict, help_text="The cells as the file has them.")
    state = models.CharField(max_length=10, choices=LicenceState)
    reason = models.TextField(blank=True, help_text="Why it is refused, or how it was recognised.")
    facility = models.ForeignKey(
        Facility, on_delete=models.SET_NULL, null=True, related_name="licence_rows"
    )

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(name="licence_row_once", fields=["file", "number"]),
        ]

    def __str__(self):
        return f"Row {self.number}: {self.type} {self.licence}".strip()
