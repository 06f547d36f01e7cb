"""Model fields that many tables share."""

from django.db import models


def demonstration():
    return models.BooleanField(
        "demonstration",
        default=False,
        editable=False,
        help_text="Yes: the row is invented, marked on every page, and removed by remove_demo.",
    )


def last_change():
    return models.DateTimeField(
        "last changed", auto_now=True, help_text="Time when the row was last saved."
    )
