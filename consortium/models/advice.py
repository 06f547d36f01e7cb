"""Advice of the Scientific Advisory Board, and the reply to it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core.fields import demonstration, last_change
from core.partial_dates import PartialDateField
from core.text import search_text
from core.transitions import InvalidTransition

from ..choices import (
    ADVICE_STEPS,
    ANSWERS,
    WAITING_ADVICE,
    AdviceState,
    Visibility,
)
from ..querysets import AdviceQuerySet
from .bodies import Body
from .meetings import Meeting
from .partners import WorkPackage
from .states import Moving, StateEvent


class Advice(Moving):
    """One piece of advice that a body gave, with the reply of the project."""

    STATES, STEPS = AdviceState, ADVICE_STEPS

    number = models.CharField(max_length=20, unique=True, editable=False)
    body = models.ForeignKey(Body, models.PROTECT, related_name="advice")
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="advice"
    )
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True, max_length=20_000)
    given_on = PartialDateField(blank=False, default=None, db_index=True)
    reply_due_on = models.DateField(null=True, blank=True)
    reply = models.TextField(blank=True, max_length=10_000, editable=False)
    replied_on = models.DateField(null=True, editable=False)
    work_package = models.ForeignKey(
        WorkPackage, models.PROTECT, null=True, blank=True, related_name="advice"
    )
    visibility = models.CharField(
        max_length=8, choices=Visibility, default=Visibility.MEMBERS, db_index=True
    )
    state = models.CharField(
        max_length=12,
        choices=AdviceState,
        default=AdviceState.GIVEN,
        editable=False,
        db_index=True,
    )
    search_text = models.TextField(editable=False, blank=True)
    is_demo = demonstration()
    updated_at = last_change()

    objects = AdviceQuerySet.as_manager()

    class Meta:
        ordering = ("-given_on", "-pk")
        verbose_name_plural = "advice"
        constraints = [
            models.CheckConstraint(
                name="advice_answered_has_a_reply",
                condition=Q(state__in=WAITING_ADVICE) | ~Q(reply=""),
            )
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    def save(self, *args, **kwargs):
        self.search_text = search_text(self.number, self.title, self.text, self.reply)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("consortium:advice", args=[self.number])

    def check_move(self, state, *, reply="", **values):
        if state in ANSWERS and not reply.strip():
            raise InvalidTransition(
                "The reply is missing. Write what the project does, or why it declines."
            )
        if state == AdviceState.REPLY_DUE and not (values.get("reply_due_on") or self.reply_due_on):
            raise InvalidTransition("The day by which a reply is due is missing. Fill it in.")

    @property
    def is_waiting(self):
        return self.state in WAITING_ADVICE

    @property
    def is_late(self):
        return bool(
            self.is_waiting and self.reply_due_on and self.reply_due_on < timezone.localdate()
        )


class AdviceEvent(StateEvent):
    """One step of an advice."""

    row_name = "advice"
    advice = models.ForeignKey(Advice, models.CASCADE, related_name="events")
