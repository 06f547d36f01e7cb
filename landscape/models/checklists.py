"""Checklists that a team keeps for its own way along the path, without an account."""

from django.db import models
from django.utils import timezone

from ..choices import AtmpClass, CellSource, SponsorKind, YesNo
from .nonce import new_nonce
from .steps import Step


class Checklist(models.Model):
    """One checklist of a team. Its two links, to edit and to read, are its only keys."""

    title = models.CharField(
        max_length=120, help_text="A working title that names no product in confidence."
    )
    country = models.CharField(max_length=2, blank=True)
    atmp_class = models.CharField(max_length=8, choices=AtmpClass, blank=True)
    gmo = models.CharField(max_length=4, choices=YesNo, blank=True)
    cell_source = models.CharField(max_length=12, choices=CellSource, blank=True)
    sponsor = models.CharField(max_length=14, choices=SponsorKind, blank=True)
    nonce = models.CharField(max_length=16, default=new_nonce, editable=False)
    edition = models.PositiveIntegerField(
        default=1, help_text="Rises with each save, so that nobody's edit is lost."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-saved_at", "-pk")

    def __str__(self):
        return self.title


class ChecklistItem(models.Model):
    """One step of a checklist with the team's own dates."""

    checklist = models.ForeignKey(Checklist, on_delete=models.CASCADE, related_name="items")
    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="+")
    planned_on = models.DateField("planned", null=True, blank=True)
    done_on = models.DateField("done", null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("step__number",)
        constraints = [
            models.UniqueConstraint(name="step_once_in_a_checklist", fields=["checklist", "step"])
        ]

    def __str__(self):
        return f"{self.step} in {self.checklist}"
