"""Campaigns of the survey, the facilities that are invited, and their answers per block."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.fields import demonstration

from ..choices import Block
from .facilities import Facility


def new_nonce():
    return secrets.token_urlsafe(12)


class Campaign(models.Model):
    """One round of questions to facilities, from a first day to a last day."""

    name = models.CharField(max_length=120, unique=True)
    text = models.TextField(
        "text of the invitation",
        max_length=4000,
        help_text="Text above the personal link in the e-mail.",
    )
    opens_on = models.DateField(help_text="First day on which links work and e-mails are sent.")
    closes_on = models.DateField(help_text="Last day on which links work.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    is_demo = demonstration()

    class Meta:
        ordering = ("-opens_on", "-pk")
        permissions = [("run_campaign", "Can invite facilities and see their answers")]
        constraints = [
            models.CheckConstraint(
                name="campaign_closes_after_it_opens",
                condition=Q(closes_on__gte=F("opens_on")),
                violation_error_message="The campaign closes before it opens.",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("capacities:campaign", args=[self.pk])

    def is_open_on(self, day):
        return self.opens_on <= day <= self.closes_on


class InvitationState(models.TextChoices):
    UNSENT = "unsent", "Not sent yet"
    NO_CONTACT = "no_contact", "No contact on file"
    SENT = "sent", "Sent"
    STARTED = "started", "Started"
    ANSWERED = "answered", "Answered"
    NO_ANSWER = "no_answer", "No answer"


SILENT = (InvitationState.SENT, InvitationState.NO_ANSWER, InvitationState.NO_CONTACT)


class Invitation(models.Model):
    """A facility that is invited to a campaign. Its personal link is signed and not stored."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="invitations")
    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="invitations")
    nonce = models.CharField(max_length=20, default=new_nonce, editable=False)
    state = models.CharField(
        max_length=10, choices=InvitationState, default=InvitationState.UNSENT, db_index=True
    )
    sent_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("facility__name", "pk")
        constraints = [
            models.UniqueConstraint(name="invited_once", fields=["campaign", "facility"])
        ]

    def __str__(self):
        return f"{self.facility}, {self.campaign}"


class AnswerState(models.TextChoices):
    SAVED = "saved", "Saved"
    RELEASED = "released", "Released, waiting for a curator"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"


class BlockAnswer(models.Model):
    """The answers of one facility to one block of questions, with the consent to publish them."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="answers")
    block = models.CharField(max_length=14, choices=Block)
    values = models.JSONField(default=dict, help_text="Answer per name of a question.")
    state = models.CharField(
        max_length=8, choices=AnswerState, default=AnswerState.SAVED, db_index=True
    )
    given_by = models.CharField(max_length=200, blank=True)
    text_version = models.CharField(max_length=20, blank=True)
    saved_at = models.DateTimeField(auto_now=True)
    released_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(name="one_answer_per_block", fields=["invitation", "block"]),
            models.CheckConstraint(
                name="released_answer_names_who",
                condition=Q(state="saved") | ~Q(given_by=""),
            ),
        ]

    def __str__(self):
        return f"{self.invitation}: {self.get_block_display()}"
