"""Products that were two and are one, or are not: former names, merges, and decisions."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.text import name_key
from stakeholders.models.duplicates import NotSame

from .dossier import Dossier


class FormerName(models.Model):
    """A name and an address of a product from before a merge, by which cover sheets and links still
    find it."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200, unique=True, editable=False)
    slug = models.SlugField("address", max_length=80, unique=True)

    class Meta:
        ordering = ("name",)

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.key = name_key(self.name)
        super().save(*args, **kwargs)


class NotSameDossier(NotSame):
    """A decision that two similar products are two."""

    first = models.ForeignKey(Dossier, models.CASCADE, related_name="not_same_as")
    second = models.ForeignKey(Dossier, models.CASCADE, related_name="not_same_with")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="products_told_apart_once", fields=["first", "second"]),
            models.CheckConstraint(
                name="products_told_apart_in_order", condition=Q(first__lt=F("second"))
            ),
        ]

    def __str__(self):
        return f"Products {self.first_id} and {self.second_id} are two"


class DossierMerge(models.Model):
    """A merge of two products, with all data for its undo, and who undid it."""

    kept = models.ForeignKey(Dossier, models.CASCADE, related_name="merges")
    gone = models.PositiveBigIntegerField(help_text="Key of the removed product")
    gone_name = models.CharField("removed product", max_length=200)
    data = models.JSONField(default=dict, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-pk",)
        verbose_name = "merge of products"
        verbose_name_plural = "merges of products"
        constraints = [
            models.CheckConstraint(
                name="product_merge_undone_by_at_a_time",
                condition=Q(undone_by=None) | Q(undone_at__isnull=False),
            )
        ]

    def __str__(self):
        return f"{self.gone_name} merged into {self.kept}"
