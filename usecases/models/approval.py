"""Texts that a second person approved, and how to see that they were changed since."""

from django.conf import settings
from django.db import models

APPROVAL = ("approved_at", "approved_by", "approved_with", "approved_text")  # past the history


class ApprovedText(models.Model):
    """A row with a page of its own that the public sees from `published_on` on.

    It may be edited afterwards. So the words that a second person approved are kept, and the page
    says what changed since, until somebody approves the change: see `usecases.approval`.
    """

    published_on = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="Day from which everyone sees it. Empty: members alone do, or it is invented.",
    )
    approved_at = models.DateTimeField(
        "approved",
        null=True,
        blank=True,
        editable=False,
        help_text="When a second person last approved the text. Empty: never.",
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    approved_with = models.CharField(
        max_length=120,
        blank=True,
        editable=False,
        help_text="The version of a use case whose review approved the text, in words.",
    )
    approved_text = models.JSONField(
        null=True,
        editable=False,
        help_text="The words that were approved: {heading: [lines]}; later changes stand out.",
    )

    class Meta:
        abstract = True

    @property
    def is_public(self):
        return self.is_demo or self.published_on is not None

    def words(self):
        """All that the public reads of the row: {heading: [lines]}, nothing of hidden rows."""
        raise NotImplementedError


def lines_of(value):
    return [line for line in str(value or "").splitlines() if line.strip()]
