"""The approval of public texts by a second person."""

from django.conf import settings
from django.db import models

APPROVAL_FIELDS = (
    "approved_at",
    "approved_by",
    "approved_with",
    "approved_text",
)  # excluded from the history


class ApprovedText(models.Model):
    """A text with its own page, which is public from `published_on`.

    The text can be edited after its publication. The approved text is kept, and the page shows
    every change until another person approves it; see `usecases.approval`.
    """

    published_on = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="Date from which everyone can see it. Empty: only members, or it is invented.",
    )
    approved_at = models.DateTimeField(
        "approved",
        null=True,
        blank=True,
        editable=False,
        help_text="Time of the last approval by a second person. Empty: never approved.",
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
        help_text="Use case and version whose review approved the text.",
    )
    approved_text = models.JSONField(
        null=True,
        editable=False,
        help_text="The approved text as {heading: [lines]}; pages mark later changes.",
    )

    class Meta:
        abstract = True

    @property
    def is_public(self):
        return self.is_demo or self.published_on is not None

    def words(self):
        """Return the public text as {heading: [lines]}, without anything from hidden rows."""
        raise NotImplementedError


def lines_of(value):
    return [line for line in str(value or "").splitlines() if line.strip()]
