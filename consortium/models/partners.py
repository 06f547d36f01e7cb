"""Partners, associated consortia and work packages."""

from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from core.countries import country_name
from core.fields import last_change
from core.text import search_text
from stakeholders.models.organisations import country_choices

from ..choices import PartnerKind
from ..querysets import PartnerQuerySet


class Partner(models.Model):
    """One partner of the project, or one associated consortium."""

    kind = models.CharField(max_length=10, choices=PartnerKind, default=PartnerKind.PARTNER)
    name = models.CharField(max_length=200, unique=True, help_text="As printed in the newsletter.")
    short_name = models.CharField(max_length=60, blank=True)
    slug = models.SlugField("address", max_length=60, unique=True)
    organisation = models.OneToOneField(
        "stakeholders.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="partner",
        help_text="Its row in the register of stakeholders: trials and facilities follow from it.",
    )
    country = models.CharField(max_length=2, choices=country_choices, blank=True)
    city = models.CharField(max_length=100, blank=True)
    place_note = models.CharField(
        "note on the place", max_length=150, blank=True, help_text="Such as: seat, to be verified."
    )
    is_coordinator = models.BooleanField("coordinates the project", default=False)
    printed_name = models.CharField(
        "name as printed",
        max_length=120,
        blank=True,
        help_text="Name of the coordinator as printed in the newsletter. No other name is public.",
    )
    text = models.TextField("role in the project", blank=True)
    website = models.URLField(blank=True)
    source = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0, help_text="Order of the newsletter.")
    search_text = models.TextField(editable=False, blank=True)
    updated_at = last_change()

    objects = PartnerQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_text", "updated_at"])

    class Meta:
        ordering = ("position", "name")
        constraints = [
            models.UniqueConstraint(
                name="one_coordinator",
                fields=["is_coordinator"],
                condition=models.Q(is_coordinator=True),
                violation_error_message="Another partner coordinates the project. Change it first.",
            )
        ]

    def __str__(self):
        return self.short_name or self.name

    def save(self, *args, **kwargs):
        self.search_text = search_text(
            self.name, self.short_name, self.city, country_name(self.country), self.text
        )
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("consortium:partner", args=[self.slug])

    is_demo = False

    @property
    def country_name(self):
        return country_name(self.country) if self.country else ""


class WorkPackage(models.Model):
    """One of the work packages of the project, with what the sources say of it."""

    number = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=150, blank=True)
    is_working_title = models.BooleanField(
        default=True, help_text="Yes: the title is ours, because no source names it."
    )
    text = models.TextField("content", blank=True, help_text="Empty: not described in our sources.")
    source = models.CharField(max_length=300, blank=True)
    lead = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="led_work_packages"
    )
    partners = models.ManyToManyField(
        Partner,
        blank=True,
        related_name="work_packages",
        help_text="Partners that a source names in this work package.",
    )
    search_text = models.TextField(editable=False, blank=True)
    updated_at = last_change()

    objects = PartnerQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_text", "updated_at"])

    class Meta:
        ordering = ("number",)

    def __str__(self):
        return f"WP{self.number}" + (f" {self.title}" if self.title else "")

    def save(self, *args, **kwargs):
        self.search_text = search_text(f"WP{self.number}", self.title, self.text)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("consortium:work-package", args=[self.number])

    is_demo = False
