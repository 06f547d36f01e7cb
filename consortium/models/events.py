"""Events, news and newsletters, and figures of communication."""

import uuid

from django.db import models
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from core.fields import demonstration, last_change
from core.partial_dates import PartialDateField, not_before, parse
from core.rich_text import RichTextField, plain
from core.text import search_text

from ..choices import (
    EVENT_STEPS,
    QUALIFIER_WORDS,
    AudienceKind,
    EventKind,
    EventState,
    NewsKind,
    Qualifier,
    Visibility,
)
from ..querysets import EventQuerySet, NewsQuerySet
from .documents import Document
from .partners import Partner, WorkPackage
from .statements import Statement
from .states import Moving, StateEvent


class Event(Moving):
    """A congress, session or meeting that the project held or attended. An announced event is not
    a held one: a person answers whether it was held."""

    STATES, STEPS = EventState, EVENT_STEPS

    title = models.CharField(max_length=200)
    slug = models.SlugField("address", max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=EventKind, default=EventKind.OTHER)
    starts_on = PartialDateField("start", blank=False, default=None, db_index=True)
    ends_on = PartialDateField("end")
    date_note = models.CharField(
        "note on the date", max_length=100, blank=True, help_text="Such as: spring."
    )
    last_day = models.DateField(editable=False, db_index=True)  # the last possible day
    place = models.CharField(max_length=150, blank=True)
    text = models.TextField("description", blank=True)
    statement = models.ForeignKey(
        Statement, models.SET_NULL, null=True, blank=True, related_name="events"
    )
    source = models.CharField(max_length=300, blank=True)
    partner = models.ForeignKey(
        Partner,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="events",
        verbose_name="spoke for the project",
    )
    work_package = models.ForeignKey(
        WorkPackage, models.SET_NULL, null=True, blank=True, related_name="events"
    )
    audience = models.CharField(max_length=12, choices=AudienceKind, default=AudienceKind.UNKNOWN)
    audience_size = models.PositiveIntegerField(null=True, blank=True)
    slides = models.ForeignKey(
        Document, models.SET_NULL, null=True, blank=True, related_name="shown_at"
    )
    visibility = models.CharField(
        max_length=8,
        choices=[(one.value, one.label) for one in (Visibility.PUBLIC, Visibility.MEMBERS)],
        default=Visibility.PUBLIC,
    )
    state = models.CharField(
        max_length=12, choices=EventState, default=EventState.ANNOUNCED, editable=False
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    search_text = models.TextField(editable=False, blank=True)
    is_demo = demonstration()
    updated_at = last_change()

    objects = EventQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_text", "updated_at", "sequence"])

    class Meta:
        ordering = ("-starts_on", "-pk")
        constraints = [
            models.CheckConstraint(
                name="event_ends_after_its_start",
                condition=not_before("ends_on", "starts_on"),
                violation_error_message="The event ends before it starts. Correct the dates.",
            )
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.last_day = parse(self.ends_on or self.starts_on).last
        self.search_text = search_text(self.title, self.place, self.text)
        if self.pk:
            self.sequence += 1  # calendars replace an entry by one with a higher number
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("consortium:event", args=[self.slug])

    @property
    def is_to_confirm(self):
        return self.state == EventState.ANNOUNCED and self.last_day < timezone.localdate()


class EventEvent(StateEvent):
    """One change of the state of an event."""

    row_name = "event"
    event = models.ForeignKey(Event, models.CASCADE, related_name="events")

    class Meta(StateEvent.Meta):
        verbose_name = "change of an event"
        verbose_name_plural = "changes of events"


class NewsItem(models.Model):
    """One news item or newsletter."""

    kind = models.CharField(max_length=10, choices=NewsKind, default=NewsKind.NEWS)
    title = models.CharField(max_length=200)
    slug = models.SlugField("address", max_length=80, unique=True)
    text = RichTextField(blank=True)
    published_on = models.DateField(
        null=True,
        blank=True,
        db_index=True,
        help_text="Everyone sees it from this day on. Empty: draft.",
    )
    document = models.ForeignKey(
        Document,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="news",
        help_text="The newsletter as a file.",
    )
    picture = models.ForeignKey(
        Document, models.SET_NULL, null=True, blank=True, related_name="pictured_in"
    )
    picture_text = models.CharField(
        "alternative text",
        max_length=300,
        blank=True,
        help_text="What the picture shows, for people who do not see it.",
    )
    search_text = models.TextField(editable=False, blank=True)
    is_demo = demonstration()
    updated_at = last_change()

    objects = NewsQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_text", "updated_at"])

    class Meta:
        ordering = ("-published_on", "-pk")
        constraints = [
            models.CheckConstraint(
                name="picture_has_alternative_text",
                condition=models.Q(picture=None) | ~models.Q(picture_text=""),
                violation_error_message="The picture has no alternative text. Describe it.",
            )
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.search_text = search_text(self.title, plain(self.text))
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("consortium:news-item", args=[self.slug])


class ReachFigure(models.Model):
    """One count of a channel on one date, such as followers."""

    channel = models.CharField(max_length=60, help_text="Such as: LinkedIn, followers.")
    counted_on = PartialDateField(blank=False, default=None)
    number = models.PositiveIntegerField()
    qualifier = models.CharField(max_length=10, choices=Qualifier, default=Qualifier.EXACT)
    source = models.CharField(max_length=300)
    is_demo = demonstration()

    class Meta:
        ordering = ("channel", "counted_on", "pk")
        verbose_name = "figure of communication"
        verbose_name_plural = "figures of communication"
        constraints = [
            models.UniqueConstraint(
                name="reach_once_per_day", fields=["channel", "counted_on", "is_demo"]
            )
        ]

    def __str__(self):
        return f"{self.channel}: {self.figure}, {self.counted_on}"

    @property
    def figure(self):
        return f"{QUALIFIER_WORDS.get(self.qualifier, '')}{self.number:,}"
