"""Fields that have the same shape in several tables of scenarios."""

from django.conf import settings
from django.db import models


def person(*, related_name="+", **more):
    """A person who did something; the row stays when the account is removed."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name=related_name,
        **more,
    )


def origin(model, noun):
    """The row that a scenario was started from; the scenario stays when it is removed."""
    return models.ForeignKey(
        model,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="scenarios",
        help_text=f"The {noun} that it was started from.",
    )


def subject(model):
    """A row that a scenario is evidence for; the evidence is removed with it."""
    return models.ForeignKey(
        model,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="scenario_evidence",
    )


def amount(help_text):
    """A number of a source; empty where the source does not give it."""
    return models.DecimalField(
        max_digits=24, decimal_places=8, null=True, blank=True, help_text=help_text
    )
