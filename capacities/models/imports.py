"""Files of facilities: what each row would change, what was written, and how to undo it."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from core.fields import demonstration


class ImportState(models.TextChoices):
    WAITING = "waiting", "Waits for a decision"
    COMMITTED = "committed", "Imported"
    UNDONE = "undone", "Undone"


class RowOutcome(models.TextChoices):
    NEW = "new", "New"
    CHANGED = "changed", "Changed"
    SAME = "same", "Unchanged"
    CANDIDATE = "candidate", "Possibly known"
    REFUSED = "refused", "Refused"


class RowChoice(models.TextChoices):
    ADD = "add", "Add"
    UPDATE = "update", "Update"
    SKIP = "skip", "Leave out"


class FacilityImport(models.Model):
    """One file, from its upload to its undoing."""

    file_name = models.CharField(max_length=200)
    data = models.BinaryField(default=b"", help_text="Kept until it is imported or discarded.")
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.WAITING)
    signature = models.CharField(max_length=64, help_text="Of the preview that a person saw.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    journal = models.JSONField(default=list, help_text="What to restore when it is undone.")
    is_demo = demonstration()

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "import of facilities"
        verbose_name_plural = "imports of facilities"

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("capacities:import_preview", args=[self.pk])


class FacilityImportRow(models.Model):
    """One row of a file: what it would do, and what was decided."""

    file = models.ForeignKey(FacilityImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=10, choices=RowOutcome)
    choice = models.CharField(max_length=6, choices=RowChoice)
    facility = models.ForeignKey(
        "capacities.Facility", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    reason = models.TextField(blank=True)
    changes = models.JSONField(default=list)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(name="facility_import_row_once", fields=["file", "number"])
        ]

    def __str__(self):
        return f"Row {self.number}: {self.get_outcome_display()}"


class RestrictedExport(models.Model):
    """Contacts and exact figures left the portal in a file: who took them, and what for."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    by_name = models.CharField(max_length=150, help_text="Stays when the account goes.")
    at = models.DateTimeField(auto_now_add=True)
    purpose = models.CharField(max_length=300)
    filter_text = models.TextField(blank=True)
    count = models.PositiveIntegerField(help_text="Facilities in the file.")
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("-at", "pk")
        constraints = [
            models.CheckConstraint(
                name="restricted_export_has_a_purpose", condition=~models.Q(purpose="")
            )
        ]

    def __str__(self):
        return f"{self.by_name}: {self.purpose}"
