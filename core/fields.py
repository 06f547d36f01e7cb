"""Columns that stand in many tables and mean the same in all of them."""

from django.db import models


def demonstration():
    return models.BooleanField(
        "demonstration",
        default=False,
        editable=False,
        help_text="Yes: invented, marked on every page, and removed by one command.",
    )


def last_change():
    return models.DateTimeField(
        "last changed", auto_now=True, help_text="When the row was last written."
    )
