"""Research infrastructures: their history, nodes, members and services, each fact with a source."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from core.countries import country_name
from core.partial_dates import PartialDateField
from stakeholders.models.organisations import country_choices


class Infrastructure(models.Model):
    """A European or national infrastructure or network that helps advanced therapies."""

    slug = models.SlugField("address", max_length=60, unique=True, help_text="Of its page.")
    name = models.CharField(max_length=120, unique=True, help_text="Short name.")
    full_name = models.CharField(max_length=250, blank=True, help_text="Name in full.")
    text = models.TextField("what it does", blank=True, help_text="In public.")
    website = models.URLField(blank=True, help_text="Its public page.")
    source = models.CharField(max_length=300, help_text="Where these facts are from.")
    as_of = PartialDateField(help_text="Date for which the facts hold.")
    position = models.PositiveSmallIntegerField(default=0, help_text="Order in lists.")

    history = HistoricalRecords()

    class Meta:
        ordering = ("position", "name")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("capacities:infrastructure", args=[self.slug])


class Fact(models.Model):
    """A row about an infrastructure; it names its source and, where that is known, its date."""

    source = models.CharField(max_length=300, help_text="Where it is from.")
    as_of = PartialDateField(help_text="Date for which it holds.")

    class Meta:
        abstract = True


class InfrastructureEvent(Fact):
    """A dated event of an infrastructure's history."""

    infrastructure = models.ForeignKey(
        Infrastructure, on_delete=models.CASCADE, related_name="events"
    )
    happened_on = PartialDateField(blank=False)
    text = models.CharField(max_length=400)

    class Meta:
        ordering = ("happened_on", "pk")

    def __str__(self):
        return f"{self.happened_on}: {self.text}"


class Node(Fact):
    """The national part of an infrastructure, and who runs it."""

    infrastructure = models.ForeignKey(
        Infrastructure, on_delete=models.CASCADE, related_name="nodes"
    )
    country = models.CharField(max_length=2, choices=country_choices)
    name = models.CharField(max_length=200)
    host = models.CharField(max_length=200, blank=True, help_text="Organisation that runs it.")
    text = models.TextField(blank=True)
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
    """A country that belongs to an infrastructure."""

    infrastructure = models.ForeignKey(
        Infrastructure, on_delete=models.CASCADE, related_name="memberships"
    )
    country = models.CharField(max_length=2, choices=country_choices)
    status = models.CharField(
        max_length=8, choices=MembershipStatus, default=MembershipStatus.MEMBER
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
    """Something that an infrastructure offers."""

    infrastructure = models.ForeignKey(
        Infrastructure, on_delete=models.CASCADE, related_name="services"
    )
    name = models.CharField(max_length=200)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self):
        return self.name


class DatedFigure(Fact):
    """A published figure on capacity or activity, shown beside what the portal counts itself."""

    group = models.CharField(max_length=80, help_text="Heading under which it is listed.")
    year = models.CharField(max_length=20, help_text="Year or years that it is about.")
    figure = models.CharField(max_length=120)
    text = models.CharField(max_length=300, help_text="What it counts.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")

    def __str__(self):
        return f"{self.year}: {self.figure} {self.text}"
