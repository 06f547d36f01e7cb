"""Statements of capacity: a band with its day and its source, never a number alone."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from core.partial_dates import PartialDateField

from ..choices import AtmpClass, Band, Measure, SaidBy, Step, Utilisation
from ..measures.ranges import BANDS, band_of
from .facilities import Facility

DUE_DAYS, STALE_DAYS = (
    183,
    548,
)  # 6 and 18 months: capacity changes faster than the rest of a record


class CapacityStatementQuerySet(models.QuerySet):
    def fresh(self, today=None):
        """Return the statements that are less than STALE_DAYS old. Only they count in sums."""
        today = today or timezone.localdate()
        return self.filter(as_of__gt=today - timedelta(days=STALE_DAYS))

    def released(self):
        """Return the statements of facilities that released their capacity."""
        return self.filter(facility__released__contains=" capacity ")


class CapacityStatement(models.Model):
    """A facility's statement of one measure of its capacity on one day, for a step and a class."""

    facility = models.ForeignKey(
        Facility,
        on_delete=models.CASCADE,
        related_name="statements",
        help_text="Facility whose capacity is stated.",
    )
    measure = models.CharField(max_length=20, choices=Measure, help_text="Things that are counted.")
    band = models.CharField(
        max_length=10, choices=Band, blank=True, help_text="Empty: no figure is stated."
    )
    exact = models.PositiveIntegerField(
        "exact figure",
        null=True,
        blank=True,
        help_text="Shown only to members, and only if the facility released it.",
    )
    utilisation = models.CharField(
        max_length=6,
        choices=Utilisation,
        blank=True,
        help_text="Use of the capacity. Above 100 % is possible. Empty: not stated.",
    )
    next_free = PartialDateField("next free slot", help_text="Month, such as 2027-03.")
    step = models.CharField(
        max_length=20, choices=Step, blank=True, help_text="Empty: the facility as a whole."
    )
    atmp_class = models.CharField(
        "class", max_length=7, choices=AtmpClass, blank=True, help_text="Empty: all classes."
    )
    as_of = models.DateField(help_text="Date of the statement.")
    said_by = models.CharField(
        max_length=10, choices=SaidBy, default=SaidBy.FACILITY, help_text="Source of the statement."
    )
    source = models.CharField(
        max_length=300, blank=True, help_text="Document or address of the source."
    )

    objects = CapacityStatementQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("-as_of", "pk")
        indexes = [models.Index(name="statement_by_step", fields=["step", "as_of"])]
        constraints = [
            models.CheckConstraint(
                name="exact_capacity_has_a_band", condition=Q(exact=None) | ~Q(band="")
            )
        ]

    def __str__(self):
        return f"{self.get_measure_display()}: {self.get_band_display() or 'not stated'}"

    def clean(self):
        if self.exact is not None:
            band = band_of(self.exact)
            if self.band and self.band != band:
                label = Band(self.band).label
                raise ValidationError(
                    {"exact": f"{self.exact:,} is not in the band “{label}”. Change one of them."}
                )
            self.band = band

    @property
    def range(self):
        """Return the Range of the band, None if no figure is stated."""
        return BANDS.get(self.band)

    def is_fresh(self, today=None):
        today = today or timezone.localdate()
        return (today - self.as_of).days < STALE_DAYS
