"""The measures of the last computation, and the areas from which demand is computed."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from core.countries import country_name
from stakeholders.models.organisations import country_choices

from .sites import NUTS_VERSIONS


class MeasureSnapshot(models.Model):
    """All figures of one computation. A page reads one row, so that it never mixes two
    computations."""

    computed_at = models.DateTimeField(auto_now_add=True)
    seconds = models.FloatField()
    content = models.JSONField()

    class Meta:
        ordering = ("-computed_at", "-pk")

    def __str__(self):
        return f"{self.computed_at:%Y-%m-%d %H:%M}"


class DemandArea(models.Model):
    """An area with its inhabitants and the point from which distances to it are measured."""

    code = models.CharField(max_length=5, unique=True, help_text="Country or NUTS code.")
    nuts_version = models.PositiveSmallIntegerField(
        "NUTS version",
        null=True,
        blank=True,
        choices=[(year, str(year)) for year in NUTS_VERSIONS],
        help_text="Year of the classification that contains the code of a region.",
    )
    name = models.CharField(max_length=120, help_text="Name of the area.")
    country = models.CharField(
        max_length=2, choices=country_choices, help_text="Country of the area."
    )
    point = models.CharField(
        max_length=120, help_text="Name of the point that represents the area."
    )
    latitude = models.FloatField(
        validators=[MinValueValidator(-90), MaxValueValidator(90)], help_text="Degrees north."
    )
    longitude = models.FloatField(
        validators=[MinValueValidator(-180), MaxValueValidator(180)], help_text="Degrees east."
    )
    population = models.PositiveIntegerField(help_text="Inhabitants.")
    patients = models.PositiveIntegerField(
        "eligible patients per year",
        null=True,
        blank=True,
        help_text="Demand from patient care. Empty: not known.",
    )
    source = models.CharField(max_length=300, help_text="Source of the inhabitants.")
    source_on = models.DateField(
        "date of the source", null=True, blank=True, help_text="Day of the inhabitants' source."
    )
    patients_source = models.CharField(
        "source of the patients", max_length=300, blank=True, help_text="Needed with patients."
    )

    class Meta:
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(
                name="demand_area_patients_have_a_source",
                condition=Q(patients=None) | ~Q(patients_source=""),
                violation_error_message="Enter the source of the eligible patients.",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def is_country(self):
        return len(self.code) == 2

    @property
    def place(self):
        return (self.latitude, self.longitude)

    @property
    def country_name(self):
        return country_name(self.country)
