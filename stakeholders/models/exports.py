from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from ..purposes import FORMATS, OTHER_LABELS, PURPOSES
from ..querysets import ExportedContactQuerySet, ExportEventQuerySet


class SavedList(models.Model):
    """A named filter of the list. The contacts are searched each time, not stored."""

    name = models.CharField(max_length=120, unique=True)
    query = models.CharField(max_length=2000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="saved_contact_lists"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("name",)

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("stakeholders:saved-list", args=[self.pk])

    @property
    def last_export(self):
        """Return the last export with people in it, None without one."""
        counted = [purpose.code for purpose in PURPOSES.values() if purpose.is_counted]
        return self.exports.exclude(purpose__in=counted).order_by("-pk").first()


class ExportEvent(models.Model):
    """One export of personal data: who exported what, when, and for which purpose.

    The primary key is the number in the file. A number is never used twice, so numbers may be
    missing. Each event is a file that was made.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="contact_exports"
    )
    by_name = models.CharField(max_length=150, help_text="Kept when the account is deleted.")
    at = models.DateTimeField(default=timezone.now)
    purpose = models.CharField(max_length=20)
    format = models.CharField(max_length=8)
    filter_text = models.TextField(blank=True)
    query = models.TextField(blank=True)
    columns = models.JSONField(default=list)
    total = models.PositiveIntegerField(help_text="Contacts in the register at the time")
    found = models.PositiveIntegerField(help_text="Contacts that the filter found")
    count = models.PositiveIntegerField(default=0, help_text="Contacts in the file")
    left_out = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64, blank=True)
    saved_list = models.ForeignKey(
        SavedList, models.SET_NULL, null=True, blank=True, related_name="exports"
    )
    campaign = models.ForeignKey(
        "stakeholders.ContactCampaign",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="exports",
    )
    is_demo = models.BooleanField("demonstration", default=False)

    objects = ExportEventQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="export_has_no_more_than_was_found", condition=Q(count__lte=models.F("found"))
            )
        ]

    def __str__(self):
        return f"Export {self.pk}"

    def get_absolute_url(self):
        return reverse("stakeholders:export-event", args=[self.pk])

    @property
    def purpose_label(self):
        return _label(PURPOSES, self.purpose)

    @property
    def format_label(self):
        return _label(FORMATS, self.format)


def _label(known, code):
    return known[code].label if code in known else OTHER_LABELS.get(code, code)


class ExportedContact(models.Model):
    """One contact that an export found: in its file, or left out for a reason.

    Without a contact, the person was erased later but still counts.
    """

    event = models.ForeignKey(ExportEvent, models.CASCADE, related_name="entries")
    contact = models.ForeignKey(
        "stakeholders.Contact", models.SET_NULL, null=True, related_name="export_entries"
    )
    reason = models.CharField("left out because", max_length=24, blank=True)
    removed_on = models.DateField(
        null=True, help_text="The day on which the person was removed from the copies of the file"
    )
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = ExportedContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="contact_once_in_an_export", fields=["event", "contact"]),
            models.CheckConstraint(
                name="nobody_removes_without_a_day",
                condition=Q(removed_by=None) | Q(removed_on__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.event_id}: {self.contact_id or 'erased'}"
