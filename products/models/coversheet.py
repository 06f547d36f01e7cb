"""Uploaded cover sheets: waiting for a decision, imported, or undone."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from .dossier import Dossier


class BatchState(models.TextChoices):
    WAITING = "waiting", "Waits for a decision"
    IMPORTED = "imported", "Imported"
    UNDONE = "undone", "Undone"


class SheetOutcome(models.TextChoices):
    NEW = "new", "New product"
    CHANGED = "changed", "Changed"
    SAME = "same", "Same"
    REFUSED = "refused", "Refused"


class SheetBatch(models.Model):
    """Cover sheets of one upload. Files without a decision are deleted after a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="sheet_batches"
    )
    by_name = models.CharField(max_length=150)
    clears = models.BooleanField(
        "delete values whose cell is empty",
        default=False,
        help_text="Otherwise an empty cell does not change the value in the portal.",
    )
    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    imported_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "import of cover sheets"
        verbose_name_plural = "imports of cover sheets"

    def __str__(self):
        return f"Cover sheets of {self.created_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self):
        return reverse("admin:products_dossier_batch", args=[self.pk])


class SheetFile(models.Model):
    """One file: its planned changes, the choice of a person, and the result. `before` and `after`
    are the cells of the product's sheet, for undoing the import."""

    batch = models.ForeignKey(SheetBatch, models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    data = models.BinaryField(default=b"", editable=False)
    outcome = models.CharField(max_length=10, choices=SheetOutcome)
    is_chosen = models.BooleanField("to be imported", default=True)
    identifier = models.CharField(max_length=200, blank=True)
    dossier = models.ForeignKey(
        Dossier, models.SET_NULL, null=True, blank=True, related_name="sheet_files"
    )
    changes = models.JSONField(
        default=list, help_text="[cell, field, old, new, who changed it] of each cell"
    )
    left_out = models.JSONField(default=list, help_text="Places in `changes` that are not imported")
    problems = models.JSONField(default=list, help_text="[cell, message]")
    notes = models.JSONField(default=list, help_text="[cell, message]")
    kept = models.PositiveSmallIntegerField("kept values", default=0)
    before = models.JSONField(null=True, help_text="Cells before the import; none if new")
    after = models.JSONField(null=True)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(name="sheet_file_once", fields=["batch", "position"]),
            models.CheckConstraint(
                name="sheet_without_data_or_undecided", condition=Q(after=None) | Q(data=b"")
            ),
        ]

    def __str__(self):
        return f"{self.name}: {self.get_outcome_display()}"
