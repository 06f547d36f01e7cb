"""Finalised versions of use cases and the history of their status."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.formats import date_format

from ..choices import CaseStatus
from .case import UseCase


class CaseVersion(models.Model):
    """One finalised version of a case. It never changes, so that it can be cited."""

    use_case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    finalised_on = models.DateField()
    content = models.JSONField(help_text="The snapshot made by `usecases.snapshot.freeze`.")
    note = models.TextField("changes", blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(name="case_version_is_unique", fields=["use_case", "number"]),
            models.CheckConstraint(
                name="version_has_a_second_person",
                condition=models.Q(submitted_by=None)
                | models.Q(reviewed_by=None)
                | ~models.Q(submitted_by=models.F("reviewed_by")),
            ),
        ]

    def __str__(self):
        return f"version {self.number}, {date_format(self.finalised_on, 'j F Y')}"

    def get_absolute_url(self):
        return reverse("usecases:version", args=[self.use_case.slug, self.number])


class CaseEvent(models.Model):
    """One change of the status of a case: user, time and reason."""

    use_case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="events")
    old = models.CharField(max_length=20, choices=CaseStatus)
    new = models.CharField(max_length=20, choices=CaseStatus)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    note = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self):
        return f"{self.get_old_display()} to {self.get_new_display()}"
