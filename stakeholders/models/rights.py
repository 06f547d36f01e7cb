from django.conf import settings
from django.db import models
from django.utils import timezone


class Erasure(models.Model):
    """The anonymous proof that a person was erased.

    Keyed hashes let an import recognise a person who asked to be erased: of each address, and of
    each address with the name, because several people may share an address. Without the portal's
    secret key and the address they identify nobody.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="contact_erasures"
    )
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=200, help_text="The reason, without naming the person.")
    address_hashes = models.JSONField(default=list)
    person_hashes = models.JSONField(
        default=list, help_text="Hashes of each address with each name"
    )
    row_hashes = models.JSONField(default=list)
    kept_figures = models.BooleanField(
        default=False, help_text="The person was removed, and the engagement is still counted"
    )
    counts = models.JSONField(default=dict, help_text="Number of removed rows per table")
    exports = models.JSONField(default=list, help_text="Numbers of the exports with this person")

    class Meta:
        ordering = ("-pk",)

    def __str__(self):
        return f"Erasure {self.pk}"
