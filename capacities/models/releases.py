"""Consent to publish a facility's record, per block."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ..choices import Block
from .facilities import Facility

TEXT_VERSION = (
    "2026-11"  # version of the sentence that a facility agrees to; see docs/capacities.md
)


class ReleaseQuerySet(models.QuerySet):
    def active(self):
        return self.filter(withdrawn_on=None)


class Release(models.Model):
    """A facility's consent to publish one block of its record. The row is kept after a
    withdrawal."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="releases")
    block = models.CharField(max_length=14, choices=Block)
    given_by = models.CharField(
        max_length=200, help_text="Role or function of the person who gave consent."
    )
    given_on = models.DateField()
    text_version = models.CharField(max_length=20, default=TEXT_VERSION)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ("given_on", "pk")
        constraints = [
            models.UniqueConstraint(
                name="one_active_release_per_block",
                fields=["facility", "block"],
                condition=Q(withdrawn_on=None),
                violation_error_message="This block is already released.",
            ),
            models.CheckConstraint(
                name="release_is_withdrawn_by_somebody",
                condition=Q(withdrawn_on=None, withdrawn_by="")
                | Q(withdrawn_on__isnull=False) & ~Q(withdrawn_by=""),
                violation_error_message="Enter the day of the withdrawal and who withdrew the "
                "release.",
            ),
        ]

    def __str__(self):
        return f"{self.get_block_display()}, {self.given_on}"
