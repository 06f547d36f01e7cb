"""People who were invited to a questionnaire, and the results of the invitations."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from core.fields import last_change

from ..choices import Opened, Outcome
from ..querysets import ParticipantQuerySet
from .projects import Project


class Participant(models.Model):
    """One line of a participant list. Lines with the same address have different occurrences."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="participants")
    email = models.EmailField("e-mail")
    occurrence = models.PositiveIntegerField(default=1)
    record = models.CharField(
        max_length=100,
        blank=True,
        help_text="REDCap record of the answers. Empty in an anonymous survey.",
    )
    is_sent = models.BooleanField("sent", default=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    opened = models.PositiveSmallIntegerField(choices=Opened, default=Opened.NOT_OPENED)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default=Outcome.NONE)
    contact = models.ForeignKey(
        "stakeholders.Contact",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="survey_participations",
        help_text="The contact with this address. Empty: a person must choose.",
    )
    is_anonymous = models.BooleanField(
        default=False, editable=False, help_text="Setting of the project at the import."
    )
    updated_at = last_change()

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ("email", "occurrence")
        constraints = [
            models.UniqueConstraint(
                name="survey_participant_once", fields=["project", "email", "occurrence"]
            ),
            models.CheckConstraint(
                name="survey_participant_email_in_lower_case", condition=Q(email=Lower("email"))
            ),
            models.CheckConstraint(
                name="anonymous_participant_has_no_record",
                condition=Q(is_anonymous=False) | Q(record=""),
            ),
        ]

    def __str__(self):
        """Return a name without the address, because it appears in logs and messages."""
        return f"Participant {self.pk}"

    def save(self, *args, **kwargs):
        self.email = self.email.strip().lower()
        super().save(*args, **kwargs)

    @property
    def is_finished(self):
        return self.opened == Opened.COMPLETE
