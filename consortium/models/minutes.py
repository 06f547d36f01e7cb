"""Minutes: draft, proposed to those who attended, approved, public part published."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.transitions import InvalidTransition

from ..choices import MINUTES_STEPS, AttendanceAnswer, MinutesState, Reaction
from .meetings import Meeting
from .states import Moving, StateEvent

DAYS_TO_COMMENT = 10
MAX_MINUTES_CHARACTERS = 1_000_000
FROZEN_TEXTS = ("text", "public_text")


class Minutes(Moving):
    """The minutes of one meeting. After approval, corrections are added as an annex."""

    STATES, STEPS = MinutesState, MINUTES_STEPS

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="minutes")
    text = models.TextField(blank=True, max_length=MAX_MINUTES_CHARACTERS)
    public_text = models.TextField(
        "public part",
        blank=True,
        max_length=MAX_MINUTES_CHARACTERS,
        help_text="Everyone reads it after publication. Leave out names of people.",
    )
    state = models.CharField(
        max_length=12, choices=MinutesState, default=MinutesState.DRAFT, editable=False
    )
    proposed_on = models.DateField(null=True, editable=False)
    approved_on = models.DateField(null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    published_on = models.DateField(null=True, editable=False)

    class Meta:
        verbose_name_plural = "minutes"

    def __str__(self):
        return f"Minutes of {self.meeting}"

    def get_absolute_url(self):
        return f"{self.meeting.get_absolute_url()}#minutes"

    def save(self, *args, **kwargs):
        """Raise InvalidTransition for another text of approved minutes."""
        if self.pk:
            stored = type(self).objects.filter(pk=self.pk).values("state", *FROZEN_TEXTS).first()
            is_final = stored and stored["state"] in (MinutesState.APPROVED, MinutesState.PUBLISHED)
            if is_final and any(stored[name] != getattr(self, name) for name in FROZEN_TEXTS):
                raise InvalidTransition(
                    "The minutes are approved and cannot be edited. Add a correction to the annex."
                )
        super().save(*args, **kwargs)

    def check_move(self, state, *, by, **values):
        if state == MinutesState.PROPOSED:
            if self.meeting.is_open:
                raise InvalidTransition(
                    "The meeting is not marked as held. Mark it as held before the minutes are "
                    "proposed."
                )
            if not self.text.strip():
                raise InvalidTransition("The minutes are empty. Write them first.")
        if state == MinutesState.APPROVED and not self.may_approve(by):
            raise InvalidTransition(
                "Your account is not recorded as attending this meeting. A person who attended "
                "must approve the minutes."
            )
        if state == MinutesState.PUBLISHED and not self.public_text.strip():
            raise InvalidTransition(
                "There is no public part, and approved minutes cannot be edited. Add a correction "
                "to the annex that says so."
            )

    def may_approve(self, user):
        return self.meeting.attendance.filter(
            answer=AttendanceAnswer.ATTENDING, seat__user=user
        ).exists()

    @property
    def comment_until(self):
        """The last day for comments, or None before the minutes are proposed."""
        if not self.proposed_on:
            return None
        return self.proposed_on + timezone.timedelta(days=DAYS_TO_COMMENT)

    @property
    def is_locked(self):
        return self.state in (MinutesState.APPROVED, MinutesState.PUBLISHED)


class MinutesEvent(StateEvent):
    """One step of the minutes."""

    row_name = "minutes"
    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="events")


class MinutesReaction(models.Model):
    """What one seat that attended said about proposed minutes; no row is recorded as silence when
    they are approved."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="reactions")
    seat = models.ForeignKey("consortium.Seat", models.PROTECT, related_name="+")
    reaction = models.CharField(max_length=10, choices=Reaction)
    text = models.TextField(blank=True, max_length=5000)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("seat__role", "pk")
        constraints = [
            models.UniqueConstraint(name="reaction_once_per_seat", fields=["minutes", "seat"])
        ]

    def __str__(self):
        return f"{self.seat}: {self.get_reaction_display()}"


class Correction(models.Model):
    """An entry in the annex of approved minutes."""

    minutes = models.ForeignKey(Minutes, models.CASCADE, related_name="corrections")
    text = models.TextField(max_length=5000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self):
        return self.text[:80]
