"""Reporting packs: one zip per period, made by a background job."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from ..choices import PackState
from ..querysets import PackQuerySet

LEASE = timedelta(minutes=5)


class Pack(models.Model):
    """One reporting pack of one period: asked for, made, checked and kept with its checksum."""

    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    state = models.CharField(max_length=10, choices=PackState, default=PackState.WAITING)
    done = models.PositiveSmallIntegerField("parts done", default=0)
    parts = models.PositiveSmallIntegerField("all parts", default=0)
    problems = models.JSONField("results of the checks", default=list)
    content = models.BinaryField(default=b"", editable=False)
    sha256 = models.CharField(max_length=64, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    made_at = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = PackQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        verbose_name = "reporting pack"
        permissions = [("make_pack", "Can make reporting packs")]
        constraints = [
            models.CheckConstraint(
                name="pack_ends_after_its_start", condition=Q(ends_on__gte=F("starts_on"))
            )
        ]

    def __str__(self):
        return f"Reporting pack {self.starts_on:%d/%m/%Y} to {self.ends_on:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("pack", args=[self.pk])

    @property
    def is_open(self):
        return self.state in (PackState.WAITING, PackState.RUNNING)

    @property
    def percent(self):
        return round(100 * self.done / self.parts) if self.parts else 0

    @property
    def file_name(self):
        return f"join4atmp-report-{self.starts_on:%Y-%m-%d}-{self.ends_on:%Y-%m-%d}.zip"

    def claim(self):
        """Take the pack for some minutes; return False where another worker has it."""
        return bool(
            Pack.objects.without_worker()
            .filter(pk=self.pk)
            .update(
                state=PackState.RUNNING,
                held_until=timezone.now() + LEASE,
                attempts=F("attempts") + 1,
            )
        )
