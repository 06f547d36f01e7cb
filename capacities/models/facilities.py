"""Facilities, and the journal of their review."""

from django.conf import settings
from django.core.validators import MinValueValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from core.countries import country_name
from core.fields import demonstration, last_change
from core.packed_words import unpacked
from core.partial_dates import PartialDateField
from stakeholders.models.organisations import free_slug
from trials.choices import TECHNOLOGIES, Answer

from ..choices import (
    AgeGroup,
    AtmpClass,
    Block,
    FacilityKind,
    Freshness,
    OpenTo,
    OperatingState,
    ReviewState,
    SaidBy,
    Step,
)
from ..querysets import DUE_DAYS, STALE_DAYS, FacilityQuerySet
from .sites import Site


def _words(name, help_text):
    """Return a field with several short words in one column (see core.packed_words)."""
    return models.TextField(name, blank=True, help_text=help_text)


def _shown(name, help_text):
    """Return a field with the words that readers may see. Lists filter by it."""
    return models.TextField(name, blank=True, editable=False, help_text=help_text)


class Facility(models.Model):
    """A unit of an organisation at a site that does one kind of work for advanced therapies."""

    reference = models.CharField(
        "facility_id",
        max_length=40,
        unique=True,
        help_text="Identifier in files. It never changes.",
    )
    slug = models.SlugField(
        "address",
        max_length=90,
        unique=True,
        editable=False,
        help_text="Last part of the address of its page.",
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="facilities", help_text="Site of the facility."
    )
    kind = models.CharField(max_length=6, choices=FacilityKind, help_text="Main activity.")
    name = models.CharField(max_length=200, help_text="Name of the facility.")
    since = PartialDateField("operating since", help_text="Year, month or day.")
    state = models.CharField(
        max_length=14,
        choices=OperatingState,
        default=OperatingState.UNKNOWN,
        help_text="State of operation.",
    )
    open_to = models.CharField(
        "open to others",
        max_length=14,
        choices=OpenTo,
        default=OpenTo.UNKNOWN,
        help_text="Access for other organisations.",
    )
    text = models.TextField(
        "description", max_length=4000, blank=True, help_text="Description that readers see."
    )
    website = models.URLField(
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text="Public page of the facility.",
    )
    classes = _words("classes in short", "Classes from the first page of the survey.")
    technologies = _words(
        "technologies in short", "Technologies from the first page of the survey."
    )
    steps = _words("steps in short", "Steps from the first page of the survey.")
    age_groups = _words("age groups", "Age groups of patients or donors. Empty: not stated.")
    languages = _words("languages", "Codes of the languages in which the facility answers.")
    clean_room_area = models.FloatField(
        "clean rooms, square metres",
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="Area of all clean rooms with their airlocks. Empty: not stated.",
    )
    apheresis_places = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Number of places for apheresis. Empty: not stated."
    )
    atmp_beds = models.PositiveSmallIntegerField(
        "beds for ATMP patients", null=True, blank=True, help_text="Empty: not stated."
    )
    intensive_care = models.CharField(
        "trained intensive care",
        max_length=10,
        choices=Answer,
        default=Answer.UNKNOWN,
        help_text="The intensive care unit is trained in the side effects of these therapies.",
    )
    referral_from_abroad = models.CharField(
        max_length=10,
        choices=Answer,
        default=Answer.UNKNOWN,
        help_text="The facility accepts patients from another country.",
    )
    directory_url = models.URLField(
        "own directory entry",
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text="Address of a biobank or registry in its own directory.",
    )
    source = models.CharField(max_length=300, blank=True, help_text="Source of the record.")
    source_on = models.DateField(
        "date of the source", null=True, blank=True, help_text="Date of the source."
    )
    verified_on = models.DateField(
        "last verified", null=True, blank=True, help_text="Day of the last check of the record."
    )
    verified_by = models.CharField(
        max_length=10, choices=SaidBy, blank=True, help_text="Who checked the record last."
    )
    is_disputed = models.BooleanField(
        "disputed", default=False, help_text="Somebody has reported that the record is wrong."
    )

    # Review: only `move_facility` changes these.
    review = models.CharField(
        max_length=10,
        choices=ReviewState,
        default=ReviewState.DRAFT,
        editable=False,
        help_text="Where the record is on its way to readers.",
    )
    published_on = models.DateField(
        null=True, blank=True, editable=False, help_text="First day on which readers saw it."
    )
    reviewed_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When a second person last approved it."
    )

    # The words that readers may see: only capacities.shown writes these.
    released = _shown("released blocks", "Blocks that the facility released to the public.")
    shown_classes = _shown("classes", "Classes of released capabilities.")
    shown_technologies = _shown("technologies", "Technologies of released capabilities.")
    shown_steps = _shown("steps", "Steps of released capabilities.")
    search_text = models.TextField(editable=False, blank=True)
    updated_at = last_change()
    is_demo = demonstration()

    objects = FacilityQuerySet.as_manager()
    history = HistoricalRecords(
        excluded_fields=[
            "released",
            "shown_classes",
            "shown_technologies",
            "shown_steps",
            "search_text",
            "updated_at",
        ]
    )

    class Meta:
        ordering = ("name", "pk")
        verbose_name_plural = "facilities"
        permissions = [
            ("review_facility", "Can publish facilities"),
            ("import_facility", "Can import facilities from files"),
            ("export_facilitycontact", "Can export facilities with contacts and exact figures"),
        ]
        constraints = [
            models.CheckConstraint(
                name="facility_is_published_with_a_day",
                condition=~Q(review="published") | Q(published_on__isnull=False),
            ),
            models.CheckConstraint(
                name="facility_verification_names_who",
                condition=Q(verified_on=None) | ~Q(verified_by=""),
                violation_error_message="Enter who verified the record.",
            ),
        ]
        indexes = [
            models.Index(name="facility_visible", fields=["review", "is_demo", "kind", "name"])
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        if not self.slug:
            others = Facility.objects.exclude(pk=self.pk)
            self.slug = free_slug(self.name, others, fallback="facility")
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("capacities:facility", args=[self.slug])

    def has_released(self, block):
        return block in unpacked(self.released)

    @property
    def is_visible(self):
        return self.review == ReviewState.PUBLISHED and self.has_released(Block.IDENTITY)

    @property
    def country_name(self):
        return country_name(self.site.country)

    @property
    def class_names(self):
        return [AtmpClass(word).label for word in unpacked(self.shown_classes)]

    @property
    def technology_names(self):
        return [TECHNOLOGIES[word] for word in unpacked(self.shown_technologies)]

    @property
    def step_names(self):
        return [Step(word).label for word in unpacked(self.shown_steps)]

    @property
    def age_group_names(self):
        return [AgeGroup(word).label for word in unpacked(self.age_groups)]

    def freshness_on(self, day):
        """Return the Freshness of the whole record on `day`."""
        if self.is_disputed:
            return Freshness.DISPUTED
        if self.verified_on is None:
            return Freshness.NEVER
        age = (day - self.verified_on).days
        if age >= STALE_DAYS:
            return Freshness.STALE
        return Freshness.DUE if age >= DUE_DAYS else Freshness.FRESH

    @property
    def freshness(self):
        return self.freshness_on(timezone.localdate())


class ReviewEvent(models.Model):
    """A dated change of the state of a facility's review."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="events")
    old = models.CharField(max_length=10, choices=ReviewState)
    new = models.CharField(max_length=10, choices=ReviewState)
    note = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self):
        return f"{self.get_old_display()} to {self.get_new_display()}"
