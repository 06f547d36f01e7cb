"""Contacts of facilities. No page and no public export reads this table."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.fields import demonstration
from stakeholders.languages import language_choices

from .facilities import Facility


class FacilityContactQuerySet(models.QuerySet):
    def usable(self, today=None):
        """Return contacts who agreed to receive requests and whose consent has not expired by
        `today`."""
        today = today or timezone.localdate()
        return self.filter(consent_on__isnull=False).filter(
            Q(expires_on=None) | Q(expires_on__gte=today)
        )


class FacilityContact(models.Model):
    """A person who answers for a facility. Contacts are shown in the admin only."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField("e-mail")
    phone = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=100, blank=True, help_text="Such as head of production.")
    language = models.CharField(max_length=2, blank=True, choices=language_choices)
    source = models.CharField(
        max_length=200,
        blank=True,
        help_text="Source of the contact details (Article 14 of the GDPR).",
    )
    consent_on = models.DateField(
        null=True,
        blank=True,
        help_text="Day on which the person agreed to receive requests. Empty: not asked.",
    )
    expires_on = models.DateField(
        null=True,
        blank=True,
        help_text="Last day on which the contact is used. It is deleted after that day.",
    )
    added_at = models.DateTimeField(auto_now_add=True)
    is_demo = demonstration()

    objects = FacilityContactQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = "contact of a facility"
        verbose_name_plural = "contacts of facilities"
        constraints = [
            models.UniqueConstraint(name="facility_contact_once", fields=["facility", "email"])
        ]

    def __str__(self):
        return self.name or self.email

    def save(self, *args, **kwargs):
        self.email = self.email.strip().lower()
        super().save(*args, **kwargs)
