"""Actions: who does what by when."""

import secrets

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core.fields import demonstration, last_change
from core.partial_dates import PartialDateField, parse
from core.text import search_text
from core.transitions import InvalidTransition

from ..choices import ACTION_STEPS, OPEN_ACTIONS, ActionState, Visibility
from ..querysets import ActionQuerySet
from .advice import Advice
from .bodies import Body, Seat
from .decisions import Decision
from .meetings import Meeting
from .states import Moving, StateEvent


def new_nonce():
    return secrets.token_hex(8)


class Action(Moving):
    """One task of one role, which follows from a decision, a meeting or an advice."""

    STATES, STEPS = ActionState, ACTION_STEPS

    body = models.ForeignKey(Body, models.PROTECT, related_name="actions")
    meeting = models.ForeignKey(
        Meeting, models.SET_NULL, null=True, blank=True, related_name="actions"
    )
    decision = models.ForeignKey(
        Decision, models.CASCADE, null=True, blank=True, related_name="actions"
    )
    advice = models.ForeignKey(
        Advice, models.CASCADE, null=True, blank=True, related_name="actions"
    )
    title = models.CharField("task", max_length=300)
    role = models.CharField("responsible role", max_length=120)
    seat = models.ForeignKey(
        Seat,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="actions",
        help_text="Seat of the role. The person in it sees the action on the home page.",
    )
    due_on = PartialDateField("due", blank=False, default=None)
    due_until = models.DateField(editable=False, db_index=True)  # the last possible day of due_on
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.MEMBERS)
    state = models.CharField(
        max_length=12,
        choices=ActionState,
        default=ActionState.OPEN,
        editable=False,
        db_index=True,
    )
    result = models.TextField(blank=True, max_length=5000, editable=False)
    result_url = models.URLField("address of the result", blank=True, editable=False)
    closed_on = models.DateField(null=True, editable=False)
    # Part of the personal link; another value makes earlier links useless.
    nonce = models.CharField(max_length=16, default=new_nonce, editable=False)
    search_text = models.TextField(editable=False, blank=True)
    is_demo = demonstration()
    updated_at = last_change()

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ("due_until", "pk")
        indexes = [models.Index(fields=["state", "due_until"], name="action_by_state")]
        constraints = [
            models.CheckConstraint(
                name="action_has_a_role",
                condition=~Q(role=""),
                violation_error_message="The responsible role is missing. Fill it in.",
            ),
            models.CheckConstraint(
                name="action_done_has_a_result",
                condition=~Q(state=ActionState.DONE) | ~Q(result="", result_url=""),
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.due_until = parse(self.due_on).last
        self.search_text = search_text(self.title, self.role, self.result)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("consortium:action", args=[self.pk])

    def check_move(self, state, *, note="", result="", result_url="", **values):
        if state == ActionState.DONE and not (result.strip() or result_url):
            raise InvalidTransition(
                "The result is missing. Write what was done, or give the address of the result."
            )
        if state == ActionState.DROPPED and not note.strip():
            raise InvalidTransition("The reason is missing. Write why the action is dropped.")

    @property
    def is_overdue(self):
        return self.state in OPEN_ACTIONS and self.due_until < timezone.localdate()

    @property
    def is_open(self):
        return self.state in OPEN_ACTIONS


class ActionEvent(StateEvent):
    """One step of an action."""

    row_name = "action"
    action = models.ForeignKey(Action, models.CASCADE, related_name="events")
