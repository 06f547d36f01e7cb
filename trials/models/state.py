from django.db import models
from django.db.models import F, Q

from core.packed_fields import WordsField

from .. import choices
from ..querysets import TrialStateQuerySet
from .facts import COUNTRIES_LENGTH, FACT_LENGTH
from .trial import Trial

# Columns of a trial that are kept day by day: lists are filtered and counted by them.
KEPT = (
    "phase",
    "atmp",
    "atmp_class",
    "status",
    "sponsor_type",
    "disease_areas",
    "technology",
    "delivery",
    "cell_source",
    "has_authorised_product",
    "registers",
    "countries",
    "refusing_countries",
    "has_country_outside",
    "first_year",
    "first_entered_on",
    "days_to_start",
    "curation",
    "is_demo",
)


def fact(**options):
    return models.CharField(max_length=FACT_LENGTH, blank=True, **options)


def words(max_length=FACT_LENGTH):
    return WordsField(max_length=max_length, blank=True)


class TrialState(models.Model):
    """The facts of a trial from one day to another: `until` is the first day on which they
    were different, None while they are valid. Written by `trials.past.states.keep` alone."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="states")
    since = models.DateField()
    until = models.DateField(null=True)
    phase = fact(choices=choices.PHASE_CHOICES)
    atmp = fact(choices=choices.Decision.choices)
    atmp_class = fact(choices=choices.AtmpClass.choices)
    status = fact(choices=choices.Status.choices)
    sponsor_type = fact(choices=choices.SponsorType.choices)
    disease_areas = words()
    technology = words()
    delivery = words()
    cell_source = words()
    has_authorised_product = models.BooleanField()
    registers = WordsField(max_length=20)
    countries = words(COUNTRIES_LENGTH)
    refusing_countries = words(COUNTRIES_LENGTH)
    has_country_outside = models.BooleanField()
    first_year = models.SmallIntegerField(null=True)
    first_entered_on = models.DateField(null=True)
    days_to_start = models.SmallIntegerField(null=True)
    curation = models.CharField(max_length=12, choices=choices.Curation)
    is_demo = models.BooleanField()

    objects = TrialStateQuerySet.as_manager()

    class Meta:
        ordering = (F("first_entered_on").desc(nulls_last=True), "trial_id")
        constraints = [
            models.CheckConstraint(
                name="trial_state_has_a_length", condition=Q(until=None) | Q(until__gt=F("since"))
            ),
            models.UniqueConstraint(
                name="one_state_of_a_trial_now", fields=["trial"], condition=Q(until=None)
            ),
            models.UniqueConstraint(name="one_state_a_day", fields=["trial", "since"]),
        ]
        indexes = [models.Index(name="trial_state_days", fields=["since", "until"])]

    def __str__(self):
        return f"{self.trial_id} since {self.since}"

    @property
    def country_codes(self):
        return self.countries.split()
