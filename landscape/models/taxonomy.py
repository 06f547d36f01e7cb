"""Classes, technologies and the product types of 2010."""

from django.db import models
from simple_history.models import HistoricalRecords

from .verified import Verified


class TaxonomyKind(models.TextChoices):
    CLASS = "class", "Class"
    TECHNOLOGY = "technology", "Technology"
    TYPE_2010 = "type_2010", "Type of 2010"


class TaxonomyEntry(Verified):
    """One class, technology or historical type, with the query that counts its trials today."""

    kind = models.CharField(max_length=10, choices=TaxonomyKind)
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    text = models.TextField("definition", blank=True)
    legal_basis = models.TextField(blank=True)
    usual_class = models.CharField(
        max_length=60, blank=True, help_text="A default that an authority may judge differently."
    )
    cell_source = models.CharField(max_length=100, blank=True)
    delivery = models.CharField("delivery and vector", max_length=200, blank=True)
    trials_query = models.CharField(
        "filter of the trials",
        max_length=200,
        blank=True,
        help_text="Query string of the list of trials, such as technology=car-t. Empty: the "
        "registers cannot count it.",
    )
    position = models.PositiveSmallIntegerField(default=0, db_index=True)

    history = HistoricalRecords()

    class Meta(Verified.Meta):
        ordering = ("kind", "position", "pk")
        verbose_name = "entry of the taxonomy"
        verbose_name_plural = "entries of the taxonomy"
        constraints = [
            *Verified.Meta.constraints,
            models.UniqueConstraint(name="taxonomy_code_once", fields=["kind", "code"]),
        ]

    def __str__(self):
        return self.name
