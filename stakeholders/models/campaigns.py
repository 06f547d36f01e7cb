from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from core.fields import demonstration

from ..purposes import PURPOSES
from ..querysets import RecipientQuerySet


class CampaignState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SENDING = "sending", "The portal is sending"
    PAUSED = "paused", "Paused"
    SENT = "sent", "Sent"


class RecipientState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    TAKEN = "taken", "Being sent"
    INVITED = "invited", "Invited"
    LEFT_OUT = "left_out", "Left out"
    FAILED = "failed", "Not sent"
    BOUNCED = "bounced", "Bounced"


# The mail is with the person, or may be.
REACHED = (RecipientState.TAKEN, RecipientState.INVITED, RecipientState.BOUNCED)


class ContactCampaign(models.Model):
    """One round of mails to contacts for one purpose. The list is made once; the mails are sent by
    the portal or by a mail tool."""

    name = models.CharField(max_length=120, unique=True)
    purpose = models.CharField(max_length=20)
    list_text = models.CharField(
        "list", max_length=500, blank=True, help_text="How the contacts were chosen."
    )
    subject = models.CharField(max_length=150, blank=True)
    text = models.TextField(max_length=10_000, blank=True)
    survey_address = models.URLField(
        "address of the survey",
        max_length=500,
        blank=True,
        help_text="{survey_link} in the text becomes this address with the identifier of the "
        "person in place of IDENTIFIER.",
    )
    state = models.CharField(
        max_length=8, choices=CampaignState, default=CampaignState.DRAFT, db_index=True
    )
    problem = models.CharField(max_length=300, blank=True, help_text="Reason why sending stopped")
    held_until = models.DateTimeField(
        null=True, help_text="When the lease of the sending worker ends"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="contact_campaigns"
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    is_demo = demonstration()

    class Meta:
        ordering = ("-pk",)
        permissions = [("run_contactcampaign", "Can write to contacts in campaigns")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("stakeholders:campaign", args=[self.pk])

    @property
    def purpose_rules(self):
        """Return the purpose with the rules that decide who may be in the campaign."""
        return PURPOSES[self.purpose]

    def counts(self):
        """Return {state: number of recipients}, and the numbers of answers and unsubscriptions."""
        recipients = self.recipients.order_by()
        found = dict.fromkeys(RecipientState.values, 0)
        found |= dict(recipients.values_list("state").annotate(number=Count("pk")))
        return found | recipients.aggregate(
            answered=Count("pk", filter=Q(answered_on__isnull=False)),
            unsubscribed=Count("pk", filter=Q(unsubscribed_at__isnull=False)),
            everybody=Count("pk"),
        )


class CampaignRecipient(models.Model):
    """One person on the list of a campaign: invited, or left out with the reason.

    Without a contact, the person was erased later and is still part of the counts.
    """

    campaign = models.ForeignKey(ContactCampaign, models.CASCADE, related_name="recipients")
    contact = models.ForeignKey(
        "stakeholders.Contact", models.SET_NULL, null=True, related_name="campaign_entries"
    )
    state = models.CharField(max_length=8, choices=RecipientState, default=RecipientState.WAITING)
    reason = models.CharField("left out because", max_length=24, blank=True)
    problem = models.CharField(max_length=200, blank=True, help_text="Without an address")
    tries = models.PositiveSmallIntegerField(default=0)
    address_mark = models.CharField(
        max_length=16, blank=True, help_text="Part of the keyed hash of the address that was used"
    )
    taken_at = models.DateTimeField(null=True, db_index=True)
    invited_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    answered_on = models.DateField(null=True)
    unsubscribed_at = models.DateTimeField(null=True)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes = [models.Index(fields=["campaign", "state", "id"], name="recipient_in_state")]
        constraints = [
            models.UniqueConstraint(
                name="contact_once_in_a_campaign", fields=["campaign", "contact"]
            ),
            models.CheckConstraint(
                name="left_out_has_a_reason",
                condition=Q(state=RecipientState.LEFT_OUT, reason__gt="")
                | (~Q(state=RecipientState.LEFT_OUT) & Q(reason="")),
            ),
            models.CheckConstraint(
                name="invited_has_a_time",
                condition=~Q(state__in=("invited", "bounced")) | Q(invited_at__isnull=False),
            ),
        ]

    def __str__(self):
        """Return a text without a name, because logs and messages show it."""
        return f"{self.identifier} in {self.campaign}"

    @property
    def identifier(self):
        """Return the mark by which an answer is read back; it names nobody outside the portal."""
        return f"C{self.contact_id or 0}-K{self.campaign_id}"
