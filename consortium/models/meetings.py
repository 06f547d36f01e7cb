"""Series, meetings, agenda and attendance."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from core.fields import demonstration, last_change
from core.text import search_text
from core.transitions import InvalidTransition

from ..choices import (
    MEETING_STEPS,
    AttendanceAnswer,
    ItemState,
    MeetingState,
    Visibility,
)
from ..meeting_times import local, zone_name
from ..querysets import MeetingQuerySet
from .bodies import Body, Seat
from .states import Moving, StateEvent

DEFERRALS_SHOWN_TO_CHAIR = 3


class MeetingSeries(models.Model):
    """Meetings of a body that repeat, with the items that wait for one of them."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="series")
    title = models.CharField(max_length=150)
    rhythm = models.CharField(max_length=60, blank=True)
    is_demo = demonstration()

    class Meta:
        ordering = ("body", "title", "pk")
        verbose_name_plural = "meeting series"

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("consortium:series", args=[self.pk])


class Meeting(Moving):
    """One meeting of a body on one date. A move changes the date and keeps the row and its
    calendar identifier."""

    STATES, STEPS = MeetingState, MEETING_STEPS

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings")
    series = models.ForeignKey(
        MeetingSeries, models.SET_NULL, null=True, blank=True, related_name="meetings"
    )
    title = models.CharField(max_length=150)
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    online_url = models.URLField(
        "address of the video call", blank=True, help_text="Only the body sees it."
    )
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.MEMBERS)
    state = models.CharField(
        max_length=12, choices=MeetingState, default=MeetingState.DRAFT, editable=False
    )
    uid = models.UUIDField("calendar identifier", default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    moved_from = models.DateTimeField(
        null=True, editable=False, help_text="The start before the last move. Empty: never moved."
    )
    search_text = models.TextField(editable=False, blank=True)
    is_demo = demonstration()
    updated_at = last_change()

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ("-starts_at", "-pk")
        indexes = [models.Index(fields=["body", "starts_at"], name="meeting_of_body")]
        constraints = [
            models.CheckConstraint(
                name="meeting_ends_after_its_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="The meeting ends before it starts. Correct the times.",
            )
        ]

    def __str__(self):
        return f"{self.title}, {self.held_on:%d/%m/%Y}"

    def save(self, *args, **kwargs):
        self.search_text = search_text(self.title, self.place, self.body.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("consortium:meeting", args=[self.pk])

    def check_move(self, state, **values):
        if state == MeetingState.CALLED and self.starts_at <= timezone.now():
            raise InvalidTransition(
                "The meeting has already begun, so it cannot be called. Record the attendance and "
                "mark it as held, or move it to a later date."
            )
        if state == MeetingState.HELD:
            if self.starts_at > timezone.now():
                raise InvalidTransition(
                    "The meeting has not begun. Mark it as held after it has begun."
                )
            if not self.attendance.filter(answer=AttendanceAnswer.ATTENDING).exists():
                raise InvalidTransition(
                    "Nobody is recorded as attending. Record the attendance first."
                )

    @property
    def held_on(self):
        """Return the day of the meeting in the zone of meetings."""
        return local(self.starts_at).date()

    @property
    def hours(self):
        """Return the times of the day in words, with their zone."""
        return f"{local(self.starts_at):%H:%M} to {local(self.ends_at):%H:%M}, {zone_name()}"

    @property
    def moved_from_in_words(self):
        """Return the moment before the last move, "" for a meeting that was never moved."""
        if not self.moved_from:
            return ""
        old = local(self.moved_from)
        return f"{date_format(old, 'SHORT_DATE_FORMAT')}, {old:%H:%M}"

    @property
    def is_over(self):
        return self.ends_at < timezone.now()

    @property
    def is_open(self):
        return self.state in (MeetingState.DRAFT, MeetingState.CALLED)


class MeetingEvent(StateEvent):
    """One change of the state or the date of a meeting."""

    row_name = "meeting"
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="events")


class AgendaItem(models.Model):
    """A subject for a body: in the backlog of a series, or on the agenda of a meeting."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="agenda_items")
    series = models.ForeignKey(
        MeetingSeries, models.SET_NULL, null=True, blank=True, related_name="items"
    )
    meeting = models.ForeignKey(
        Meeting, models.SET_NULL, null=True, blank=True, related_name="items"
    )
    title = models.CharField(max_length=200)
    text = models.TextField("background", blank=True, max_length=5000)
    minutes_planned = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=ItemState, default=ItemState.BACKLOG)
    deferrals = models.PositiveSmallIntegerField("times deferred", default=0, editable=False)
    outcome = models.TextField(blank=True, max_length=5000, help_text="In short, for the minutes.")
    position = models.PositiveSmallIntegerField(default=0)
    is_demo = demonstration()

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            models.CheckConstraint(
                name="agenda_item_on_agenda_has_meeting",
                condition=Q(state=ItemState.BACKLOG, meeting=None)
                | (~Q(state=ItemState.BACKLOG) & Q(meeting__isnull=False)),
            )
        ]

    def __str__(self):
        return self.title

    @property
    def is_for_the_chair(self):
        return self.deferrals >= DEFERRALS_SHOWN_TO_CHAIR


class Attendance(models.Model):
    """Whether the person in a seat attended a meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="attendance")
    answer = models.CharField(
        max_length=10, choices=AttendanceAnswer, default=AttendanceAnswer.UNKNOWN
    )

    class Meta:
        ordering = ("seat__role", "pk")
        verbose_name_plural = "attendance"
        constraints = [models.UniqueConstraint(name="attendance_once", fields=["meeting", "seat"])]

    def __str__(self):
        return f"{self.seat}: {self.get_answer_display()}"
