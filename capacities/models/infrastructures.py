"""Research infrastructures with their history, nodes, members and services. Each fact has a
source."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from core.countries import country_name
from core.partial_dates import PartialDateField
from stakeholders.models.organisations import country_choices


class Infrastructure(models.Model):
    """A European or national infrastructure or network that supports advanced therapies."""

    slug = models.SlugField(
        "address", max_length=60, unique=True, help_text="Last part of the address of its page."
    )
    name = models.CharField(max_length=120, unique=True, help_text="Short name.")
    full_name = models.CharField(max_length=250, blank=True, help_text="Name in full.")
    text = models.TextField("description", blank=True, help_text="Description that readers see.")
    website = models.URLField(blank=True, help_text="Public page of the infrastructure.")
    source = models.CharField(max_length=300, help_text="Source of these facts.")
    as_of = PartialDateField(help_text="Date of these facts.")
    position = models.PositiveSmallIntegerField(
        default=0, help_text="Position in lists. The lowest number is first."
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ("position", "name")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("capacities:infrastructure", args=[self.slug])


class Fact(models.Model):
    """A fact about an infrastructure, with its source and its date if that is known."""

    source = models.CharField(max_length=300, help_text="Source of this fact.")
    as_of = PartialDateField(help_text="Date of this fact.")

    class Meta:
        abstract = True


def part_of_infrastructure(related_name):
    return models.ForeignKey(
        Infrastructure,
        on_delete=models.CASCADE,
        related_name=related_name,
        help_text="The infrastructure that it belongs to.",
    )


def country_of_infrastructure():
    return models.CharField(
        max_length=2, choices=country_choices, help_text="ISO 3166 code of the country."
    )


class InfrastructureEvent(Fact):
    """A dated event of an infrastructure's history."""

    infrastructure = part_of_infrastructure("events")
    happened_on = PartialDateField(blank=False)
    text = models.CharField(max_length=400, help_text="What happened.")

    class Meta:
        ordering = ("happened_on", "pk")

    def __str__(self):
        return f"{self.happened_on}: {self.text}"


class Node(Fact):
    """The national part of an infrastructure, with the organisation that runs it."""

    infrastructure = part_of_infrastructure("nodes")
    country = country_of_infrastructure()
    name = models.CharField(max_length=200, help_text="Its own name.")
    host = models.CharField(max_length=200, blank=True, help_text="Organisation that runs it.")
    text = models.TextField(blank=True, help_text="What it does.")
    since = PartialDateField()
    until = PartialDateField()

    class Meta:
        ordering = ("country", "name")

    def __str__(self):
        return self.name

    @property
    def country_name(self):
        return country_name(self.country)


class MembershipStatus(models.TextChoices):
    MEMBER = "member", "Member"
    OBSERVER = "observer", "Observer"


class Membership(Fact):
    """The membership of a country in an infrastructure."""

    infrastructure = part_of_infrastructure("memberships")
    country = country_of_infrastructure()
    status = models.CharField(
        max_length=8,
        choices=MembershipStatus,
        default=MembershipStatus.MEMBER,
        help_text="Member or observer.",
    )
    since = PartialDateField()
    until = PartialDateField()

    class Meta:
        ordering = ("country",)
        constraints = [
            models.UniqueConstraint(
                name="membership_once",
                fields=["infrastructure", "country"],
                condition=Q(until=""),
            )
        ]

    def __str__(self):
        return f"{country_name(self.country)}, {self.get_status_display().lower()}"

    @property
    def country_name(self):
        return country_name(self.country)


class Service(Fact):
    """A service of an infrastructure."""

    infrastructure = part_of_infrastructure("services")
    name = models.CharField(max_length=200, help_text="Its name.")
    text = models.TextField(blank=True, help_text="For whom it is, and how to get it.")

    class Meta:
        ordering = ("pk",)

    def __str__(self):
        return self.name


class DatedFigure(Fact):
    """A published figure on capacity or activity, shown beside the counts of the portal."""

    group = models.CharField(max_length=80, help_text="Heading under which it is listed.")
    year = models.CharField(max_length=20, help_text="Year or years that it is about.")
    figure = models.CharField(max_length=120, help_text="The number as it is printed.")
    text = models.CharField(max_length=300, help_text="What it counts.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")

    def __str__(self):
        return f"{self.year}: {self.figure} {self.text}"
