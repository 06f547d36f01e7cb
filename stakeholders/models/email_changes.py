from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone


class EmailChange(models.Model):
    """A person's request for another main address, valid once both addresses have confirmed it."""

    contact = models.OneToOneField(
        "stakeholders.Contact", models.CASCADE, related_name="email_change"
    )
    old_email = models.EmailField("present address")
    new_email = models.EmailField("new address")
    language = models.CharField(max_length=8, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    old_confirmed_at = models.DateTimeField(null=True)
    new_confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="new_email_in_lower_case", condition=Q(new_email=Lower("new_email"))
            )
        ]

    def __str__(self):
        return f"Change of the address of contact {self.contact_id}"
