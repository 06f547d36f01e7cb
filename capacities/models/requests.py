"""Messages that readers send with the forms on a facility's page. They are as restricted as
contacts."""

from django.conf import settings
from django.db import models

from core.fields import demonstration

from .facilities import Facility


class RequestState(models.TextChoices):
    UNSENT = "unsent", "Not sent yet"
    WAITING = "waiting", "Waiting for an answer"
    ANSWERED = "answered", "Answered"
    NO_ANSWER = "no_answer", "No answer"
    NO_CONTACT = "no_contact", "No contact on file"


class FacilityRequest(models.Model):
    """A message to a facility. It reaches the contact without showing the contact to the sender."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="requests")
    name = models.CharField(max_length=200)
    email = models.EmailField("e-mail")
    organisation = models.CharField(max_length=200, blank=True)
    message = models.TextField(max_length=4000)
    state = models.CharField(
        max_length=10, choices=RequestState, default=RequestState.UNSENT, db_index=True
    )
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    is_demo = demonstration()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = "request to a facility"
        verbose_name_plural = "requests to facilities"

    def __str__(self):
        return f"Request {self.pk} to {self.facility}"


class SuggestionState(models.TextChoices):
    OPEN = "open", "Open"
    TAKEN = "taken", "Taken up"
    DECLINED = "declined", "Declined"


class Suggestion(models.Model):
    """A change to a facility's record that a reader suggests. A curator decides."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="suggestions")
    text = models.TextField("suggested change", max_length=2000)
    source = models.CharField("source", max_length=300, blank=True)
    email = models.EmailField("e-mail for questions", blank=True)
    state = models.CharField(
        max_length=8, choices=SuggestionState, default=SuggestionState.OPEN, db_index=True
    )
    note = models.TextField(blank=True, help_text="The decision of the curator, and its reason.")
    created_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = "suggested change"

    def __str__(self):
        return f"{self.facility}: {self.text[:60]}"
