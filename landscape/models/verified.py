"""Rows with a source and a date that a second person verifies."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from core.partial_dates import PartialDateField, parse
from usecases.choices import Standing


class Verified(models.Model):
    """A statement with source and date. It has the badge "to be verified" until a second person
    has verified it; `landscape.verification` is the only code that writes these two fields."""

    source = models.TextField(help_text="Where it can be checked. Pages show it with the value.")
    as_of = PartialDateField(
        "valid as of", help_text="Date of the source: 2020, 2020-05 or 2020-05-17. Empty: unknown."
    )
    recorded_on = models.DateField(
        default=timezone.localdate,
        help_text="Date on which it was taken from the source. Pages show it if the source has no "
        "date.",
    )
    standing = models.CharField(
        max_length=10,
        choices=Standing,
        default=Standing.SOURCED,
        help_text="How well the source supports it.",
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    verified_on = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="Day on which a second person verified it. Empty: to be verified.",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(name="%(class)s_has_a_source", condition=~Q(source="")),
        ]

    @property
    def dated(self):
        """Return the date of the statement in words."""
        if self.as_of:
            return f"as of {parse(self.as_of)}"
        return f"recorded on {date_format(self.recorded_on, 'SHORT_DATE_FORMAT')}"
