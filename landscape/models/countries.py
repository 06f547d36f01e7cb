"""The facts of country profiles, and which facts are asked of every country."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from core.countries import EUROPE, country_name
from core.text import search_text

from ..choices import FactGroup
from ..querysets import FactQuerySet
from .steps import Step
from .verified import Verified


class FactKind(models.Model):
    """One fact that is asked of every country, such as its medicines authority."""

    code = models.SlugField(unique=True, help_text="Permanent; addresses and files use it.")
    name = models.CharField(max_length=120)
    meaning = models.TextField(blank=True, help_text="What exactly is asked.")
    group = models.CharField(max_length=12, choices=FactGroup)
    steps = models.ManyToManyField(
        Step, blank=True, related_name="fact_kinds", help_text="Steps that show the fact."
    )
    position = models.PositiveSmallIntegerField(default=0, db_index=True)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = "kind of fact"
        verbose_name_plural = "kinds of facts"

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("landscape:fact", args=[self.code])


def validate_profile(code):
    if code not in EUROPE:
        raise ValidationError(f"{code} has no profile. Use one of: {', '.join(EUROPE)}.")


class CountryFact(Verified):
    """One fact of one country, with its source and date. A fact without a row is not collected."""

    country = models.CharField(
        max_length=2, validators=[validate_profile], help_text="ISO 3166 code, such as AT."
    )
    kind = models.ForeignKey(FactKind, on_delete=models.PROTECT, related_name="facts")
    value = models.TextField(help_text="The fact in plain words.")
    short_value = models.CharField(
        max_length=60,
        blank=True,
        help_text="In a few words that several countries share; the map groups countries by it.",
    )
    is_historical = models.BooleanField(
        "historical", default=False, help_text="Yes: shown as history and not as the present rule."
    )
    search_text = models.TextField(editable=False, blank=True)

    objects = FactQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_text"])

    class Meta(Verified.Meta):
        ordering = ("country", "kind__position", "pk")
        verbose_name = "fact of a country"
        verbose_name_plural = "facts of countries"
        permissions = [("verify_countryfact", "Can verify facts, steps and desks of other people")]
        constraints = [
            *Verified.Meta.constraints,
            models.UniqueConstraint(name="fact_once_per_country", fields=["country", "kind"]),
        ]

    def __str__(self):
        return f"{country_name(self.country)}: {self.kind}"

    def save(self, *args, **kwargs):
        self.search_text = self.words_for_search()
        super().save(*args, **kwargs)

    def words_for_search(self):

        return search_text(country_name(self.country), self.kind.name, self.value, self.source)

    def get_absolute_url(self):
        return f"{reverse('landscape:country', args=[self.country])}#{self.kind.code}"
