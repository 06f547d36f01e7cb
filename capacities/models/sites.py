"""Sites: the places of facilities, with the checks of coordinates and NUTS codes."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from core.charts.projection import is_on_map, map_cell
from core.countries import country_name
from core.fields import demonstration, last_change
from stakeholders.models.organisations import country_choices

from ..choices import Precision

# The classification is revised about every three years, and a code can then mean another region.
NUTS_VERSIONS = (2010, 2013, 2016, 2021, 2024)
NUTS_CODE = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}")
NUTS_COUNTRY = {"EL": "GR", "UK": "GB"}  # NUTS uses other codes for these two countries
ROR_ID = re.compile(r"0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}")


class Site(models.Model):
    """A place of an organisation. A site without coordinates is in lists, with a badge, but not on
    the map."""

    organisation = models.ForeignKey(
        "stakeholders.Organisation",
        on_delete=models.PROTECT,
        related_name="sites",
        help_text="Organisation at this site.",
    )
    ror_id = models.CharField(
        "ROR identifier",
        max_length=9,
        blank=True,
        db_index=True,
        validators=[RegexValidator(ROR_ID, "A ROR identifier looks like 02nv7yv05.")],
        help_text="Identifier of the organisation in the Research Organization Registry.",
    )
    address = models.CharField(max_length=300, blank=True, help_text="Street and number.")
    postcode = models.CharField(max_length=20, blank=True, help_text="Postal code.")
    city = models.CharField(max_length=100, help_text="City or town.")
    country = models.CharField(
        max_length=2,
        choices=country_choices,
        help_text="Country of the site, which may differ from the organisation's.",
    )
    latitude = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text="Degrees north, WGS 84.",
    )
    longitude = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text="Degrees east, WGS 84.",
    )
    precision = models.CharField(
        "precision of the coordinates",
        max_length=10,
        choices=Precision,
        default=Precision.NONE,
        help_text="Place that the coordinates mark: a building, a city or a region.",
    )
    geocoded_on = models.DateField(
        null=True, blank=True, help_text="Day on which the coordinates were found."
    )
    geocode_source = models.CharField(
        "source of the coordinates",
        max_length=200,
        blank=True,
        help_text="Source of the coordinates.",
    )
    nuts_code = models.CharField(
        "NUTS code", max_length=5, blank=True, help_text="Statistical region, such as AT130."
    )
    nuts_version = models.PositiveSmallIntegerField(
        "NUTS version",
        null=True,
        blank=True,
        choices=[(year, str(year)) for year in NUTS_VERSIONS],
        help_text="Year of the classification that contains the code.",
    )
    map_cell = models.CharField(
        max_length=7,
        blank=True,
        editable=False,
        db_index=True,
        help_text="Square of the map that the coordinates are in.",
    )
    updated_at = last_change()
    is_demo = demonstration()

    history = HistoricalRecords(excluded_fields=["map_cell", "updated_at"])

    class Meta:
        ordering = ("country", "city", "pk")
        constraints = [
            models.CheckConstraint(
                name="site_has_both_coordinates_or_none",
                condition=Q(latitude=None, longitude=None, precision="none")
                | Q(latitude__isnull=False, longitude__isnull=False) & ~Q(precision="none"),
                violation_error_message="Enter latitude, longitude and their precision together.",
            ),
            models.CheckConstraint(
                name="site_coordinates_are_on_the_globe",
                condition=Q(latitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
            models.CheckConstraint(
                name="site_nuts_code_has_a_version",
                condition=Q(nuts_code="", nuts_version=None)
                | ~Q(nuts_code="") & Q(nuts_version__isnull=False, nuts_version__in=NUTS_VERSIONS),
                violation_error_message="Enter the NUTS code and the year of its version.",
            ),
        ]

    def __str__(self):
        return f"{self.organisation}, {self.city}, {country_name(self.country)}"

    def clean(self):
        problem = place_problem(self.latitude, self.longitude)
        if problem:
            raise ValidationError({"latitude": problem})
        problem = nuts_problem(self.nuts_code, self.country)
        if problem:
            raise ValidationError({"nuts_code": problem})

    def save(self, *args, **kwargs):
        self.map_cell = map_cell(self.latitude, self.longitude) if self.has_coordinates else ""
        super().save(*args, **kwargs)

    @property
    def has_coordinates(self):
        return self.latitude is not None and self.longitude is not None

    @property
    def place(self):
        return (self.latitude, self.longitude) if self.has_coordinates else None


def place_problem(latitude, longitude):
    """Return the reason why coordinates are not accepted, "" if they are in Europe or not given."""
    if latitude is None and longitude is None:
        return ""
    if latitude is None or longitude is None:
        return "Latitude or longitude is missing. Enter both, or neither."
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return (
            f"{latitude}, {longitude} is not a place on the globe. Enter degrees, latitude first."
        )
    if is_on_map(latitude, longitude):
        return ""
    if -90 <= longitude <= 90 and is_on_map(longitude, latitude):
        return (
            f"{latitude}, {longitude} lies outside Europe, but {longitude}, {latitude} does not. "
            "Latitude and longitude seem to be swapped."
        )
    return f"{latitude}, {longitude} lies outside Europe. Check the coordinates."


def nuts_problem(code, country):
    """Return the reason why a NUTS code is not accepted, "" if it is valid or not given."""
    if not code:
        return ""
    if not NUTS_CODE.fullmatch(code):
        return (
            f"{code[:20]} is not a NUTS code. Enter two letters and up to three characters: AT130."
        )
    if NUTS_COUNTRY.get(code[:2], code[:2]) != country:
        return f"The NUTS code {code} belongs to a country other than {country}."
    return ""
