"""Merged products, and pairs that are not the same."""

from django.conf import settings
from django.db import models

from .dossier import Dossier


class DossierMerge(models.Model):
    """A merge of two products: `removed` was merged into `kept`; the merge can be undone."""

    kept = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="merges")
    name = models.CharField("merged product", max_length=200)
    removed = models.JSONField(help_text="The rows of the merged product, for undoing the merge.")
    before = models.JSONField(help_text="Cells of the kept product before the merge.")
    after = models.JSONField(help_text="Cells of the kept product after the merge.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = "merge of products"
        verbose_name_plural = "merges of products"

    def __str__(self):
        return f"{self.name}, merged into {self.kept}"


class DistinctDossiers(models.Model):
    """Two products that look similar but are different, by decision of a curator."""

    first = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("first", "second")
        verbose_name_plural = "distinct products"
        constraints = [
            models.UniqueConstraint(name="distinct_dossiers_once", fields=["first", "second"]),
            models.CheckConstraint(
                name="distinct_dossiers_in_order", condition=models.Q(first__lt=models.F("second"))
            ),
        ]

    def __str__(self):
        return f"{self.first} and {self.second}"
