"""Capacity: never a bare number, always a band with a day and who says so."""

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

DUE_DAYS, STALE_DAYS = 183, 548  # 6 and 18 months: capacity ages faster than the rest


class CapacityStatementQuerySet(models.QuerySet):
    def fresh(self, today=None):
        """Return statements that count in sums."""
        today = today or timezone.localdate()
        return self.filter(as_of__gt=today - timedelta(days=STALE_DAYS))

    def released(self):
        """Return the statements whose band the facility gave to the public."""
        return self.filter(facility__released__contains=" capacity ")


class CapacityStatement(models.Model):
    """What a facility says that it can do in a year, on one day, for one step and class."""

    facility = models.ForeignKey(
        Facility,
        on_delete=models.CASCADE,
        related_name="statements",
        help_text="The facility that it is about.",
    )
    measure = models.CharField(max_length=20, choices=Measure, help_text="What is counted.")
    band = models.CharField(
        max_length=10, choices=Band, blank=True, help_text="Empty: no figure is stated."
    )
    exact = models.PositiveIntegerField(
        "exact figure",
        null=True,
        blank=True,
        help_text="Shown to members only, and only if the facility released it.",
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
    as_of = models.DateField(help_text="Day for which the statement holds.")
    said_by = models.CharField(
        max_length=10, choices=SaidBy, default=SaidBy.FACILITY, help_text="Who says so."
    )
    source = models.CharField(max_length=300, blank=True, help_text="Where it can be read.")

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
                    {"exact": f"{self.exact:,} does not lie in the band “{label}”."}
                )
            self.band = band

    @property
    def range(self):
        """The band as a Range, None where no figure is stated."""
        return BANDS.get(self.band)

    def is_fresh(self, today=None):
        today = today or timezone.localdate()
        return (today - self.as_of).days < STALE_DAYS
