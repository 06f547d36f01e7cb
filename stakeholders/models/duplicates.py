from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class NotSame(models.Model):
    """A decision that two similar rows are two, so that they are not compared again."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class NotSameContact(NotSame):
    first = models.ForeignKey("stakeholders.Contact", models.CASCADE, related_name="not_same_as")
    second = models.ForeignKey("stakeholders.Contact", models.CASCADE, related_name="not_same_with")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="contacts_told_apart_once", fields=["first", "second"]),
            models.CheckConstraint(
                name="contacts_told_apart_in_order", condition=Q(first__lt=F("second"))
            ),
        ]

    def __str__(self):
        return f"Contacts {self.first_id} and {self.second_id} are two"


class NotSameOrganisation(NotSame):
    first = models.ForeignKey(
        "stakeholders.Organisation", models.CASCADE, related_name="not_same_as"
    )
    second = models.ForeignKey(
        "stakeholders.Organisation", models.CASCADE, related_name="not_same_with"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="organisations_told_apart_once", fields=["first", "second"]
            ),
            models.CheckConstraint(
                name="organisations_told_apart_in_order", condition=Q(first__lt=F("second"))
            ),
        ]

    def __str__(self):
        return f"Organisations {self.first_id} and {self.second_id} are two"


class Merge(models.Model):
    """A merge of two rows, with all data for its undo.

    It is deleted with the kept row, because it contains the data of the other one.
    """

    contact = models.ForeignKey(
        "stakeholders.Contact", models.CASCADE, null=True, related_name="merges"
    )
    organisation = models.ForeignKey(
        "stakeholders.Organisation", models.CASCADE, null=True, related_name="merges"
    )
    gone = models.PositiveBigIntegerField(help_text="Key of the removed row")
    data = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="merge_is_of_contacts_or_organisations",
                condition=Q(contact=None, organisation__isnull=False)
                | Q(contact__isnull=False, organisation=None),
            )
        ]

    def __str__(self):
        return f"Merge {self.pk}"

    @property
    def kept(self):
        return self.contact or self.organisation
