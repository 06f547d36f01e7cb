"""Rows whose state moves through named steps, each with an event row."""

from django.conf import settings
from django.db import models, transaction

from core.transitions import check_step


class StateEvent(models.Model):
    """One change of a state: who, when, from what to what, and why."""

    old = models.CharField(max_length=12)
    new = models.CharField(max_length=12)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.TextField(blank=True, max_length=2000)

    class Meta:
        abstract = True
        ordering = ("at", "pk")

    @property
    def states(self):
        return self._meta.get_field(self.row_name).related_model.STATES

    def __str__(self):
        if self.old == self.new:
            return self.note
        return f"{self.states(self.old).label} to {self.states(self.new).label}"

    @property
    def new_label(self):
        return self.states(self.new).label


class Moving(models.Model):
    """A row with a `state` out of STATES, whose changes are limited to STEPS."""

    STATES, STEPS = None, {}

    class Meta:
        abstract = True

    def check_move(self, state, **values):
        """Raise InvalidTransition if the row is not ready for the state."""

    @transaction.atomic
    def move_to(self, state, *, by, note="", **values):
        """Change the state and other columns, and return the event. Raise InvalidTransition.

        The row is locked and read again, so that two people cannot make different steps from it.
        """
        locked = type(self)._base_manager.select_for_update().get(pk=self.pk)
        check_step(self.STEPS, self.STATES, locked.state, state)
        locked.check_move(state, by=by, note=note, **values)
        old = locked.state
        for row in (locked, self):
            for name, value in {"state": state, **values}.items():
                setattr(row, name, value)
        locked.save()
        return locked.events.create(old=old, new=state, by=by, note=note)
