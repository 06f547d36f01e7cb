"""Querysets of the regulatory landscape."""

from django.db import models
from django.db.models import Count, Q, Window
from django.db.models.functions import RowNumber

from core.packed_words import holds_any
from core.querysets import Searched

from .choices import FINISHED, AnswerState, TicketState

VIEW_ANSWERS = "landscape.view_libraryanswer"


class StepQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return all steps: the path is public."""
        return self


class FactQuerySet(Searched):
    def visible_to(self, user):
        """Return all facts: each is public, with its source and the badge "to be verified"."""
        return self


class AnswerQuerySet(Searched):
    def visible_to(self, user):
        """Return the published and the open ones; staff of the desk also see drafts."""
        if user.has_perm(VIEW_ANSWERS):
            return self
        return self.filter(state__in=(AnswerState.PUBLISHED, AnswerState.OPEN))

    def published(self):
        return self.filter(state=AnswerState.PUBLISHED)

    def about(self, countries):
        """Return the answers that hold in one of the countries; all of them without countries."""
        if not countries:
            return self
        return self.filter(Q(countries="") | holds_any("countries", [*countries, "EU"]))

    def first_per_step(self, most):
        """Return up to `most` answers per step, the published and most helpful ones first.

        Each has `in_step`, the number of all answers of its step.
        """
        place = Window(
            RowNumber(), partition_by="step", order_by=["-state", "-helped", "title", "pk"]
        )
        number = Window(Count("pk"), partition_by="step")
        return self.annotate(place=place, in_step=number).filter(place__lte=most).order_by("place")

    def due_on(self, day):
        """Return the published answers whose date of review has passed."""
        return self.published().filter(review_on__lte=day)


class TicketQuerySet(models.QuerySet):
    def open(self):
        return self.exclude(state__in=FINISHED)

    def late_in_triage(self, day):
        return self.filter(state=TicketState.NEW, triage_due_on__lt=day)

    def not_in_the_library(self):
        """Return the tickets without a published answer of their own."""
        return self.exclude(library_answer__state=AnswerState.PUBLISHED)

    def without_answer(self):
        """Return the tickets whose question has no answer of the desk or the library."""
        answered = (TicketState.ANSWERED, TicketState.CLOSED, TicketState.DUPLICATE)
        return self.exclude(state__in=answered)


class ReviewTaskQuerySet(models.QuerySet):
    def open(self):
        return self.filter(done_at=None)

    def of_country(self, *codes):
        return self.open().filter(country__in=codes)

    def of(self, *, steps=(), answers=()):
        return self.open().filter(Q(step__in=steps) | Q(answer__in=answers))
