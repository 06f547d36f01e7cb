"""Campaigns that ask people for the empty cells of cover sheets."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from ..cover_sheet import BY_KEY
from .dossier import Dossier, DossierStudy


def new_nonce():
    return secrets.token_urlsafe(12)


class CompletionCampaign(models.Model):
    """One round of questions about cover sheets, until a last day."""

    name = models.CharField(max_length=120, unique=True)
    text = models.TextField(
        "text of the mail", max_length=4000, help_text="Text above the personal link."
    )
    closes_on = models.DateField("open until", help_text="Last day on which the links work.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-pk",)
        permissions = [("run_completion", "Can ask people for missing data of products")]
        verbose_name = "completion campaign"

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("admin:products_dossier_campaign", args=[self.pk])

    @property
    def is_open(self):
        return self.closes_on >= timezone.localdate()


class RequestState(models.TextChoices):
    UNSENT = "unsent", "Not sent yet"
    SENT = "sent", "Sent"
    ANSWERED = "answered", "Answered"
    DECLINED = "declined", "Cannot answer"
    LEFT_OUT = "left_out", "Left out"


class CompletionRequest(models.Model):
    """One person who is asked about one product by a personal link, which is signed and not stored.

    The person is a contact, or is named in a cell with an address of a study. The address is read
    when it is used, and never copied.
    """

    campaign = models.ForeignKey(CompletionCampaign, models.CASCADE, related_name="requests")
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="completion_requests")
    contact = models.ForeignKey(
        "stakeholders.Contact", models.CASCADE, null=True, related_name="completion_requests"
    )
    study = models.ForeignKey(
        DossierStudy, models.SET_NULL, null=True, related_name="completion_requests"
    )
    address_key = models.CharField(
        max_length=20, blank=True, help_text="Field of the study with the address"
    )
    nonce = models.CharField(max_length=20, default=new_nonce, editable=False)
    state = models.CharField(
        max_length=10, choices=RequestState, default=RequestState.UNSENT, db_index=True
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("dossier__name", "pk")
        verbose_name = "request to complete a product"
        verbose_name_plural = "requests to complete products"

    def __str__(self):
        """Return a text without a name, because logs and messages show it."""
        return f"Request {self.pk}: {self.dossier}"


class AskedState(models.TextChoices):
    OPEN = "open", "Waits for an answer"
    NOT_KNOWN = "not_known", "Not known"
    PROPOSED = "proposed", "Waits for a curator"
    ACCEPTED = "accepted", "Accepted"
    REFUSED = "refused", "Refused"


DECIDED = (AskedState.ACCEPTED, AskedState.REFUSED)


class AskedCell(models.Model):
    """One cell of a cover sheet in a request, with the answer as a proposal and its decision."""

    request = models.ForeignKey(CompletionRequest, models.CASCADE, related_name="cells")
    study = models.ForeignKey(
        DossierStudy, models.CASCADE, null=True, related_name="asked_cells", help_text="Or none"
    )
    key = models.CharField(max_length=40, help_text="Field of the cover sheet")
    answer = models.TextField(blank=True)
    state = models.CharField(
        max_length=10, choices=AskedState, default=AskedState.OPEN, db_index=True
    )
    answered_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField("reason of the refusal", max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)
        verbose_name = "asked cell"
        constraints = [
            models.UniqueConstraint(
                name="product_cell_asked_once",
                fields=["request", "key"],
                condition=Q(study=None),
            ),
            models.UniqueConstraint(
                name="study_cell_asked_once",
                fields=["request", "study", "key"],
                condition=Q(study__isnull=False),
            ),
            models.CheckConstraint(
                name="proposal_has_an_answer", condition=~Q(state="proposed") | ~Q(answer="")
            ),
        ]

    def __str__(self):
        return f"{self.field.name}, {self.study or self.request.dossier}"

    @property
    def field(self):
        return BY_KEY[self.key]

    @property
    def row(self):
        """Return the product or study that has the cell."""
        return self.study or self.request.dossier

    def row_is_of(self, dossier_key):
        """Tell whether the cell is of this product: a study may move when products are merged."""
        return self.study is None or self.study.dossier_id == dossier_key
