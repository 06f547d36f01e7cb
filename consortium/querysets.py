"""Questions asked of many rows of the consortium, and who may see them."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core.querysets import Searched

from .choices import (
    OPEN_ACTIONS,
    SETTLED_DECISIONS,
    WAITING_ADVICE,
    DecisionState,
    EventState,
    MeetingState,
    PackState,
    PartnerKind,
    Visibility,
)

MANAGE = "consortium.manage_meetings"


def seated(user, path="body"):
    """Return the condition that the user has a seat in the body of a row today."""
    today = timezone.localdate()
    return Q(**{f"{path}__in": user.seats.current(today).values("body")})


class SeatQuerySet(models.QuerySet):
    def current(self, today=None):
        """Return seats that are taken today."""
        today = today or timezone.localdate()
        return self.filter(Q(since=None) | Q(since__lte=today)).filter(
            Q(until=None) | Q(until__gte=today)
        )


class BodyQuerySet(models.QuerySet):
    def kept_by(self, user):
        """Return the bodies whose meetings, decisions and minutes the user may edit."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm(MANAGE):
            return self
        return self.filter(pk__in=user.seats.current().filter(keeps=True).values("body"))


class PartnerQuerySet(Searched):
    def visible_to(self, user):
        return self

    def core(self):
        """Return the partners without the associated consortia."""
        return self.filter(kind=PartnerKind.PARTNER)


class StatementQuerySet(Searched):
    def visible_to(self, user):
        """Everyone sees all statements, because each is from a public source."""
        return self


class OfBody(Searched):
    """Rows of a body with a `visibility`."""

    def visible_to(self, user):
        """Return the rows that the user may see: the public sees public rows, members also theirs,
        and people with a seat in the body all rows of it."""
        if not user.is_authenticated:
            return self.public()
        if user.has_perm(MANAGE):
            return self
        return self.filter(~Q(visibility=Visibility.BODY) | seated(user))

    def public(self):
        return self.filter(visibility=Visibility.PUBLIC)


class MeetingQuerySet(OfBody):
    def public(self):
        return super().public().exclude(state=MeetingState.DRAFT)

    def visible_to(self, user):
        """Draft meetings are visible to the body and to people who manage meetings."""
        rows = super().visible_to(user)
        if not user.is_authenticated or user.has_perm(MANAGE):
            return rows
        return rows.filter(~Q(state=MeetingState.DRAFT) | seated(user))

    def next_ones(self):
        """Return meetings that have not ended, the next first."""
        return self.filter(
            ends_at__gte=timezone.now(), state__in=(MeetingState.DRAFT, MeetingState.CALLED)
        ).order_by("starts_at", "pk")

    def past(self):
        """Return meetings that have ended, were held or were cancelled, the latest first."""
        over = (MeetingState.HELD, MeetingState.CANCELLED)
        return self.filter(Q(ends_at__lt=timezone.now()) | Q(state__in=over)).order_by(
            "-starts_at", "-pk"
        )

    def overlapping(self, starts_at, ends_at):
        """Return meetings that take place at the same time, without cancelled ones."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exclude(
            state=MeetingState.CANCELLED
        )


class DecisionQuerySet(OfBody):
    def public(self):
        return super().public().filter(state__in=SETTLED_DECISIONS)

    def update(self, **values):
        """Refuse bulk changes of the text of decisions; `Decision.save` checks single rows."""
        refused = set(values) & set(self.model.FROZEN)
        if refused:
            raise ValueError(f"Fields of decisions cannot be updated in bulk: {sorted(refused)}.")
        return super().update(**values)

    def without_trace(self):
        """Return adopted decisions without action, link, document or later decision."""
        actions = self.model._meta.get_field("actions").related_model
        links = self.model._meta.get_field("links").related_model
        return self.filter(
            ~Exists(actions.objects.filter(decision=OuterRef("pk"))),
            ~Exists(links.objects.filter(decision=OuterRef("pk"), is_consequence=True)),
            state=DecisionState.ADOPTED,
        )


class ActionQuerySet(OfBody):
    def open(self):
        return self.filter(state__in=OPEN_ACTIONS)

    def overdue(self):
        """Return open actions whose last possible due day is over."""
        return self.open().filter(due_until__lt=timezone.localdate())

    def of_user(self, user):
        """Return the actions of the seats of a user."""
        return self.filter(seat__user=user)


class AdviceQuerySet(OfBody):
    def waiting(self):
        return self.filter(state__in=WAITING_ADVICE)


class LinkQuerySet(models.QuerySet):
    def with_targets(self):
        return self.select_related(*self.model.TARGETS)


class EventQuerySet(Searched):
    def visible_to(self, user):
        if user.is_authenticated:
            return self
        return self.filter(visibility=Visibility.PUBLIC)

    def coming(self):
        """Return announced events that may not be over, the next first."""
        return self.filter(state=EventState.ANNOUNCED, last_day__gte=timezone.localdate()).order_by(
            "starts_on", "pk"
        )

    def over(self):
        """Return all other events, the latest first."""
        return self.exclude(
            state=EventState.ANNOUNCED, last_day__gte=timezone.localdate()
        ).order_by("-starts_on", "-pk")

    def to_confirm(self):
        """Return announced events whose last possible day is over."""
        return self.filter(state=EventState.ANNOUNCED, last_day__lt=timezone.localdate())


class NewsQuerySet(Searched):
    def visible_to(self, user):
        """Everyone sees news from their day of publication; editors also drafts."""
        if user.has_perm("consortium.change_newsitem"):
            return self
        return self.filter(published_on__lte=timezone.localdate())


class DocumentQuerySet(Searched):
    def visible_to(self, user):
        """Return the documents whose page the user may see; a withdrawn one keeps its page."""
        if user.has_perm(MANAGE):
            return self
        if not user.is_authenticated:
            return self.filter(access=Visibility.PUBLIC)
        return self.filter(~Q(access=Visibility.BODY) | seated(user))


class PackQuerySet(models.QuerySet):
    def without_worker(self):
        """Return packs that wait, and those whose worker has not written for a while."""
        lost = Q(state=PackState.RUNNING, held_until__lt=timezone.now())
        return self.filter(Q(state=PackState.WAITING) | lost)
