"""Imports of files: the change that each row makes, the values before it, and restricted
exports."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from core.fields import demonstration


class ImportState(models.TextChoices):
    WAITING = "waiting", "Waiting for a decision"
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
    """A file with facilities, from its upload until the import is undone."""

    file_name = models.CharField(max_length=200)
    data = models.BinaryField(default=b"", help_text="The file, until it is imported or discarded.")
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.WAITING)
    signature = models.CharField(max_length=64, help_text="Hash of the preview that a person saw.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    journal = models.JSONField(
        default=list, help_text="Values to restore when the import is undone."
    )
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
    """A row of a file, with the change that it makes and the decision about it."""

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


class AreaImport(models.Model):
    """One import of demand areas, with the values before it until it is undone."""

    file_name = models.CharField(max_length=120)
    number = models.PositiveIntegerField("areas", help_text="Areas that the import wrote.")
    imported_at = models.DateTimeField(auto_now_add=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    journal = models.JSONField(
        default=list, help_text="Values to restore when the import is undone."
    )

    class Meta:
        ordering = ("-imported_at", "-pk")
        verbose_name = "import of areas"
        verbose_name_plural = "imports of areas"

    def __str__(self):
        return self.file_name


class RestrictedExport(models.Model):
    """An export with contacts or exact figures: who made it, when, and for which purpose."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    by_name = models.CharField(max_length=150, help_text="Kept when the account is deleted.")
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
