"""Decisions: numbered, never edited after adoption, replaced by new ones."""

from django.db import models
from django.urls import reverse

from core.fields import demonstration, last_change
from core.partial_dates import PartialDateField
from core.text import search_text
from core.transitions import InvalidTransition

from ..choices import DECISION_STEPS, OPEN_DECISIONS, DecisionState, Visibility
from ..querysets import DecisionQuerySet
from .bodies import Body
from .meetings import Meeting
from .partners import WorkPackage
from .states import Moving, StateEvent


class DecisionIsFixed(InvalidTransition):
    """An edit of a decision that was adopted or rejected."""


class Decision(Moving):
    """One decision of a body, with its reason, options and vote."""

    STATES, STEPS = DecisionState, DECISION_STEPS
    FROZEN = (
        "number",
        "body_id",
        "meeting_id",
        "title",
        "text",
        "reason",
        "options",
        "dissent",
        "votes_for",
        "votes_against",
        "votes_abstained",
        "decided_on",
        "replaces_id",
    )

    number = models.CharField(max_length=20, unique=True, editable=False)
    body = models.ForeignKey(Body, models.PROTECT, related_name="decisions")
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    title = models.CharField(max_length=200, help_text="The decision in one sentence.")
    text = models.TextField(blank=True, max_length=20_000)
    reason = models.TextField(blank=True, max_length=10_000)
    options = models.TextField("options considered", blank=True, max_length=10_000)
    dissent = models.TextField(blank=True, max_length=5000, help_text="As roles, without names.")
    votes_for = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_abstained = models.PositiveSmallIntegerField(null=True, blank=True)
    decided_on = PartialDateField(db_index=True)
    work_package = models.ForeignKey(
        WorkPackage, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        help_text="The decision that this one replaces when it is adopted.",
    )
    visibility = models.CharField(
        max_length=8, choices=Visibility, default=Visibility.MEMBERS, db_index=True
    )
    state = models.CharField(
        max_length=12,
        choices=DecisionState,
        default=DecisionState.PROPOSED,
        editable=False,
        db_index=True,
    )
    search_text = models.TextField(editable=False, blank=True)
    is_demo = demonstration()
    updated_at = last_change()

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ("-decided_on", "-pk")
        indexes = [models.Index(fields=["body", "decided_on"], name="decision_of_body")]

    def __str__(self):
        return f"{self.number} {self.title}"

    def save(self, *args, **kwargs):
        """Raise DecisionIsFixed for another text of a decision that is no longer open."""
        if self.pk:
            stored = type(self).objects.filter(pk=self.pk).values("state", *self.FROZEN).first()
            if stored and stored["state"] not in OPEN_DECISIONS:
                changed = [n for n in self.FROZEN if stored[n] != getattr(self, n)]
                if changed:
                    raise DecisionIsFixed(
                        f"Decision {self.number} is {DecisionState(stored['state']).label.lower()} "
                        "and cannot be edited. Record a new decision that replaces it."
                    )
        self.search_text = search_text(self.number, self.title, self.text, self.reason)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        if not self.is_demo and self.state not in OPEN_DECISIONS:
            raise DecisionIsFixed(
                f"Decision {self.number} cannot be deleted. Record a new decision that replaces it."
            )
        return super().delete(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("consortium:decision", args=[self.number])

    def check_move(self, state, *, note="", **values):
        if state == DecisionState.ADOPTED and not self.decided_on:
            raise InvalidTransition("The date of the decision is missing. Fill it in first.")
        if state in (DecisionState.WITHDRAWN, DecisionState.POSTPONED) and not note.strip():
            raise InvalidTransition("The reason is missing. Write it in the note.")

    @property
    def is_open(self):
        return self.state in OPEN_DECISIONS

    @property
    def has_vote(self):
        return self.votes_for is not None


class DecisionEvent(StateEvent):
    """One step of a decision."""

    row_name = "decision"
    decision = models.ForeignKey(Decision, models.CASCADE, related_name="events")
